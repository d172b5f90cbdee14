"""Which of the choices offered a citizen means: tapped, by its number, or by its words.

Numbers and words count for what the office said last; a button may be tapped for as long as it is on the screen.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messaging.content import Choice, Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message
from bot.words import plain, sound

# Payloads that answer one question; once it is gone, so is what they would say.
ANSWERS = re.compile(r"/(affirm|deny|inform)\b")
# The same button again within this time is a finger that slipped, or a screen that was slow.
TAPPED_TWICE = timedelta(seconds=30)
LOOK_BACK = 6
LONGEST_CHOICE = 80
ALIKE = 0.8
SHORTEST_FUZZY = 5

_NUMBERS = (
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
    "dieciocho diecinueve veinte"
).split()
_ORDINALS = "primer segund tercer cuart quint sext septim octav noven decim".split()
_NUMBER = re.compile(
    r"(?:(?:la|el|lo|opcion|numero|numeral|num|no|nro|punto|respuesta|quiero|elijo|escojo|con|por|seria|es|deme|de)\s)*"
    r"(?:(?P<digits>\d{1,2})(?:a|o|ra|da|ta|er|era|do|ro|to)?|(?P<word>[a-z]+))"
    r"(?:\s(?:opcion|por favor|porfa|gracias))*"
)
# Said around a choice, and not what tells it from the others.
_FILLER = frozenset(
    """a al con de del deme el en es eso esa ese favor gracias hola la las lo los me mi mis necesito opcion para
    por porfa porfavor pues quiero quisiera seria su sus un una ver y deseo elijo escojo buenas buenos dias
    tardes noches""".split()
)


# What people call what stands on a button, as it sounds.
_CALLED = {
    sound(word): sound(title)
    for title, words in {
        "factura": "recibo boleta planilla",
        "energia": "luz electricidad corriente",
        "falla": "daño averia",
        "reclamo": "queja reclamacion",
        "cita": "turno",
        "persona": "asesor humano alguien funcionario",
        "copia": "duplicado",
        "cuotas": "plazos",
    }.items()
    for word in words.split()
}


@dataclass(frozen=True)
class Offer:
    """What the office has on the screen: the messages of its last turn that have choices, the latest last; what that
    turn said; and the intents that its last turns were about, the latest first.
    """

    messages: list[Message]
    asked_to_share: bool = False
    abouts: tuple[str, ...] = ()
    said: str = ""

    @property
    def latest(self) -> list[Choice]:
        """The choices that a number picks from."""
        return choices_of(self.messages[-1]) if self.messages else []


@dataclass(frozen=True)
class Pick:
    """A choice that was taken, and the message that offers it (None: the apology, by any words for a person).

    `again`: for the second time at once; `stale`: its question is no longer asked.
    """

    choice: Choice
    offered_by: Message | None = None
    again: bool = False
    stale: bool = False


def choices_of(message: Message) -> list[Choice]:
    """The choices that an outbound message offers, in the order of their numbers."""
    if not (message.content.get("choices") or message.content.get("cards")):
        return []
    return Reply.model_validate(message.content).offered


_SAID_BEFORE = (
    select(Message)
    .where(
        Message.conversation_id == bindparam("conversation"),
        Message.direction == "out",
        Message.seq < bindparam("before"),
    )
    .order_by(Message.seq.desc())
    .limit(LOOK_BACK)
)


async def offered(session: AsyncSession, conversation: Conversation, *, before: int) -> Offer:
    """What the office offered last before a message with this number.

    Notices that nobody asked for, and that ask nothing, do not take an offer back.
    """
    recent = list(await session.scalars(_SAID_BEFORE, {"conversation": conversation.id, "before": before}))
    turn = _last_turn(recent)
    return Offer(
        [message for message in turn if choices_of(message)],
        asked_to_share=any(m.content.get("ask_location") or m.content.get("ask_contact") for m in turn),
        abouts=_abouts(turn, recent),
        said="\n".join(message.body for message in turn),
    )


async def tapped(session: AsyncSession, conversation: Conversation, message: Message, offer: Offer) -> Pick | None:
    """The choice behind a tapped button; None for a button that is none of this conversation's."""
    parts = re.fullmatch(r"(\d{1,18}):(\d{1,3})", str(message.content.get("choice", "")))
    button = await session.get(Message, int(parts[1])) if parts else None
    if parts is None or button is None or button.conversation_id != conversation.id or button.direction != "out":
        return None
    choices = choices_of(button)
    index = int(parts[2])
    return await _take(session, button, index, message, offer) if index < len(choices) else None


async def typed(session: AsyncSession, message: Message, offer: Offer) -> Pick | None:
    """The choice that a text means among those offered last; None if it means none, or says more than a choice."""
    places = [(shown, index) for shown in offer.messages for index in range(len(choices_of(shown)))]
    choices = [choices_of(shown)[index] for shown, index in places]
    found = meant(message.body, choices, numbered=len(offer.latest)) if choices else None
    return await _take(session, *places[found], message, offer) if found is not None else None


