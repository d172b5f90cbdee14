"""What a caller means by a key or a few words: an option, a person, an emergency, the same again."""

import re
from dataclasses import dataclass

from bot import phones
from bot.messaging import phrases as platform
from bot.messaging.content import Inbound
from bot.words import fold
from connectors.voice import phrases
from connectors.voice.channel import CHANNEL
from connectors.voice.numbers import DIGITS
from connectors.voice.prompt import REST, SAY, Option, Prompt
from connectors.voice.step import Step

EMERGENCY_KEY, PERSON_KEY = "*", "0"
# A key says that there is danger, not which.
EMERGENCY = "other"
_AGAIN = re.compile(
    r"(me )?(lo )?(repita(lo|me|melo)?|repite|repetir|otra vez|como dijo|no (le|lo) (escuche|oi|entendi bien))"
    r"( por favor)?"
)
_GO_ON = re.compile(r"(si )?(siga|sigue|continue|continua|mas|todo|completo)( leyendo| por favor)?")
_NUMBERED = re.compile(rf"(?:la |el |opcion |numero |marco |marque )*({'|'.join(DIGITS[1:])}|[1-9])")


@dataclass(frozen=True)
class Meaning:
    """What a step asks for: a message for the platform, the prompt again (for a reason, "" if asked for), the rest of
    it, its next options, or to be called at a number ("" if it is none).
    """

    inbound: Inbound | None = None
    again: str | None = None
    rest: bool = False
    more: bool = False
    number: str | None = None


def meaning(step: Step, before: Prompt | None) -> Meaning:
    """What was said or pressed after the prompt `before` (None: nobody knows any more what it was)."""
    if step.keys:
        return _pressed(step, before)
    said = fold(step.speech).strip(" .,!¡¿?")
    if _AGAIN.fullmatch(said):
        return Meaning(again="")
    if before and before.rest and _GO_ON.fullmatch(said):
        return Meaning(rest=True)
    numbered = _NUMBERED.fullmatch(said)
    if numbered and before and before.menu:
        key = int(numbered[1]) if numbered[1].isdigit() else DIGITS.index(numbered[1])
        return _option(step, before, key)
    return Meaning(inbound=_inbound(step, step.speech))


def _pressed(step: Step, before: Prompt | None) -> Meaning:
    if EMERGENCY_KEY in step.keys:
        return Meaning(inbound=_inbound(step, "", kind="keys", danger=EMERGENCY))
    if step.keys == PERSON_KEY:
        return Meaning(inbound=_inbound(step, platform.PERSON, kind="keys"))
    if before and before.then == "number" and len(step.keys) > 1:
        return Meaning(number=phones.e164(step.keys) or "")
    if before and before.menu and len(step.keys) == 1:
        return _option(step, before, int(step.keys))
    return Meaning(inbound=_inbound(step, step.keys, kind="keys"))


def _option(step: Step, before: Prompt, key: int) -> Meaning:
    shown = before.shown
    if 1 <= key <= len(shown) and shown[key - 1].data == REST:
        return Meaning(rest=True)
    if 1 <= key <= len(shown):
        return Meaning(inbound=_chosen(step, shown[key - 1]))
    if before.has_more and key == len(shown) + 1:
        return Meaning(more=True)
    return Meaning(again=phrases.NO_SUCH_KEY)


def _chosen(step: Step, option: Option) -> Inbound:
    if option.data.startswith(SAY):
        return _inbound(step, option.data.removeprefix(SAY), kind="keys")
    return _inbound(step, option.title, kind="choice", choice=option.data)


def _inbound(step: Step, text: str, **fields: str) -> Inbound:
    caller = step.caller
    return Inbound.model_validate(
        {"channel": CHANNEL.name, "account": caller.account, "event_id": step.event_id, "address": caller.address}
        | {"text": text}
        | fields
    )
