"""Paying: where, a payment that does not show, and paying by instalments."""

from datetime import date
from decimal import Decimal
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select

from actions import late_payments
from actions.account_action import AccountAction
from actions.bills import COPY, PLACES
from actions.context import Turn, turn
from actions.form_answers import instalments_in, positive_amount, sentence, whole_number
from actions.people import PERSON
from actions.say import Button, say, tell
from bot import clock, effects
from bot.billing import agreements, balance, payment_phrases, reports, told_payment
from bot.billing.account import Account
from bot.billing.payment import PaymentAgreement, PaymentReport
from bot.cases import filing
from bot.cases import phrases as case_phrases
from bot.cases.case import Case
from bot.formats import long_date, money


class ActionBillPaymentMethods(Action):
    """Public: places to pay. Whoever has passed the identity check gets the reference of an unpaid bill besides."""

    def name(self) -> str:
        return "action_bill_payment_methods"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        async with turn(tracker) as now:
            tell(dispatcher, payment_phrases.places(await self._reference(now), await now.words(tracker)))
        return []

    async def _reference(self, now: Turn) -> str | None:
        bill = await balance.latest_bill(now.session, now.account_number) if now.account_number else None
        if bill is None or (await balance.state_of(now.session, bill)).owed <= 0:
            return None
        return bill.payment_reference


