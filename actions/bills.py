"""Answers about a bill: how much, until when, why, and its copy."""

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.account_action import AccountAction
from actions.context import Turn
from actions.say import Button, give, tell, was_offered
from bot import effects, media
from bot.billing import balance, explanation, phrases
from bot.billing.account import Account
from bot.billing.balance import BillState
from bot.billing.bill import Bill
from bot.messaging.content import Document

DETAIL: Button = ("Ver detalle", "/bill_explain")
# Asked for again right after the explanation, the same intent gives every line.
LINES: Button = ("Ver cada cobro", "/bill_explain")
COPY: Button = ("Copia en PDF", "/bill_copy")
PLACES: Button = ("Dónde pagar", "/bill_payment_methods")
AGREEMENT: Button = ("Pagar en cuotas", "/bill_payment_agreement")
COMPLAIN: Button = ("Presentar reclamo", "/complaint_file")


class BillAction(AccountAction):
    """An answer about one bill: the one of the month asked for, or the latest."""

    clears = ("month",)

    async def answer(
        self, now: Turn, account: Account, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        month = str(tracker.get_slot("month") or "")
        bill = await balance.latest_bill(now.session, account.number)
        if bill is None:
            tell(dispatcher, phrases.no_bills(account))
        elif month and (asked := await balance.bill_of(now.session, account.number, month)) is not None:
            await self.tell_of(now, account, asked, dispatcher, tracker)
        else:
            if month and month != bill.period:
                tell(dispatcher, phrases.no_bill_of(month, bill))
            await self.tell_of(now, account, bill, dispatcher, tracker)
        return self.done()

    async def tell_of(
        self, now: Turn, account: Account, bill: Bill, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> None:
        """Say what was asked of this bill."""
        raise NotImplementedError


class ActionBillAmount(BillAction):
    intent = "bill_amount"

    async def tell_of(
        self, now: Turn, account: Account, bill: Bill, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> None:
        state = await balance.state_of(now.session, bill)
        tell(dispatcher, phrases.amount(state), *_next_steps(state))


class ActionBillDueDate(BillAction):
    intent = "bill_due_date"

    async def tell_of(
        self, now: Turn, account: Account, bill: Bill, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> None:
        state = await balance.state_of(now.session, bill)
        tell(dispatcher, phrases.due_date(state), *_next_steps(state))


class ActionBillExplain(BillAction):
    intent = "bill_explain"

    async def tell_of(
        self, now: Turn, account: Account, bill: Bill, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> None:
        before = await balance.neighbour(now.session, bill)
        made = explanation.explain(bill, before)
        said = str(tracker.latest_message.get("text") or "")
        if asked := [] if said.startswith("/") else explanation.named(made, said):
            tell(dispatcher, phrases.about_lines(asked, made), LINES, COMPLAIN)
        elif was_offered(tracker, LINES) and not _names_month(tracker):
            tell(dispatcher, phrases.detailed(made), COPY, COMPLAIN)
        else:
            tell(dispatcher, phrases.explained(made), LINES, COPY, COMPLAIN)


class ActionBillCopy(BillAction):
    intent = "bill_copy"

    async def tell_of(
        self, now: Turn, account: Account, bill: Bill, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> None:
        # Only here: what draws a PDF takes a second to load, and a start does not wait for it.
        from bot.billing import copy

        state = await balance.state_of(now.session, bill)
        name = copy.file_name(bill)

        async def make() -> str:
            return await media.save(now.session, copy.pdf_of(account, state), mime="application/pdf", name=name)

        media_id = await effects.once(now.session, event_id=now.event_id, action=self.name(), make=make)
        tell(dispatcher, phrases.copy_of(bill))
        give(dispatcher, Document(media_id=media_id, name=name, mime="application/pdf"))


def _next_steps(state: BillState) -> list[Button]:
    if state.owed <= 0:
        return [DETAIL, COPY]
    return [DETAIL, COPY, AGREEMENT if state.is_overdue else PLACES]


def _names_month(tracker: Tracker) -> bool:
    found = tracker.latest_message.get("entities") or []
    return any(one.get("entity") == "month" for one in found)