def meant(text: str, choices: list[Choice], numbered: int) -> int | None:
    """The place of the choice that a text means, by its title, words of it, or its number among the last `numbered`.

    None for a text that fits none or several, or that says more than a choice.
    """
    said = " ".join(_words(text.replace("\u20e3", "")))
    if not said or len(text) > LONGEST_CHOICE:
        return None
    if titled := [n for n, choice in enumerate(choices) if " ".join(_words(choice.title)) == said]:
        return _one(titled, choices)
    if (number := number_in(said, numbered)) is not None:
        return len(choices) - numbered + number - 1 if number <= numbered else None
    return _one(_like(said, choices), choices)


def number_in(said: str, count: int) -> int | None:
    """The number that a text is: "2", "la 2", "opción dos", "la segunda", "la última" (of `count`); None if it is more.

    `said` has only lower case letters without accents, and digits.
    """
    found = _NUMBER.fullmatch(said)
    if found is None:
        return None
    if found["digits"]:
        return int(found["digits"]) or None
    word = found["word"]
    if word in ("ultima", "ultimo"):
        return count
    if word in ("un", "una"):
        return 1 if said != word else None
    if word in _NUMBERS:
        return _NUMBERS.index(word) + 1
    return next((n for n, stem in enumerate(_ORDINALS, 1) if re.fullmatch(f"{stem}[oa]?", word)), None)


def is_number(text: str) -> bool:
    """Whether a text is only the number of a choice."""
    return re.fullmatch(r"\d{1,2}", text.strip(" .)")) is not None


def _last_turn(recent: list[Message]) -> list[Message]:
    """Of the office's messages, the latest first: those of its last turn, the latest last."""
    telling = [m for m in recent if m.reply_to or m.author == "agent" or choices_of(m)]
    if not telling:
        return []
    last = telling[0]
    if last.reply_to is None:
        return [last]
    return [message for message in reversed(telling) if message.reply_to == last.reply_to]


def _abouts(turn: list[Message], recent: list[Message]) -> tuple[str, ...]:
    """What the last turn was about, and after it what those before it were; () if the last turn was about nothing."""
    latest = next((about for message in reversed(turn) if (about := message.content.get("about"))), "")
    before = (message.content.get("about") or "" for message in recent if message not in turn)
    return tuple(dict.fromkeys([latest, *(about for about in before if about)])) if latest else ()


async def _take(session: AsyncSession, button: Message, index: int, message: Message, offer: Offer) -> Pick:
    """Write down on the office's message that this choice was taken, and by which message."""
    choice = choices_of(button)[index]
    stale = bool(ANSWERS.match(choice.payload)) and not _still_asked(choice, message, offer)
    again = await _again(session, button, index, message)
    button.content = {**button.content, "chosen": {"index": index, "by": message.id}}
    return Pick(choice, button, again=again, stale=stale)


async def _again(session: AsyncSession, button: Message, index: int, message: Message) -> bool:
    """Whether the citizen's message just before this one took the same choice."""
    before = button.content.get("chosen") or {}
    if before.get("index") != index or before.get("by") == message.id:
        return False
    previous = await session.scalar(
        select(Message)
        .where(Message.conversation_id == message.conversation_id, Message.direction == "in", Message.seq < message.seq)
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return (
        previous is not None
        and previous.id == before.get("by")
        and message.created_at - previous.created_at < TAPPED_TWICE
    )


def _still_asked(choice: Choice, message: Message, offer: Offer) -> bool:
    """Whether a question that the office asked last, and that nothing has answered yet, has this choice."""
    open_questions = (shown for shown in offer.messages if not _answered(shown, message))
    return any(other.payload == choice.payload for shown in open_questions for other in choices_of(shown))


def _answered(shown: Message, message: Message) -> bool:
    """Whether another message has taken a choice of this one."""
    return (shown.content.get("chosen") or {"by": message.id})["by"] != message.id


def _one(found: list[int], choices: list[Choice]) -> int | None:
    """The last of these places, if all of them lead to the same."""
    return found[-1] if len({choices[n].payload for n in found}) == 1 else None


def _like(said: str, choices: list[Choice]) -> list[int]:
    """Where these are words of the title, misspelt or not: "orarios" is of "Oficinas y horarios"."""
    words = [word for word in said.split() if word not in _FILLER]
    return [n for n, choice in enumerate(choices) if words and all(_is_among(w, _words(choice.title)) for w in words)]


def _is_among(word: str, title: list[str]) -> bool:
    meant = {sound(word), _CALLED.get(sound(word), sound(word))}
    return any(_alike(one, sound(other)) for one in meant for other in title if other not in _FILLER)


def _alike(word: str, other: str) -> bool:
    if word == other:
        return True
    if min(len(word), len(other)) < SHORTEST_FUZZY:
        return False
    return SequenceMatcher(None, word, other).ratio() >= ALIKE


def _words(text: str) -> list[str]:
    return re.findall(r"[a-zñ0-9]+", plain(text))
