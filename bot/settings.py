"""What an operator sets: one place, read from the environment once."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Settings of one installation; every field is VENTANILLA_<NAME> in the environment, except DATABASE_URL."""

    model_config = SettingsConfigDict(env_prefix="VENTANILLA_", env_file=".env", extra="ignore")

    # Where things are
    port: int = Field(8000, description="public port; the desk and the internal listeners use the four after it")
    host: str = Field("127.0.0.1", description="address the public listeners bind to; demo mode is always on loopback")
    public_url: str = Field("", description="address under which providers reach the gateway, as they have it")
    data_dir: Path = ROOT / "var"
    models_dir: Path = ROOT / "models"
    entity_file: Path = ROOT / "entity.yml"
    procedures_file: Path = ROOT / "bot" / "procedures" / "catalogue.yml"
    offices_file: Path = ROOT / "bot" / "procedures" / "offices.yml"
    evaluation_file: Path = Field(
        ROOT / "tests" / "nlu" / "held_out.yml", description="sentences on which a candidate model is compared"
    )
    database_url: str = Field("", validation_alias="DATABASE_URL")
    rasa_database_url: str = Field("", description="the assistant's own login, where roles cannot be made for it")
    secret: str = Field("", description="the installation's secret; made in data_dir when empty")
    clock_file: Path | None = Field(None, description="file with seconds added to the time, in demo and tests only")
    fault_file: Path | None = Field(None, description="where tests order a fault at a named point (bot.faults)")
    demo: bool = False

    # How long things take
    turn_retry_seconds: float = Field(30, description="a failed turn is tried again this long before the apology")
    turn_give_up_seconds: float = Field(900, description="how long a message waits for the assistant to come back")
    turn_timeout_seconds: float = Field(15, description="how long one turn of the assistant may take")
    store_seconds: float = Field(2.0, description="how long an event waits for the database before it is spooled")
    emergency_store_seconds: float = Field(1.0, description="how long an emergency waits for the database")
    burst_seconds: float = Field(2, description="how long a greeting or an unfinished clause waits for what follows")
    follow_up_hours: float = Field(24, description="delay of the follow-up after a case closes")
    worker_stalled_seconds: float = Field(8, description="a worker silent this long is taken for dead")
    inbound_concurrency: int = 8
    outbound_concurrency: int = 12

    # How long things are kept
    identity_attempt_days: int = Field(90, description="days that the outcomes of identity checks are kept", gt=0)
    model_days: int = Field(30, description="days that a model is kept which the assistant no longer uses", gt=0)

    # Files
    media_dir: Path | None = Field(None, description="where files are kept; data_dir/media when not set")
    media_max_bytes: int = Field(10 * 1024 * 1024, description="largest file taken from a citizen", gt=0)
    spool_max_bytes: int = Field(256 * 1024 * 1024, description="largest spool of one channel account", gt=0)
    media_days: int = Field(730, description="days that files are kept; those of an open case stay", gt=0)
    twilio_media_hosts: str = Field(
        "api.twilio.com .twiliocdn.com", description="hosts that Twilio's files come from; .x is x and all below it"
    )

    # Web chat
    web_origins: str = Field("", description="origins of pages that may use the chat, separated by spaces; * for any")
    web_per_session: float = Field(1, description="messages a second from one session, after its first twenty", gt=0)
    web_per_address: float = Field(10, description="messages a second from one network address", gt=0)

    # Telegram
    telegram_token: str = ""
    telegram_username: str = Field("", description="the bot's name, for links to it; without @")
    telegram_base_url: str = "https://api.telegram.org"
    telegram_rate: float = Field(30, description="messages a second to all chats together", gt=0)
    telegram_chat_rate: float = Field(1, description="messages a second to one chat, after the first few", gt=0)
    # Twilio
    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_secondary_auth_token: str = ""
    twilio_base_url: str = "https://api.twilio.com"
    twilio_content_base_url: str = "https://content.twilio.com"
    twilio_messaging_base_url: str = "https://messaging.twilio.com"
    whatsapp_number: str = Field("", description="our WhatsApp senders, E.164, separated by spaces")
    whatsapp_contents: dict[str, str] = Field(
        {}, description="JSON: form of buttons or a list (`ventanilla whatsapp contents` makes them) to its ContentSid"
    )
    sms_number: str = Field("", description="our numbers for text messages, E.164, separated by spaces")
    voice_number: str = Field("", description="our numbers that citizens call, E.164, separated by spaces")

    @property
    def desk_port(self) -> int:
        return self.port + 1

    @property
    def internal_port(self) -> int:
        return self.port + 2

    @property
    def sandbox_port(self) -> int:
        return self.port + 3

    @property
    def rasa_port(self) -> int:
        return self.port + 4

    @property
    def gateway_url(self) -> str:
        """Address under which citizens and providers reach the gateway, without a slash at its end."""
        return (self.public_url or f"http://127.0.0.1:{self.port}").rstrip("/")

    @property
    def internal_url(self) -> str:
        return f"http://127.0.0.1:{self.internal_port}"

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}"


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
