"""Two wishes in one message: found, so that both are answered. What only greets or thanks beside them is left out."""

import re
from collections.abc import Sequence

from bot import assistant, attention
from bot.database import transaction
from bot.messaging import burst
from bot.procedures import finding
from bot.words import plain

# Below this a part is only context for the others.
SURE = 0.5
# A clause within a sentence is a wish of its own only where it and what stands before it are as sure as this.
CERTAIN = 0.8
MOST_PARTS = 6
SHORTEST_CLAUSE = 2
# What stands for something said before: the clause is no wish of its own.
_POINTS_BACK = re.compile(r"\b(eso|esto|ello|esos?|esas?)\b", re.IGNORECASE)

_BETWEEN = re.compile(
    r"(?<=[.?!;])\s+|\n+|"
    r",?\s+(?=y\s+(?:a\s+(?:qu[eé]|q|k)\s+hora|cu[aá]nto|cu[aá]ndo|d[oó]nde|c[oó]mo)\b)|"
    r"(?<!\sy),?\s+(?=(?:y\s+)?(?:adem[aá]s|tambi[eé]n|aparte|por otro lado|de paso|otra cosa|otra pregunta)\b)",
    re.IGNORECASE,
)
# A list: "1. … 2. …". A number that ends a sentence ("en la calle 5. No hay luz") numbers nothing.
_LISTED = re.compile(r"(?:^|\s)1[.)]\s.*\s2[.)]\s", re.DOTALL)
_MARK = re.compile(r"(?:^|\s+)\d[.)]\s+(?=[¿a-záéíóú])", re.IGNORECASE)
_CLAUSES = re.compile(r",\s+|\s+(?=y\s)", re.IGNORECASE)
# "… y si mañana hay corte".
_WHETHER = re.compile(r"(y )?si (hoy|mañana|hay|habra|va a|van a|tienen|abren|atienden|puedo|se puede)\b")
# "… ¿y dónde?" is of what stands before it.
_ASKS_MORE = re.compile(r"\W*y\s+\w+\W*")
# "Hola, …", "ah y gracias, …"
_HEAD = re.compile(r"([^,]{2,40}),\s+")
_THANKS = re.compile(
    r"((ah|ay|bueno|ok|okey|listo|perfecto|vale|y|pues|entonces|de|muy|amable|de antemano|"
    r"por (todo|(su|la|tu) (ayuda|atencion|informacion|info|respuesta|colaboracion|tiempo|paciencia|amabilidad))|"
    r"(muchas|mil|muchisimas) gracias|gracias|grax|feliz (dia|tarde|noche)|hasta luego|chao|bendiciones|"
    r"(dios|mi dios) (le|les|lo|los) \w+)( |$))+"
)
# An account or the like, named once for all that is wished.
_NUMBER = re.compile(r"\d{5}")
# What an answer of its own is given to. Parts of one family tell one story: it goes to the assistant as a whole.
_PROCEDURE, _PERSON = "procedure", "human_handoff"
_FAMILIES = {
    "outage_report": "outage",
    "outage_status": "outage",
    "outage_planned": "outage",
    "outage_compensation": "outage",
    "bill_amount": "bill",
    "bill_explain": "bill",
    "bill_due_date": "due date",
    "bill_copy": "copy",
    "bill_payment_methods": "paying",
    "bill_payment_report": "outage",  # paid, and cut off all the same
    "bill_payment_agreement": "agreement",
    "procedure_info": _PROCEDURE,
    "procedure_list": "procedures",
    "office_info": "office",
    "appointment_book": "appointment",
    "appointment_change": "appointment",
    "case_status": "case",
    "case_reopen": "case",
    "case_withdraw": "case",
    "complaint_file": "complaint",
    "complaint_appeal": "complaint",
    "update_contact": "contact",
    "reminders_on": "reminders",
    "reminders_off": "reminders",
}


async def find(text: str) -> list[str]:
    """The wishes in a text, each in the citizen's words, in order; the text itself where there is only one.

    Raises TurnFailed. The assistant is asked only about a text that has parts.
    """
    known: dict[str, assistant.Meaning] = {}
    parts = [clause for part in told(split(text)) for clause in await _clauses(part, known)]
    if len(parts) < 2:
        return parts if parts and parts[0] != text and await _is_wish(parts[0], text) else [text]
    meanings = [await _meaning(part, known) for part in parts]
    intents = [meaning.intent if meaning.confidence >= SURE else "" for meaning in meanings]
    person, parts, intents = person_apart(parts, intents)
    if person and (attention.is_open() or not any(intent in _FAMILIES for intent in intents)):
        return person  # who is there reads all the rest
    families = await _families(parts, intents)
    found = group(parts, families)
    numbers = [part for part, family in zip(parts, families, strict=True) if family is None and _NUMBER.search(part)]
    return [*person, *(" ".join([wish, *(number for number in numbers if number not in wish)]) for wish in found)]


