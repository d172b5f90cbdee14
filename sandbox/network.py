"""What both providers share: time, phones, files, deliveries, and faults."""

from dataclasses import dataclass, field

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
    faults: Faults = field(default_factory=Faults)
    webhooks: Webhooks = field(default_factory=Webhooks)
    tasks: Tasks = field(default_factory=Tasks)

    def __post_init__(self) -> None:
        self.clock = Clock(self.settings.clock_file)
