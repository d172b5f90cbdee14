"""A "no" before the answer to a form's question: "no pues en doce", "no, mentiras, es en Las Acacias".

Alone it leaves the form. With what the form asks for it is an answer.
"""

from typing import Any, Dict, Optional

from assistant.normalise import whole_number
from assistant.text import folded_words

_ANSWERS = frozenset({"account_number", "address", "amount", "case_number", "neighborhood", "phone"})


def read(parsed: Dict[str, Any], asked: Optional[str]) -> Dict[str, Any]:
    """What a message was taken for, where a form has asked for the slot `asked`: data, if it says no and answers."""
    intent, text = parsed.get("intent") or {}, str(parsed.get("text") or "")
    if not asked or intent.get("name") != "deny" or text.startswith("/"):
        return parsed
    brings = any(one.get("entity") in _ANSWERS for one in parsed.get("entities") or [])
    counts = asked == "instalments" and any((whole_number(word) or 0) > 1 for word in folded_words(text))
    return {**parsed, "intent": {**intent, "name": "inform"}} if brings or counts else parsed
