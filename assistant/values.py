"""What an entity's text means, in the form that actions expect."""

from datetime import date
from typing import Any, Callable, Dict

from assistant import days, normalise
from assistant.text import fold

# Places stay as they were written: actions look them up, and citizens read them back.
PLACES = frozenset({"address", "neighborhood", "municipality"})
_READERS: Dict[str, Callable[[str], Any]] = {
    "account_number": normalise.account,
    "case_number": normalise.code,
    "national_id": normalise.identity,
    "phone": normalise.digits,
    "amount": normalise.amount,
    "rating": normalise.rating,
    "service": normalise.service,
}


def value(entity: str, message: str, start: int, end: int, today: date) -> Any:
    """The normalised value of an entity in a message; None if its text means nothing of this kind. Procedures are read
    by `assistant.procedures`, which knows the catalogue."""
    if entity in PLACES:
        return message[start:end]
    folded = fold(message)
    text = folded[start:end].strip()
    if entity == "month":
        return days.month(text, today)
    if entity == "date":
        return days.day(text, today, message.lower(), start)
    reader = _READERS.get(entity)
    return reader(text) if reader else None
