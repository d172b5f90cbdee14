"""When a person must speak: asked for, in danger, at risk, or offended."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import misunderstanding
from actions.context import turn
from actions.handing_over import to_a_person
from actions.say import Button, say, tell
from bot import attention, emergency
from bot.messaging import ownership, person, phrases, suspicion
from bot.messaging.content import Reply
from bot.messaging.conversation import Owner
from connectors import registry

FILE: Button = ("Dejar un caso", "/complaint_file")
PERSON: Button = (person.PERSON.title, person.PERSON.payload)
# Below this the assistant's guess that words speak of danger, where no rule saw any, is only asked about.
SURE = 0.5
END_FORM: list[EventType] = [ActiveLoop(None), SlotSet("requested_slot", None)]


class ActionHumanHandoff(Action):
    """A person, please: now in office hours; otherwise says when, and offers to file a case meanwhile.

    Who calls is called back, whatever the hour.
    """

    def name(self) -> str:
        return "action_human_handoff"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            await misunderstanding.note_unanswered(now, tracker)
            calls = registry.channel(now.address.channel).spoken
            if attention.is_open() or calls or now.conversation.owner == Owner.QUEUE:
                await to_a_person(now, tracker, reason="person", headline="Pidió hablar con una persona.")
                tell(dispatcher, attention.when_answered())
            else:
                tell(dispatcher, f"{attention.when_back()} Si quiere, dejo su caso radicado ahora.", FILE)
        return END_FORM


class ActionEmergency(Action):
    """Danger that the rules of the gateway did not see: the script first, then a person, before all others."""

    def name(self) -> str:
        return "action_emergency"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        danger = emergency.detect(_words(tracker))
        if danger is None and not _is_sure(tracker):
            say(dispatcher, Reply(text=emergency.script("other", certain=False), purpose="safety"))
            async with turn(tracker) as now:
                await suspicion.ask(now.session, now.conversation, "other")
            return []
        script = (danger or emergency.Emergency("other")).script()
        say(dispatcher, Reply(text=script, purpose="safety", ask_location=True))
        async with turn(tracker) as now:
            await to_a_person(now, tracker, reason="emergency", headline="Emergencia.", priority=ownership.EMERGENCY)
        return END_FORM


class ActionSelfHarm(Action):
    """A life at risk: the fixed words, and a person before all others. Nothing else is asked or offered."""

    def name(self) -> str:
        return "action_self_harm"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        danger = emergency.detect(_words(tracker))
        certain = _is_sure(tracker) if danger is None else danger.kind != "self_harm" or danger.certain
        say(dispatcher, Reply(text=emergency.script("self_harm", certain=certain), purpose="safety"))
        async with turn(tracker) as now:
            # The agent reads the conversation itself: what was said is copied nowhere.
            await ownership.hand_over(
                now.session,
                now.conversation,
                reason="self_harm",
                summary=phrases.LIFE_AT_RISK,
                priority=ownership.EMERGENCY,
                event_id=now.event_id,
            )
        return END_FORM


class ActionAbuse(Action):
    """Anger is mostly earned: no reproach, and a way out."""

    def name(self) -> str:
        return "action_abuse"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        words = "Lamento la molestia. Cuénteme qué pasó y busco cómo resolverlo."
        tell(dispatcher, words, ("Presentar un reclamo", "/complaint_file"), PERSON)
        return []


def _is_sure(tracker: Tracker) -> bool:
    """Whether the assistant took the words for an emergency without much doubt; otherwise it only asks."""
    intent = tracker.latest_message.get("intent") or {}
    return float(intent.get("confidence", 1.0)) >= SURE


def _words(tracker: Tracker) -> str:
    return str(tracker.latest_message.get("text") or "")
