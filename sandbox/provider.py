"""Everything behind the sandbox's addresses, put together: both providers and the phones between them."""

from sandbox.files import File
from sandbox.network import Network
from sandbox.phone import Button, Message, Phone
from sandbox.settings import Settings
from sandbox.telegram.api import execute
from sandbox.telegram.bot import Bot
from sandbox.telegram.parameters import Parameters
from sandbox.twilio.account import Account
from sandbox.twilio.inbound import Inbound
from sandbox.twilio.outbound import Outbound
from sandbox.twilio.voice.calls import Calls


class Provider:
    """One sandbox. What a citizen does goes to the provider of the phone's channel."""

    def __init__(self, settings: Settings) -> None:
        self.network = Network(settings)
        self.bot = Bot(self.network, self._execute)
        self.account = Account(self.network)
        self.outbound = Outbound(self.account)
        self.inbound = Inbound(self.account, self.outbound)
        self.calls = Calls(self.account)
        self.closing = False

    def write(
        self, phone: Phone, *, text: str, location: dict[str, float] | None, media: File | None, contact: bool,
        office: str = "",
    ) -> Message:  # fmt: skip
        if phone.channel == "telegram":
            return self.bot.citizen_writes(phone, text=text, location=location, media=media, contact=contact)
        return self.inbound.citizen_writes(phone, text=text, location=location, media=media, office=office)

    def press(self, phone: Phone, message: Message | None, button: Button) -> None:
        if phone.channel == "telegram":
            self.bot.citizen_presses(phone, message, button)
        else:
            self.inbound.citizen_presses(phone, message, button)

    def stop(self) -> None:
        """End the open event streams, so that the server can stop."""
        self.closing = True
        for phone in self.network.phones:
            phone.tell({"closing": True})

    async def close(self) -> None:
        """End background work."""
        self.stop()
        await self.network.tasks.cancel()
        await self.network.webhooks.close()

    async def _execute(self, parameters: Parameters) -> None:
        await execute(self.bot, parameters)
