"""What both providers share: time, phones, files, deliveries, and faults."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.files import Files
from sandbox.phones import Phones
from sandbox.settings import Settings
from sandbox.tasks import Tasks
from sandbox.webhooks import Webhooks


@dataclass
class Network:
    """The world in which the providers live."""

    settings: Settings
    clock: Clock = field(init=False)
    phones: Phones = field(default_factory=Phones)
    files: Files = field(default_factory=Files)
    faults: Faults = field(init=False)
    webhooks: Webhooks = field(default_factory=Webhooks)
    tasks: Tasks = field(default_factory=Tasks)

    def __post_init__(self) -> None:
        self.clock = Clock(self.settings.clock_file)
        self.faults = Faults(self._tell_faults)

    def shown_faults(self, channel: str) -> list[dict[str, Any]]:
        """The faults that are on, as a channel's phones show them."""
        return [fault.as_dict() for fault in self.faults.all(channel)]

    def _tell_faults(self, channel: str) -> None:
        for phone in self.phones:
            if phone.channel == channel and phone.watchers:
                phone.tell({"faults": self.shown_faults(channel)})
