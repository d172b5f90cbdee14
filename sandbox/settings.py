"""What whoever starts the sandbox sets, read from the environment."""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one sandbox; every field is SANDBOX_<NAME> in the environment."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_", extra="ignore")

    port: int = 8003
    host: str = Field("127.0.0.1", description="loopback address to bind to; anything else is refused")
    office_name: str = Field("Ventanilla", description="what the phones call the office")
    clock_file: Path | None = Field(None, description="file with a number of seconds that is added to the time")
    location: str = Field("4.6500,-74.0800", description="where the phones say they are: latitude,longitude")

    telegram_token: str = Field(description="the bot's token, as BotFather would give it: 123456:letters")
    telegram_username: str = "VentanillaBot"
    twilio_account_sid: str = Field(description="AC and 32 hexadecimal digits")
    twilio_auth_token: str = Field(min_length=1)
    whatsapp_number: str = Field(description="the office's WhatsApp senders, E.164, separated by spaces")
    sms_number: str = Field(description="the office's SMS numbers, E.164, separated by spaces")
    whatsapp_webhook: str = Field("", description="URL set on the sender at Twilio, overrides after # included")
    whatsapp_fallback: str = Field("", description="URL set for when that one fails")
    sms_webhook: str = Field("", description="URL set on the number at Twilio, overrides after # included")
    sms_fallback: str = Field("", description="URL set for when that one fails")
    sms_service_webhook: str = Field("", description="URL set on a messaging service; then the numbers are in it")

    contents: dict[str, dict[str, Any]] = Field(
        {}, description="JSON: templates that are there from the start, ContentSid to what the Content API is posted"
    )
    voice_number: str = Field("", description="the number that citizens call, E.164; empty for none")
    voice_webhook: str = Field("", description="URL set for incoming calls, overrides after # included")
    voice_fallback: str = Field("", description="URL set for when the webhook fails")
    voice_status_webhook: str = Field("", description="URL set for the end of calls")
    voice_patience: float = Field(30, description="seconds for which a person who types is waited for, at least")
    voice_pace: float = Field(1, description="how long a pause takes, as a part of its time")

    # What the providers let through; a load test raises them.
    telegram_rate: float = Field(30, description="messages a second over all chats")
    telegram_chat_rate: float = Field(1, description="messages a second in one chat, once the burst is used up")
    telegram_chat_burst: int = Field(20, description="messages one chat takes at once")
    twilio_rate: float = Field(100, description="REST requests a second")
    whatsapp_rate: float = Field(80, description="messages a second that leave a WhatsApp sender's queue")
    sms_rate: float = Field(10, description="segments a second that leave an SMS number's queue")

    # How long the network takes, in seconds.
    sent_seconds: float = 0.05
    delivered_seconds: float = 0.25
    read_seconds: float = 1.0

    @field_validator("host")
    @classmethod
    def _loopback(cls, host: str) -> str:
        if not is_loopback(host):
            raise ValueError("the sandbox hands out messages to anyone who asks: it only binds to a loopback address")
        return host

    @field_validator("location")
    @classmethod
    def _place(cls, place: str) -> str:
        if not re.fullmatch(r"-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?", place):
            raise ValueError("a place is written latitude,longitude, in degrees")
        return place

    @field_validator("telegram_token")
    @classmethod
    def _bot_token(cls, token: str) -> str:
        if not re.fullmatch(r"[1-9]\d{0,15}:[A-Za-z0-9_-]{1,60}", token):
            raise ValueError("a bot token is a number, a colon, and letters, digits, _ or -")
        return token

    @field_validator("twilio_account_sid")
    @classmethod
    def _account_sid(cls, sid: str) -> str:
        if not re.fullmatch(r"AC[0-9a-fA-F]{32}", sid):
            raise ValueError("an account SID is AC and 32 hexadecimal digits")
        return sid

    @field_validator("whatsapp_number", "sms_number", "voice_number")
    @classmethod
    def _e164(cls, numbers: str, field: ValidationInfo) -> str:
        if not numbers and field.field_name == "voice_number":
            return numbers
        if not numbers.split() or not all(re.fullmatch(r"\+[1-9]\d{7,14}", number) for number in numbers.split()):
            raise ValueError("a number is written in E.164: + and 8 to 15 digits")
        return numbers

    @property
    def base_url(self) -> str:
        """Address of the sandbox itself, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def numbers(self, channel: str) -> list[str]:
        """The office's numbers on a channel; citizens write to the first unless they say otherwise."""
        return (self.whatsapp_number if channel == "whatsapp" else self.sms_number).split()

    @property
    def bot_id(self) -> int:
        return int(self.telegram_token.split(":")[0])


def is_loopback(host: str) -> bool:
    """Whether a host name or address, without port, means this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
