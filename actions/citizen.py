"""What citizens decide about their own data: contact, messages from the office, habeas data."""

import re
from typing import Any

import phonenumbers
from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.account_action import AccountAction
from actions.context import Turn, turn
from actions.say import tell
from bot.billing.account import Account
from bot.billing.masking import mask_phone
from bot.cases import filing
from bot.cases import phrases as case_phrases
from bot.citizens import opt_out
from bot.entity import entity
from bot.text import fold

# Wishes to change or delete are a claim, everything else a consultation (Ley 1581 de 2012, articles 14 and 15).
_CLAIM = re.compile(r"\b(borr|elimin|suprim|quit|corri[gj]|correg|rectific|actualiz|cambi|revoc|retir|no autoriz)")


class ActionUpdateContact(AccountAction):
    """A new phone is a request that a person confirms: it may later open the account, and one fact is too little."""

    intent = "update_contact"

    async def answer(
        self, now: Turn, account: Account, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        phone = _new_phone(tracker)
        if phone is None:
            tell(dispatcher, "Escriba el nuevo celular así: «mi celular es» y el número.")
            return self.done()
        case = await filing.file_case(
            now.session,
            now.conversation,
            kind="peticion_general",
            account_number=account.number,
            text=f"Pide cambiar el teléfono registrado de la cuenta {account.number} por {phone}.",
            event_id=now.event_id,
        )
        tell(
            dispatcher,
            f"Recibí su solicitud de cambiar el teléfono por el que termina en {mask_phone(phone)[-4:]}. "
            f"Por seguridad, una persona la confirma antes del cambio. {case_phrases.filed(case)}",
        )
        return self.done()


class ActionRemindersOn(Action):
    """Takes an opt-out back."""

    def name(self) -> str:
        return "action_reminders_on"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            now.address.opted_out_at = None
            tell(dispatcher, "Listo: le enviaremos avisos por este medio. Para no recibir más, escriba BAJA.")
        return [SlotSet("next_action", None)]


class ActionRemindersOff(Action):
    """The office starts no conversation with this address any more; it still answers. Ends a form that is open."""

    def name(self) -> str:
        return "action_reminders_off"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            opt_out.stop(now.address)
            tell(dispatcher, "Listo: no le enviaremos más avisos. Si nos escribe, le respondemos como siempre.")
        return [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet("next_action", None)]


class ActionPrivacyRequest(Action):
    """Habeas data: filed for everybody, also for those who did not accept the use of their data."""

    def name(self) -> str:
        return "action_privacy_request"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        said = str(tracker.latest_message.get("text") or "")
        if not said.strip() or said.startswith("/"):
            said = "Pide conocer sus datos personales."
        async with turn(tracker) as now:
            case = await filing.file_case(
                now.session,
                now.conversation,
                kind="habeas_data_reclamo" if _CLAIM.search(fold(said)) else "habeas_data_consulta",
                text=said,
                event_id=now.event_id,
            )
            tell(
                dispatcher,
                f"Radiqué su solicitud sobre sus datos personales. {case_phrases.filed(case)} "
                f"Nuestra política de datos: {entity().privacy.url}",
            )
        return [SlotSet("next_action", None)]


def _new_phone(tracker: Tracker) -> str | None:
    """The phone that the latest message names, E.164, if it is one of the country."""
    named = (entity_["value"] for entity_ in tracker.latest_message.get("entities", []) if entity_["entity"] == "phone")
    for value in named:
        try:
            number = phonenumbers.parse(str(value), entity().country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None
