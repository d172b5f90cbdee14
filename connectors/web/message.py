"""A message as the browser posts it, and what it means to the platform."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, ValidationError, model_validator

from bot.messaging.content import Inbound
from connectors.text import storable
from connectors.web import refusal
from connectors.web.channel import CHANNEL

MAX_TEXT = 4000
ACCOUNT = CHANNEL.name


class Posted(BaseModel):
    """One of: a text; a choice, with its title as `text`; a place. `id` is the browser's own, kept when it resends."""

    id: UUID
    text: Annotated[str, AfterValidator(lambda text: storable(text).strip())] = Field("", max_length=MAX_TEXT)
    choice: str = Field("", pattern=r"^(\d{1,18}:\d{1,2})?$")
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("a place needs latitude and longitude")
        if not (self.text or self.choice or self.latitude is not None):
            raise ValueError("nothing was said")
        return self

    def inbound(self, address: str) -> Inbound:
        """The event of the citizen at `address`."""
        kind = "choice" if self.choice else "location" if self.latitude is not None else "text"
        return Inbound(
            channel=CHANNEL.name,
            account=ACCOUNT,
            event_id=f"{address}:{self.id}",
            address=address,
            kind=kind,
            text=self.text,
            choice=self.choice,
            latitude=self.latitude,
            longitude=self.longitude,
        )


def parse(body: bytes) -> Posted:
    """The message in a request's body. Raises Refusal, with a sentence for the citizen."""
    try:
        return Posted.model_validate_json(body)
    except ValidationError as error:
        raise _refusal(error.errors(include_input=False, include_url=False, include_context=False)[0]) from None


def _refusal(problem: object) -> refusal.Refusal:
    kind = problem["type"] if isinstance(problem, dict) else ""
    if kind == "json_invalid":
        return refusal.unreadable()
    if kind == "string_too_long":
        return refusal.Refusal(422, f"El mensaje es muy largo. Escriba {MAX_TEXT} caracteres como máximo.")
    return refusal.not_understood()
