"""Answers to the questions of the bill's forms, checked."""

from datetime import date
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.form_answers import FormAnswers, positive_amount, refuse, whole_number
from bot import clock
from bot.billing import accounts, agreements, payment_phrases, told_payment
from bot.citizens import contact, facts
from bot.entity import entity
from bot.formats import long_date, money
from bot.words import fold


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

    def name(self) -> str:
        return "validate_payment_report_form"

    async def validate_amount(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        amount = positive_amount(value)
        if amount is None or amount >= told_payment.TOO_LARGE:
            return refuse(dispatcher, tracker, "amount", "Escriba el valor que pagó, por ejemplo 120.500.")
        return {"amount": float(amount)}

    async def validate_date(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        day = _date(value)
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
        number = whole_number(value)
        if number is None or not agreements.is_allowed(number):
            return refuse(dispatcher, tracker, "instalments", payment_phrases.instalments_allowed())
        return {"instalments": str(number)}


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
