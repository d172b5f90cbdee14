"""What an agent notices without looking at the desk: the tab's title, and a short sound."""

from dataclasses import dataclass

from bot.desk.queries import Board
from bot.entity import entity


@dataclass(frozen=True)
class News:
    """`unread` messages of the agent's own, and what can be told apart from what was there before: the `newest` unread
    message of each conversation, who is `waiting` for anybody, and the `emergencies` among both (conversations).
    """

    unread: int = 0
    newest: frozenset[tuple[int, int]] = frozenset()
    waiting: frozenset[tuple[int, int]] = frozenset()
    emergencies: frozenset[int] = frozenset()

    @classmethod
    def of(cls, board: Board, agent_id: int) -> "News":
        """What the lists have for an agent."""
        unread = [row for row in board.mine.get(agent_id, []) if row.unread]
        return cls(
            unread=sum(row.unread for row in unread),
            newest=frozenset((row.id, row.newest_unread) for row in unread),
            waiting=board.queue,
            emergencies=board.emergencies | {row.id for row in unread if row.emergency},
        )

    @property
    def title(self) -> str:
        """The tab's title: an emergency first, then what is unread."""
        counts = f"({self.unread}) " if self.unread else ""
        alarm = "⚠ Emergencia · " if self.emergencies else ""
        return f"{alarm}{counts}{entity().short_name} · Puesto de atención"

    def rings_after(self, before: "News") -> bool:
        """Whether something came that was not there before, whatever has gone meanwhile."""
        came = (self.newest - before.newest, self.waiting - before.waiting)
        return any(came) or self.alarms_after(before)

    def alarms_after(self, before: "News") -> bool:
        """Whether an emergency came."""
        return bool(self.emergencies - before.emergencies)
