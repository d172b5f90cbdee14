"""Answers about a bill: how much, until when, why, and its copy."""

import re

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.account_action import AccountAction
from actions.context import Turn
from actions.people import PERSON
from actions.say import Button, give, last_answered, tell, texts_told, value_told, was_offered
from bot import effects, media
from bot.billing import balance, explanation, phrases, usage
from bot.billing.account import Account
from bot.billing.balance import BillState
from bot.billing.bill import Bill
from bot.citizens.facts import MASK
from bot.messaging import burst, lost
from bot.messaging.content import Document
from bot.words import plain

DETAIL: Button = ("Ver detalle", "/bill_explain")
# Asked for again right after the explanation, the same intent gives every line.
LINES: Button = ("Ver cada cobro", "/bill_explain")
COPY: Button = ("Copia en PDF", "/bill_copy")
PLACES: Button = ("Dónde pagar", "/bill_payment_methods")
AGREEMENT: Button = ("Pagar en cuotas", "/bill_payment_agreement")
# So many messages the identity check takes at most.
LOOK_BACK = 4
# "¿Y de luz?", "y cuánto fue de agua"
FEW_WORDS = 5
COMPLAIN: Button = ("Presentar reclamo", "/complaint_file")
# Who writes so wants all of it.
_ALL_LINES = re.compile(r"\b(cada|detall\w*|lineas?|renglon\w*|desglos\w*|todo|todos|completo|complet\w+)\b")
_COMPARES = re.compile(
    r"\b(compar\w+|respecto|frente|diferen\w+|contra|(mas|menos|igual) (que|a)|que (el|la|en)|con (el|la))\b"
)


# Answers that told of one bill.
OF_A_BILL = frozenset(f"action_{intent}" for intent in ("bill_amount", "bill_due_date", "bill_explain", "bill_copy"))


async def told_bill(now: Turn, tracker: Tracker) -> Bill | None:
    """The bill that the answer before told of, where the citizen may read it; None if it told of something else."""
    if now.account_number is None or last_answered(tracker) not in OF_A_BILL:
        return None
    month = value_told(tracker, "month")
    asked = await balance.bill_of(now.session, now.account_number, str(month)) if month else None
    return asked or await balance.latest_bill(now.session, now.account_number)


class BillAction(AccountAction):
    """An answer about one bill: the one of the month asked for, or the latest."""

    clears = ("month",)

    async def answer(
        self, now: Turn, account: Account, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        month = str(tracker.get_slot("month") or "")
        bill = await balance.latest_bill(now.session, account.number)
        if month and bill and await self._is_compared_with(now, bill, month, tracker):
            month = ""
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

    async def _is_compared_with(self, now: Turn, bill: Bill, month: str, tracker: Tracker) -> bool:
        """Whether a month is only what the latest bill is compared with: "¿por qué más que el mes pasado?"."""
        if self.intent != "bill_explain" or not _COMPARES.search(plain(await now.words(tracker))):
            return False
        before = await balance.neighbour(now.session, bill)
        return before is not None and before.period == month


class ActionBillAmount(BillAction):
    intent = "bill_amount"

    async def tell_of(
        self, now: Turn, account: Account, bill: Bill, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> None:
        if words := await _of_use(now, bill, tracker):
            tell(dispatcher, words, DETAIL, COMPLAIN)
            return
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
        said = await now.words(tracker)
        if words := await _of_use(now, bill, tracker):
            tell(dispatcher, words, LINES, COMPLAIN)
            return
        made = explanation.explain(bill, await balance.neighbour(now.session, bill))
        again = was_offered(tracker, LINES) and not _names_month(tracker)
        if lost.is_lost(said):
            tell(dispatcher, phrases.simply(made), LINES, PERSON)
        elif asked := explanation.named(made, said):
            tell(dispatcher, phrases.about_lines(asked, made), LINES, COMPLAIN)
        elif name := explanation.missing(made, said):
            tell(dispatcher, phrases.not_charged(name, made), LINES, COMPLAIN)
        elif again and (not said or _ALL_LINES.search(plain(said))):
            tell(dispatcher, phrases.detailed(made), COPY, COMPLAIN)
        elif again:
            tell(dispatcher, phrases.composed(made), LINES, COMPLAIN)
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


async def _question(now: Turn, tracker: Tracker) -> str:
    """The words of the question, also where the identity check came between it and the answer."""
    words = await now.words(tracker)
    goes_on = not usage.asked(words) and usage.service_in(words) and len(words.split()) <= FEW_WORDS
    if not goes_on and (usage.asked(words) or MASK not in words):
        return words
    said = await now.said_lately(LOOK_BACK)
    if goes_on:  # "¿y de luz?", of what was asked before
        before = next((text for text in said if usage.asked(text)), "")
        return f"{words} {before}" if before and any(map(usage.was_told, texts_told(tracker))) else words
    return next((text for text in said if usage.asked(text) or burst.requests(text)), "")


async def _of_use(now: Turn, bill: Bill, tracker: Tracker) -> str:
    """The answer to a question about the use or the meter; "" for any other."""
    said = await _question(now, tracker)
    kind = usage.asked(said)
    if kind == "meter" and MASK in said:
        return ""  # the meter was named as the second fact
    return usage.told(kind, await balance.up_to(now.session, bill, usage.MONTHS), said) if kind else ""


def _next_steps(state: BillState) -> list[Button]:
    if state.owed <= 0:
        return [DETAIL, COPY]
    return [DETAIL, COPY, AGREEMENT if state.is_overdue else PLACES]


def _names_month(tracker: Tracker) -> bool:
    found = tracker.latest_message.get("entities") or []
    return any(one.get("entity") == "month" for one in found)