def split(text: str) -> list[str]:
    """The sentences of a text, and what a word like "además" adds; the whole text where these are too many."""
    head = _HEAD.match(text)
    if head and _is_courtesy(head[1]):
        text = f"{head[1]}\n{text[head.end() :]}"
    text = _MARK.sub("\n", text) if _LISTED.search(text) else text
    parts: list[str] = []
    for part in (part.strip() for part in _BETWEEN.split(text) if part and re.search(r"\w", part)):
        if parts and _ASKS_MORE.fullmatch(part):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return parts if len(parts) <= MOST_PARTS else [text]


def told(parts: Sequence[str]) -> list[str]:
    """The parts that say more than a greeting or thanks; all of them where none does."""
    return [part for part in parts if not _is_courtesy(part)] or list(parts)


def clauses(sentence: str) -> list[str]:
    """The clauses of a sentence that may each be a wish: each asks or wishes for something. What only tells belongs to
    the one before it.
    """
    found: list[str] = []
    for clause in _CLAUSES.split(sentence):
        asks = burst.requests(clause) or _WHETHER.match(plain(clause)) is not None
        whole = len(clause.split()) >= SHORTEST_CLAUSE and asks and not _POINTS_BACK.search(clause)
        if found and not (whole and burst.requests(found[0])):
            found[-1] = f"{found[-1]}, {clause}"
        else:
            found.append(clause)
    return found if 1 < len(found) <= MOST_PARTS else [sentence]


def person_apart(parts: Sequence[str], intents: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """The first part that wishes for a person, if any; the parts that do not, and their intents."""
    told = list(zip(parts, intents, strict=True))
    person = [part for part, intent in told if intent == _PERSON][:1]
    rest = [(part, intent) for part, intent in told if intent != _PERSON]
    return person, [part for part, _ in rest], [intent for _, intent in rest]


async def _is_wish(text: str, whole: str) -> bool:
    """Whether what is left of a whole message without greetings and thanks is what it is about.

    Beside thanks, whatever asks is.
    """
    if "gracias" in plain(whole) and burst.requests(text):
        return True
    meaning = await assistant.meaning_of(assistant.plain(text))
    return meaning.confidence >= SURE and meaning.intent in _FAMILIES


async def _meaning(text: str, known: dict[str, assistant.Meaning]) -> assistant.Meaning:
    """What the assistant takes a part for; of each it is asked once."""
    if text not in known:
        known[text] = await assistant.meaning_of(assistant.plain(text))
    return known[text]


async def _clauses(sentence: str, known: dict[str, assistant.Meaning]) -> list[str]:
    """The clauses that are wishes of different families for certain; the sentence itself otherwise."""
    parts = clauses(sentence)
    if len(parts) < 2:
        return [sentence]
    meanings = [await _meaning(part, known) for part in parts]
    families = [_FAMILIES.get(one.intent) if one.confidence >= CERTAIN else None for one in meanings]
    apart = None not in families and len(set(families)) == len(families) and "complaint" not in families
    return parts if apart else [sentence]


async def _families(parts: Sequence[str], intents: Sequence[str]) -> list[str | None]:
    """The family of each part; procedures that are named apart are families of their own."""
    families = [_FAMILIES.get(intent) for intent in intents]
    if families.count(_PROCEDURE) < 2:
        return families
    async with transaction() as session:
        for place, family in enumerate(families):
            named = await finding.find(session, parts[place]) if family == _PROCEDURE else None
            families[place] = f"{_PROCEDURE} {named.key}" if named else family
    return families


def _is_courtesy(text: str) -> bool:
    said = " ".join(re.findall(r"[a-zñ]+", plain(text)))
    return burst.is_opening(text) or _THANKS.fullmatch(said) is not None


def group(parts: list[str], families: list[str | None]) -> list[str]:
    """Parts put together to wishes: a new one begins where the family changes.

    What has no family belongs to its neighbour, and what was told before a complaint belongs to the complaint.
    """
    wishes: list[tuple[str, str | None]] = []
    for part, family in zip(parts, families, strict=True):
        before = wishes[-1] if wishes else None
        if before and (_goes_on(before[1], family) or family == "complaint"):
            wishes[-1] = (f"{before[0]} {part}", family or before[1])
        else:
            wishes.append((part, family))
    return [wish for wish, _ in wishes]


def _goes_on(before: str | None, family: str | None) -> bool:
    """Whether a part belongs to the wish before it: it has no family, or the same; a procedure needs no name twice."""
    if before is None or family is None or before == family:
        return True
    return _PROCEDURE in (before, family) and {before.split()[0], family.split()[0]} == {_PROCEDURE}
