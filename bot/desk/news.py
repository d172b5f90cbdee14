"""What an agent notices without looking at the desk: the tab's title, and a short sound."""

from dataclasses import dataclass

from bot.entity import entity


@dataclass(frozen=True)
class News:
    """Unread messages of the agent's own, conversations that wait for anybody, and emergencies among both."""

    unread: int
    waiting: int
    emergencies: int

    @property
    def title(self) -> str:
        """The tab's title: an emergency first, then what is unread."""
        counts = f"({self.unread}) " if self.unread else ""
        alarm = "⚠ Emergencia · " if self.emergencies else ""
        return f"{alarm}{counts}{entity().short_name} · Puesto de atención"

    def rings_after(self, before: "News") -> bool:
        """Whether something came that was not there before."""
        return any(
            now > then
            for now, then in (
                (self.unread, before.unread),
                (self.waiting, before.waiting),
                (self.emergencies, before.emergencies),
            )
        )
