"""Answers to the questions of the bill's forms, checked."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import turn
from actions.digression import held_before_message
from actions.form_answers import FormAnswers, instalments_in, positive_amount, refuse, whole_number
from actions.say import texts_told
from bot import clock
from bot.billing import accounts, agreements, balance, payment_phrases, told_payment
from bot.citizens import contact, facts
from bot.entity import entity
from bot.formats import long_date, money
from bot.messaging import asides, yes_no
from bot.words import fold

_WERE_THEY = "¿Fueron"
_WHOLE = re.compile(
    r"((pague|fue|era|cancele|por) )*"
    r"(tod[oa]|complet[oa]|la totalidad|el (valor )?total|lo que (decia|debia)|(todo )?el (recibo|valor)|la factura)"
    r"( (complet[oa]|lo que debia|el recibo))?"
)
# What a number beside it counts instead of instalments: "me pagan el 5", "¿me dan dos semanas?", "debo 3 meses".
_COUNTS_ELSE = re.compile(
    r"\b(semanas?|dias?|horas?|años?|mil|pesos|debo|recibos?|facturas?|pagan|pagaron|hijos?|niños?)\b|\$"
)
_THOUSANDS = re.compile(r"(son |fueron )?(mil|mil pesos|k|lucas?)")


class ValidateAccountForm(FormAnswers):
    """Accepts what looks like an account number. Whether it exists is nobody's business before the identity check."""

    def name(self) -> str:
        return "validate_account_form"

    async def validate_account_number(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        said = str(value or "")
        number = accounts.as_number(said) or accounts.as_number(facts.spelled(fold(said)))
        if number is None:
            words = f"Eso no parece un {entity().account_number.label}. {entity().account_number.help}"
            return refuse(dispatcher, tracker, "account_number", words)
        return {"account_number": number}


class ValidatePaymentReportForm(FormAnswers):
    """What was paid, and when."""

    corrected: ClassVar = {
        "amount": lambda value: f"Corregido: {money(value)}.",
        "date": lambda value: f"Corregido: {long_date(date.fromisoformat(value))}.",
    }

    begun_by = "bill_payment_report"

    def name(self) -> str:
        return "validate_payment_report_form"

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Here a number is what was paid, though it may look like that of an account: then that one stays as it was."""
        taken = _taken_for_account(tracker)
        if taken is None:
            return await super().get_validation_events(dispatcher, tracker, domain)
        kept = held_before_message(tracker.events, "account_number")
        tracker.events = [*tracker.events, {"event": "slot", "name": "amount", "value": taken, "timestamp": None}]
        events = await super().get_validation_events(dispatcher, tracker, domain)
        return [*events, SlotSet("account_number", kept)]

    async def validate_amount(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        amount = _in_thousands(tracker) or _paid(value) or await _whole_bill(tracker, str(value or ""))
        if amount is None or amount >= told_payment.TOO_LARGE:
            example = money(120 * told_payment.smallest() + told_payment.smallest() / 2)
            return refuse(dispatcher, tracker, "amount", f"Escriba el valor que pagó, por ejemplo {example}.")
        if amount < told_payment.smallest():
            meant = f"{_WERE_THEY} {money(amount * 1000)}? Si es así responda sí; si no, escriba el valor completo."
            return refuse(dispatcher, tracker, "amount", meant)
        return {"amount": float(amount)}

    async def validate_date(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        day, told = _date(value), told_payment.read(str(tracker.latest_message.get("text") or ""), clock.today())
        if told.ahead:
            return {"date": None}
        if day and day > clock.today():  # "el viernes", of which the sentence does not say that it has been
            day = told.paid_on or day
        if day is None:
            return refuse(dispatcher, tracker, "date", "Escriba el día del pago, por ejemplo 15 de noviembre.")
        if day > clock.today():
            return refuse(dispatcher, tracker, "date", "Ese día no ha llegado.")
        return {"date": day.isoformat()}


class ValidateContactForm(FormAnswers):
    """The new phone or e-mail."""

    def name(self) -> str:
        return "validate_contact_form"

    async def validate_contact(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        found = contact.find(str(value or ""))
        if found is None:
            return refuse(dispatcher, tracker, "contact", "No encontré en su mensaje un celular o un correo completo.")
        return {"contact": found.value}


class ValidateAgreementForm(FormAnswers):
    """Into how many instalments."""

    def name(self) -> str:
        return "validate_agreement_form"

    async def validate_instalments(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        if tracker.get_slot("requested_slot") != "instalments" and instalments_in(str(value or "")) is None:
            return {"instalments": None}  # the sentence that asks for the agreement: nobody has asked yet
        words = str(value or "")
        number = instalments_in(words) or (None if _COUNTS_ELSE.search(fold(words)) else whole_number(value))
        if number is None or not agreements.is_allowed(number):
            return refuse(dispatcher, tracker, "instalments", payment_phrases.instalments_allowed())
        return {"instalments": str(number)}


async def _whole_bill(tracker: Tracker, said: str) -> Decimal | None:
    """What the latest bill of the checked account came to, where "todo" or the like was paid."""
    if not _WHOLE.fullmatch(asides.without_manners(said)):
        return None
    async with turn(tracker) as now:
        bill = await balance.latest_bill(now.session, now.account_number) if now.account_number else None
        return bill.total if bill else None


def _paid(value: Any) -> Decimal | None:
    """An amount in answer to the question for it. The first number is one where no words say which."""
    told = told_payment.read(value, clock.today(), asked_amount=True).amount if isinstance(value, str) else None
    return told or positive_amount(value)


def _in_thousands(tracker: Tracker) -> Decimal | None:
    """The amount that was asked about as thousands, where "mil" or "sí" says that it is so."""
    said = str(tracker.latest_message.get("text") or "")
    asked = next((text for text in texts_told(tracker) if text.startswith(_WERE_THEY)), None)
    if asked is None or not (_THOUSANDS.fullmatch(fold(said).strip(" .,!")) or yes_no.read(said)):
        return None
    return positive_amount(asked.partition("?")[0])


def _taken_for_account(tracker: Tracker) -> float | None:
    """The amount in a message of this form of which the assistant has read an account's number."""
    read = [
        one.get("value")
        for one in tracker.latest_message.get("entities") or []
        if one.get("entity") == "account_number"
    ]
    said = str(tracker.latest_message.get("text") or "")
    asked = tracker.get_slot("requested_slot") == "amount"
    amount = told_payment.read(said, clock.today(), asked_amount=asked).amount if read else None
    return float(amount) if amount and str(int(amount)) in map(str, read) else None


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