class ActionBillPaymentReport(AccountAction):
    """A payment that does not show: looked up, or taken down with the day by which it shows, or made a case."""

    intent = "bill_payment_report"
    clears = ("amount", "date")

    def heard(self, tracker: Tracker) -> dict[str, Any]:
        """Of several days in a message the one of the payment is meant; an amount that only its words mark is one."""
        amount = _amount_by_words(tracker)
        return {**_day_told(tracker), **({"amount": amount} if amount else {})}

    async def answer(
        self, now: Turn, account: Account, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        if corrected := await late_payments.correction(now, account, tracker):
            say(dispatcher, corrected)
            return self.done()
        amount, paid_on = _amount(tracker.get_slot("amount")), _date(tracker.get_slot("date"))
        if amount is None and paid_on is None:
            told_before = await reports.latest_open(now.session, account.number)
            if known := await self._known(now, account, told_before):
                tell(dispatcher, known, COPY, PERSON)
                return self.done()
            if told_before:  # its day has passed: it is not asked for again, and now becomes a case
                amount, paid_on = told_before.amount, told_before.paid_on
        if amount is None or paid_on is None:
            return [FollowupAction("payment_report_form")]
        tell(dispatcher, *await self._look_for(now, account, tracker, amount, paid_on))
        return self.done()

    async def _look_for(
        self, now: Turn, account: Account, tracker: Tracker, amount: Decimal, paid_on: date
    ) -> tuple[str, *tuple[Button, ...]]:
        """The words and buttons for what comes of this payment."""
        finding = await reports.look_up(now.session, account.number, amount=amount, paid_on=paid_on)
        if finding.found:
            await reports.arrived(now.session, account.number, amount=amount, paid_on=paid_on)
            owed = await balance.balance(now.session, account.number)
            return payment_phrases.already_shows(finding.found, owed), COPY
        if finding.expected:
            report = await self._take_down(now, account, amount, paid_on)
            return (payment_phrases.reported(report, finding.expected),)
        earlier = await reports.looked_for(
            now.session, account.number, amount=amount, paid_on=paid_on, event_id=now.event_id
        )
        if earlier:
            return payment_phrases.already_reported(earlier, reports.shows_by(paid_on)), PERSON
        case = await late_payments.file(now, account, amount, paid_on)
        report = await self._take_down(now, account, amount, paid_on, case_number=case.number)
        await late_payments.to_a_person(now, tracker, "payment_report", case)
        return f"{payment_phrases.reported_late(report)} {case_phrases.filed(case)}", PERSON

    async def _known(self, now: Turn, account: Account, report: PaymentReport | None) -> str | None:
        """What there is to say without the payment's amount and day."""
        bill = await balance.latest_bill(now.session, account.number)
        state = await balance.state_of(now.session, bill) if bill else None
        if state and state.is_paid and state.last_paid_on:
            return f"Su pago sí aparece: {money(state.paid)}, el {long_date(state.last_paid_on)}. Está al día."
        if report is None or reports.is_overdue(report):
            return None
        return payment_phrases.already_reported(report, reports.shows_by(report.paid_on))

    async def _take_down(
        self, now: Turn, account: Account, amount: Decimal, paid_on: date, case_number: str | None = None
    ) -> PaymentReport:
        async def make() -> str:
            made = await reports.report(
                now.session,
                account.number,
                amount=amount,
                paid_on=paid_on,
                conversation_id=now.conversation.id,
                case_number=case_number,
            )
            return str(made.id)

        made = await effects.once(now.session, event_id=now.event_id, action=self.name(), make=make)
        return await now.session.get_one(PaymentReport, int(made))


class ActionBillPaymentAgreement(AccountAction):
    """Paying by instalments: what the office's rules allow is asked for, an agent confirms it."""

    intent = "bill_payment_agreement"
    clears = ("instalments",)

    async def answer(
        self, now: Turn, account: Account, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        instalments = instalments_in(sentence(tracker, "instalments"))
        asked = await agreements.open_request(now.session, account.number)
        if asked and asked.conversation_id == now.conversation.id and asked.instalments != instalments:
            tell(
                dispatcher,
                await self._changed(now, asked, instalments or whole_number(await now.words(tracker))),
                PERSON,
            )
            return self.done()
        if instalments and agreements.is_allowed(instalments):
            text, buttons = await self._request(now, tracker, account, instalments)
            tell(dispatcher, text, *buttons)
            return self.done()
        if obstacle := await agreements.obstacle(now.session, account.number):
            tell(dispatcher, payment_phrases.agreement_refused(obstacle), PLACES, PERSON)
            return self.done()
        owed = await balance.balance(now.session, account.number)
        tell(dispatcher, payment_phrases.agreement_offer(owed))
        return [SlotSet("instalments", None), FollowupAction("agreement_form")]

    async def _changed(self, now: Turn, asked: PaymentAgreement, instalments: int | None) -> str:
        """What this conversation has asked for, with another number of instalments if one is named; in words."""
        if not instalments or not agreements.is_allowed(instalments):
            return payment_phrases.agreement_asked(asked)
        case = (await now.session.scalars(select(Case).where(Case.number == asked.case_number))).one_or_none()
        if case:
            case.text = case.text.replace(f" {asked.instalments} cuotas", f" {instalments} cuotas")
        asked.instalments = instalments
        await now.session.flush()
        return f"Corregido. {payment_phrases.agreement_asked(asked)}"

    async def _request(
        self, now: Turn, tracker: Tracker, account: Account, instalments: int
    ) -> tuple[str, list[Button]]:
        """Ask for the agreement, once for this message; the words and buttons for what came of it."""

        async def make() -> str:
            obstacle = await agreements.obstacle(now.session, account.number)
            if obstacle:
                return obstacle
            case = await self._file(now, account, instalments)
            made = await agreements.request(
                now.session,
                account.number,
                instalments=instalments,
                conversation_id=now.conversation.id,
                case_number=case.number,
            )
            await late_payments.to_a_person(now, tracker, "payment_agreement", case)
            return str(made.id)

        made = await effects.once(now.session, event_id=now.event_id, action=self.name(), make=make)
        if not made.isdigit():
            return payment_phrases.agreement_refused(agreements.Obstacle(made)), [PLACES, PERSON]
        asked = await now.session.get_one(PaymentAgreement, int(made))
        case = (await now.session.scalars(select(Case).where(Case.number == asked.case_number))).one()
        return f"{payment_phrases.agreement_asked(asked)} {case_phrases.filed(case)}", []

    async def _file(self, now: Turn, account: Account, instalments: int) -> Case:
        owed = await balance.balance(now.session, account.number)
        return await filing.file_case(
            now.session,
            now.conversation,
            kind="peticion_general",
            account_number=account.number,
            text=f"Pide pagar {money(owed)} de la cuenta {account.number} en {instalments} cuotas.",
            event_id=now.event_id,
        )


def _amount(value: Any) -> Decimal | None:
    amount = positive_amount(value or "")
    return amount if amount and told_payment.smallest() <= amount < told_payment.TOO_LARGE else None


def _day_told(tracker: Tracker) -> dict[str, str | None]:
    """The slot of the day: of several the one of the payment made, none where they are of one to come; empty where
    the assistant has read the one day that there is.
    """
    said, found = str(tracker.latest_message.get("text") or ""), tracker.latest_message.get("entities") or []
    days = sum(one.get("entity") == "date" for one in found)
    if said.startswith("/") or not days:
        return {}
    told = told_payment.read(said, clock.today())
    if told.ahead:
        return {"date": None}
    return {"date": told.paid_on.isoformat()} if told.paid_on and days > 1 else {}


def _amount_by_words(tracker: Tracker) -> float | None:
    """What was paid, where the assistant has read no amount: "pagué 85 el lunes"."""
    said, found = str(tracker.latest_message.get("text") or ""), tracker.latest_message.get("entities") or []
    if said.startswith("/") or any(one.get("entity") == "amount" for one in found):
        return None
    amount = told_payment.read(said, clock.today()).amount
    return float(amount) if amount else None


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
