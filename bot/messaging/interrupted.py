"""Back to a form that a question with a form of its own interrupted: "¿cuánto debo?" while an outage is taken down."""

import re
from typing import Any

from bot.assistant import Interruption
from bot.words import fold

# Forms that only find out whose data, or which thing, a question is about. Any other that takes a form's place is a
# change of mind.
_LOOKS_UP = frozenset({"account_form", "case_form", "procedure_form"})
_BEGUN_BY = {
    "outage_form": "outage_report",
    "complaint_form": "complaint_file",
    "payment_report_form": "bill_payment_report",
    "agreement_form": "bill_payment_agreement",
    "contact_form": "update_contact",
    "procedure_form": "procedure_info",
}
# "No, mejor dígame cuánto debo": the form is left.
_CHANGES_MIND = re.compile(
    r"(?:ay|bueno|ah)?\W*(?:no\s*[,.;]|(?:no\W+)?(?:mejor|ya no|olvid|dej[ae](?:lo|mos|moslo)?\b))"
)


def way_back(interruption: Interruption, text: str) -> dict[str, Any] | None:
    """The wish with which the form goes on that `text` interrupted: {"intent", "resumes": what it had been told}; None
    where it was left for good.
    """
    wish = _BEGUN_BY.get(interruption.form, interruption.next_action)
    if wish is None or interruption.by not in _LOOKS_UP or _CHANGES_MIND.match(fold(text)):
        return None
    return {"intent": f"/{wish}", "resumes": {"said": interruption.said, "slots": interruption.slots}}
