"""The Twilio account: its senders, messages, templates, and who has opted out."""

from sandbox.network import Network
from sandbox.rates import Bucket
from sandbox.twilio.content import KEPT, Content, new_content
from sandbox.twilio.message import Resources


class Account:
    """State of one account. `opted_out`: a citizen's number, and the office's number to which it wrote STOP."""

    def __init__(self, network: Network) -> None:
        self.settings = settings = network.settings
        self.clock = network.clock
        self.phones = network.phones
        self.files = network.files
        self.faults = network.faults
        self.webhooks = network.webhooks
        self.tasks = network.tasks
        self.resources = Resources()
        self.started = now = self.clock.now()
        self.contents = {sid: new_content(self.sid, values, now, sid) for sid, values in settings.contents.items()}
        self.opted_out: set[tuple[str, str]] = set()
        self.requests = Bucket(settings.twilio_rate, settings.twilio_rate)

    @property
    def sid(self) -> str:
        return self.settings.twilio_account_sid

    @property
    def senders(self) -> dict[str, str]:
        """Channel of each sender's address, as From has it."""
        whatsapp = {f"whatsapp:{number}": "whatsapp" for number in self.settings.numbers("whatsapp")}
        return whatsapp | dict.fromkeys(self.settings.numbers("sms"), "sms")

    def keep_content(self, content: Content) -> None:
        while len(self.contents) >= KEPT:
            self.contents.pop(next(iter(self.contents)))
        self.contents[content.sid] = content
