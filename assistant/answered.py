"""What a message is in the light of the form's question, where its words alone say something else.

- A "no" before the answer: "no pues en doce", "no, mentiras, es en Las Acacias". Alone it leaves the form.
- What is told where the form asks what happened: "llevo tres días llamando y nadie viene". Alone it may ask how a case
  stands, or what is owed.
"""

from typing import Any, Dict, Optional

from assistant.normalise import whole_number
from assistant.text import folded_words

_ANSWERS = frozenset({"account_number", "address", "amount", "case_number", "neighborhood", "phone"})
# Requests that a complaint may sound like. As questions they are answered as such.
_LIKE_COMPLAINTS = frozenset(
    {"bill_amount", "bill_due_date", "bill_payment_methods", "case_status", "office_info", "privacy_request"}
)
_ASKING = frozenset(
    "que cual cuales cuanto cuanta cuantos cuando donde como quien quienes saber consultar averiguar ver digame diga "
    "deme informeme mandeme".split()
)
FEWEST_WORDS_TOLD = 5
# A question says so in its first words.
_FIRST = 4


def read(parsed: Dict[str, Any], asked: Optional[str]) -> Dict[str, Any]:
    """What a message was taken for, where a form has asked for the slot `asked`: data, if it says no and answers; the
    complaint, if it tells something where that is asked for.
    """
    name, text = (parsed.get("intent") or {}).get("name"), str(parsed.get("text") or "")
    if not asked or text.startswith("/"):
        return parsed
    if name == "deny" and _answers(parsed, asked, text):
        return _taken_for("inform", parsed)
    if asked == "complaint_text" and name in _LIKE_COMPLAINTS and _tells(text):
        return _taken_for("complaint_file", parsed)
    return parsed


def _answers(parsed: Dict[str, Any], asked: str, text: str) -> bool:
    brings = any(one.get("entity") in _ANSWERS for one in parsed.get("entities") or [])
    return brings or (asked == "instalments" and any((whole_number(word) or 0) > 1 for word in folded_words(text)))


def _tells(text: str) -> bool:
    words = folded_words(text)
    return "?" not in text and len(words) >= FEWEST_WORDS_TOLD and _ASKING.isdisjoint(words[:_FIRST])


def _taken_for(intent: str, parsed: Dict[str, Any]) -> Dict[str, Any]:
    return {**parsed, "intent": {**parsed["intent"], "name": intent}}
