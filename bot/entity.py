"""Who the office is: entity.yml, read once and checked.

Imports nothing of the platform but its settings, so that everything else may import it.
"""

import re
import string
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.settings import settings

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# "other" is danger that only the assistant, and no rule, has understood.
EMERGENCY_KINDS = ("gas", "cable", "shock", "flood", "medical", "self_harm", "other")
# Two parts of a GSM-7 text message (GSM 03.38).
SMS_LIMIT = 306
NOT_IN_GSM7 = re.compile("[áíóúÁÍÓÚ“”‘’–—…⚠]")

# What may wait for a citizen until WhatsApp takes only templates, and what their words may leave open.
TEMPLATE_PURPOSES = ("reply", "case_update", "survey", "outage_info")
TEMPLATE_FIELDS = {"case", "office"}


class EntityError(Exception):
    """entity.yml cannot be used: its text says where and why."""


class Part(BaseModel):
    """A piece of entity.yml; unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(Part):
    """Something stated to citizens, with where it was read and when somebody confirmed it (None: not confirmed)."""

    source: str
    verified_at: date | None

    @property
    def verified(self) -> bool:
        return self.verified_at is not None


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error}") from error
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError(f"{value} is not a time zone; write for example America/Bogota")
    return value


class Service(Part):
    """A public service. `own` is false for another company's, named in `responsible`."""

    key: str
    name: str
    article: Literal["el", "la"]
    own: bool
    unit: str = ""
    responsible: str = ""


class Neighborhood(Part):
    name: str
    aliases: list[str] = []

    @property
    def names(self) -> tuple[str, ...]:
        """All that people call it: its aliases, then its name."""
        return (*self.aliases, self.name)


class AccountNumber(Part):
    """How account numbers look: `pattern` matches the whole normalised number."""

    label: str
    pattern: Annotated[str, AfterValidator(_pattern)]
    example: str
    help: str

    def fits(self, number: str) -> bool:
        return re.fullmatch(self.pattern, number) is not None


class Hours(Part):
    """From one local time to another on some days of the week."""

    days: list[Weekday] = Field(min_length=1)
    opens: time = Field(alias="from")
    closes: time = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("`from` must be before `to`")
        return self


class AddedHoliday(Part):
    date: date
    name: str


class Holidays(Part):
    """Changes to the holidays of the country."""

    add: list[AddedHoliday] = []
    remove: list[date] = []


class Phone(Fact):
    key: str
    label: str
    number: str
    emergency: bool = False


class LegalTerm(Fact):
    """A term that the law sets: `days` counted from the day after receipt, for cases of the given `kinds`."""

    key: str
    kinds: list[str]
    days: int = Field(gt=0)
    unit: Literal["business", "calendar"]
    basis: str
    consequence: str


class Privacy(Fact):
    url: str
    version: str


class PaymentPlace(Fact):
    name: str
    kind: Literal["web", "office", "store", "bank"]
    where: str
    hours: str


class PaymentPosting(Fact):
    """How long a payment takes to show."""

    business_days: int = Field(ge=0)


class PaymentAgreement(Fact):
    """What may be agreed without a person; amounts in the office's currency."""

    min_debt: int
    max_debt: int
    min_instalments: int
    max_instalments: int
    down_payment_percent: int = Field(ge=0, le=100)


class SecondFact(Part):
    key: str
    label: str


class Identity(Part):
    """Limits of the identity check."""

    max_failures: int
    lock_minutes: int
    idle_minutes: int
    max_hours: int
    ask_minutes: int
    second_facts: list[SecondFact] = Field(min_length=1)


class Compensation(Fact):
    text: str
    offer: str


class EmergencyScript(Fact):
    """Words for one kind of emergency: `text` everywhere, `sms` on text messages, `ask` when it may be over."""

    title: str
    text: str
    sms: str
    ask: str


class FollowUpTexts(Part):
    ask: str
    solved: str
    reopened: str
    rated: str
    expires_days: int = Field(gt=0)


class Transfer(Fact):
    """The telephone of the people who attend, in E.164."""

    number: str = Field(pattern=r"^\+[1-9]\d{6,14}$")


class Voice(Part):
    """How the office speaks on the telephone. Languages as the provider names them (BCP 47); `name`: its voice.

    `first_contact` and `again` take {name}; the first stands for the written one, with its question. A transfer number
    that nobody has confirmed is not dialled.
    """

    hears: str = "es-MX"
    speaks: str = "es-MX"
    name: str = ""
    hints: list[str] = []
    first_contact: str = ""
    again: str = "Le habla el asistente automático de {name}. ¿En qué le puedo ayudar?"
    transfer: Transfer | None = None

    @property
    def transfer_number(self) -> str:
        """Where callers are put through to in office hours; "" if nowhere."""
        return self.transfer.number if self.transfer and self.transfer.verified else ""


class WhatsAppTemplate(Part):
    """What WhatsApp takes outside its 24 h window, in the words that Meta has approved.

    text       {case}, {office}: filled in
    choices    up to three answers, in the order of the message's own
    announces  it only asks the citizen to write; the message itself comes then
    """

    text: str = Field(max_length=550)
    choices: list[Annotated[str, Field(max_length=20)]] = Field([], max_length=3)
    announces: bool = False


class ContactHoursSource(Fact):
    basis: str


