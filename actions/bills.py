"""Answers about a bill: how much, until when, why, and its copy."""

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.account_action import AccountAction
from actions.context import Turn
from actions.say import Button, give, tell
from bot import effects, media
from bot.billing import balance, explanation, phrases
from bot.billing.account import Account
from bot.billing.balance import BillState
from bot.billing.bill import Bill
from bot.messaging.content import Document

DETAIL: Button = ("Ver detalle", "/bill_explain")
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
            await self.tell_of(now, account, asked, dispatcher)
        elif month and month != bill.period:
            tell(dispatcher, phrases.no_bill_of(month, bill))
            await self.tell_of(now, account, bill, dispatcher)
        else:
            await self.tell_of(now, account, bill, dispatcher)
        return self.done()

    async def tell_of(self, now: Turn, account: Account, bill: Bill, dispatcher: CollectingDispatcher) -> None:
        """Say what was asked of this bill."""
        raise NotImplementedError


class ActionBillAmount(BillAction):
    intent = "bill_amount"

    async def tell_of(self, now: Turn, account: Account, bill: Bill, dispatcher: CollectingDispatcher) -> None:
        state = await balance.state_of(now.session, bill)
        tell(dispatcher, phrases.amount(state), *_next_steps(state))


class ActionBillDueDate(BillAction):
    intent = "bill_due_date"

    async def tell_of(self, now: Turn, account: Account, bill: Bill, dispatcher: CollectingDispatcher) -> None:
        state = await balance.state_of(now.session, bill)
        tell(dispatcher, phrases.due_date(state), *_next_steps(state))


class ActionBillExplain(BillAction):
    intent = "bill_explain"

    async def tell_of(self, now: Turn, account: Account, bill: Bill, dispatcher: CollectingDispatcher) -> None:
        before = await balance.neighbour(now.session, bill)
        tell(dispatcher, phrases.explained(explanation.explain(bill, before)), COPY, COMPLAIN)


class ActionBillCopy(BillAction):
    intent = "bill_copy"

    async def tell_of(self, now: Turn, account: Account, bill: Bill, dispatcher: CollectingDispatcher) -> None:
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
