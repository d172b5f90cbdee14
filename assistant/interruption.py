"""A form that another one replaced in the middle: Rasa forgets it, and the platform comes back to it."""

from typing import Any, Dict, Optional

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


def of_turn(tracker: DialogueStateTracker, domain: Domain, event_id: Any) -> Optional[Dict[str, Any]]:
    """What the turn of `event_id` replaced: {"form": the form that was open, "by": the form that took its place,
    "next_action": the intent that the first was filled for, if that was noted, "said": the text that began it, "slots":
    what it had been told}; None if it replaced nothing.
    """
    form, said, message, found, in_turn = None, "", None, None, False
    slots: Dict[str, Any] = {}
    for event in tracker.events:
        if isinstance(event, UserUttered):
            if in_turn:
                break
            message, in_turn = event, _event_id(event) == str(event_id)
        elif isinstance(event, SessionStarted):
            form, slots = None, {}
        elif isinstance(event, SlotSet) and not in_turn:
            slots[event.key] = event.value
        elif isinstance(event, ActiveLoop):
            if in_turn and form and event.name and event.name != form:
                told = {
                    slot: slots[slot] for slot in domain.required_slots_for_form(form) if slots.get(slot) is not None
                }
                wanted = slots.get("next_action")
                found = {"form": form, "by": event.name, "next_action": wanted, "said": said, "slots": told}
            form, said = event.name, _began(message)
    return found


def _event_id(message: UserUttered) -> str:
    return str((message.metadata or {}).get("event_id"))


def _began(message: Optional[UserUttered]) -> str:
    """The citizen's words that began a form, also where it was interrupted since."""
    if message is None:
        return ""
    before = (message.metadata or {}).get("resumes") or {}
    return str(before.get("said") or message.text or "")