class Entity(Part):
    """The office. Build it with `read`; the running one is `entity()`.

    smallest_payment  what is less is no payment of a bill; the currency's (bot.currency) if it is not given
    """

    name: str
    short_name: str
    country: str = Field(pattern="^[A-Z]{2}$")
    municipality: str
    time_zone: Annotated[str, AfterValidator(_zone)]
    currency: str = Field(pattern="^[A-Z]{3}$")
    smallest_payment: Decimal | None = Field(None, gt=0)
    channels: list[str] = Field(min_length=1)
    website: str
    services: list[Service] = Field(min_length=1)
    neighborhoods: list[Neighborhood]
    account_number: AccountNumber
    hours: list[Hours]
    holidays: Holidays
    phones: list[Phone]
    legal_terms: list[LegalTerm]
    case_number: str
    privacy: Privacy
    first_contact: str
    payment_places: list[PaymentPlace]
    payment_posting: PaymentPosting
    payment_agreement: PaymentAgreement
    identity: Identity
    compensation: Compensation
    emergencies: dict[str, EmergencyScript]
    follow_up: FollowUpTexts
    contact_hours: list[Hours]
    contact_hours_source: ContactHoursSource
    voice: Voice = Voice()
    whatsapp_templates: dict[str, WhatsAppTemplate] = {}

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def greeting(self) -> str:
        """The first-contact text with the name and the policy's address in place."""
        return self.first_contact.format(name=self.short_name, url=self.privacy.url)

    @property
    def spoken_greeting(self) -> str:
        """The first-contact text as it is said aloud: on the telephone nobody writes or reads an address."""
        spoken = self.voice.first_contact
        return spoken.format(name=self.short_name) if spoken else self.greeting

    def service(self, key: str) -> Service | None:
        return next((service for service in self.services if service.key == key), None)

    def phone(self, key: str) -> Phone | None:
        """A phone that may be told: None when it is unknown or not confirmed."""
        return next((phone for phone in self.phones if phone.key == key and phone.verified), None)

    def term(self, kind: str) -> LegalTerm | None:
        """The legal term for a kind of case; it may be unconfirmed, then it counts but is not told."""
        return next((term for term in self.legal_terms if kind in term.kinds), None)

    def emergency_text(self, kind: str, *, form: Literal["text", "sms", "ask"] = "text") -> str:
        """What to say in an emergency, with the numbers in place. KeyError for an unknown kind."""
        return getattr(self.emergencies[kind], form).format_map(self._verified_numbers())

    def _verified_numbers(self) -> dict[str, str]:
        return {phone.key: phone.number for phone in self.phones if phone.verified}

    @model_validator(mode="after")
    def _says_only_what_is_known(self) -> Self:
        missing = [kind for kind in EMERGENCY_KINDS if kind not in self.emergencies]
        if missing:
            raise ValueError(f"emergencies: no script for {', '.join(missing)}")
        for kind in self.emergencies:
            self._check_script(kind)
        for purpose, template in self.whatsapp_templates.items():
            _check_template(purpose, template)
        if len(self.greeting) > 320:
            raise ValueError(f"first_contact: {len(self.greeting)} characters, 320 are allowed")
        self.case_number.format(year=2000, number=1)
        return self

    def _check_script(self, kind: str) -> None:
        known = self._verified_numbers()
        for form in ("text", "sms", "ask"):
            used = {name for _, name, _, _ in string.Formatter().parse(getattr(self.emergencies[kind], form)) if name}
            if unknown := used - known.keys():
                raise ValueError(f"emergencies.{kind}.{form}: no confirmed phone {', '.join(sorted(unknown))}")
        sms = self.emergency_text(kind, form="sms")
        if len(sms) > SMS_LIMIT or NOT_IN_GSM7.search(sms):
            raise ValueError(f"emergencies.{kind}.sms: at most {SMS_LIMIT} characters ({len(sms)}), without á í ó ú")


def _check_template(purpose: str, template: WhatsAppTemplate) -> None:
    if purpose not in TEMPLATE_PURPOSES:
        raise ValueError(f"whatsapp_templates.{purpose}: is none of {', '.join(TEMPLATE_PURPOSES)}")
    used = {name for _, name, _, _ in string.Formatter().parse(template.text) if name is not None}
    if unknown := used - TEMPLATE_FIELDS:
        raise ValueError(f"whatsapp_templates.{purpose}.text: no {', '.join(sorted(unknown))} to fill in")


@lru_cache
def entity() -> Entity:
    """The office of this installation. Raises EntityError."""
    return read(settings().entity_file)


def read(file: Path) -> Entity:
    """An entity.yml, checked. EntityError names the file, the line and the field."""
    try:
        text = file.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        return Entity.model_validate(yaml.safe_load(text))
    except OSError as error:
        raise EntityError(f"{file}: cannot be read ({error.strerror})") from error
    except yaml.YAMLError as error:
        raise EntityError(f"{file}: {error}") from error
    except ValidationError as error:
        raise EntityError("\n".join(_line(file, root, problem) for problem in error.errors())) from error


def _line(file: Path, root: yaml.Node | None, problem: Any) -> str:
    where, number = [str(step) for step in problem["loc"]], _line_number(root, problem["loc"])
    return f"{file}:{number}: {'.'.join(where) or 'entity'}: {problem['msg'].removeprefix('Value error, ')}"


def _line_number(node: yaml.Node | None, path: tuple[str | int, ...]) -> int:
    """Line of the deepest node on the path that exists."""
    for step in path:
        child = _child(node, step)
        if child is None:
            break
        node = child
    return node.start_mark.line + 1 if node else 1


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    return None
