"""Two wishes in one message: found, so that both are answered."""

import re

from bot import assistant

# Below this a part is only context for the others.
SURE = 0.5
MOST_PARTS = 6

_BETWEEN = re.compile(
    r"(?<=[.?!;])\s+|\n+|"
    r",?\s+(?=y\s+(?:a\s+(?:qu[eé]|q|k)\s+hora|cu[aá]nto|cu[aá]ndo|d[oó]nde|c[oó]mo)\b)|"
    r"(?<!\sy),?\s+(?=(?:y\s+)?(?:adem[aá]s|tambi[eé]n|aparte|por otro lado|de paso|otra cosa|otra pregunta)\b)",
    re.IGNORECASE,
)
# An account or the like, named once for all that is wished.
_NUMBER = re.compile(r"\d{5}")
# What an answer of its own is given to. Parts of one family tell one story: it goes to the assistant as a whole.
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
    "procedure_info": "procedure",
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
    parts = split(text)
    if len(parts) < 2:
        return [text]
    meanings = [await assistant.meaning_of(assistant.plain(part)) for part in parts]
    intents = [meaning.intent if meaning.confidence >= SURE else "" for meaning in meanings]
    if "human_handoff" in intents:
        return [parts[intents.index("human_handoff")]]  # who reads all the rest
    families = [_FAMILIES.get(intent) for intent in intents]
    found = group(parts, families)
    numbers = [part for part, family in zip(parts, families, strict=True) if family is None and _NUMBER.search(part)]
    return [" ".join([wish, *(number for number in numbers if number not in wish)]) for wish in found]


def split(text: str) -> list[str]:
    """The sentences of a text, and what a word like "además" adds; the whole text where these are too many."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part and re.search(r"\w", part)]
    return parts if len(parts) <= MOST_PARTS else [text]


def group(parts: list[str], families: list[str | None]) -> list[str]:
    """Parts put together to wishes: a new one begins where the family changes.

    What has no family belongs to its neighbour, and what was told before a complaint belongs to the complaint.
    """
    wishes: list[tuple[str, str | None]] = []
    for part, family in zip(parts, families, strict=True):
        before = wishes[-1] if wishes else None
        if before and (family is None or before[1] in (None, family) or family == "complaint"):
            wishes[-1] = (f"{before[0]} {part}", family or before[1])
        else:
            wishes.append((part, family))
    return [wish for wish, _ in wishes]
