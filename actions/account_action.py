"""The one way from a question about an account to its data: consent, the account's number, the identity check."""

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Turn, turn
from actions.say import say
from bot.billing import accounts
from bot.billing.account import Account
from bot.citizens import consent, identity, joining
from bot.messaging.question import PendingQuestion
from bot.messaging.questions import open_questions


async def check(now: Turn, number: str, then: str) -> str | None:
    """Ask for the second fact of an account, unless the message that is answered brought it along.

    The words to say; None if the check is passed.
    """
    words = await identity.ask(now.session, now.conversation, number, then=then)
    fact = await now.second_fact()
    question = await _asked(now)
    if fact is None or question is None:
        return words
    outcome = await identity.answer(now.session, now.conversation, question, fact, event_id=now.event_id.split(".")[0])
    if not outcome.verified:
        return outcome.text
    await joining.after_check(now.session, now.address)
    return None


async def _asked(now: Turn) -> PendingQuestion | None:
    found = await open_questions(now.session, now.conversation)
    return next((question for question in found if question.kind == identity.QUESTION), None)


async def ask_for_other_account(now: Turn, number: str) -> str | None:
    """The citizen names another account while a second fact is awaited: ask for this one's. The words, or None."""
    for question in await open_questions(now.session, now.conversation):
        if question.kind == identity.QUESTION and question.payload["account_number"] != number:
            return await identity.ask(now.session, now.conversation, number, then=question.payload["then"])
    return None


def account_questions() -> frozenset[str]:
    """The names of the actions that answer from an account."""
    kinds = [AccountAction]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return frozenset(f"action_{kind.intent}" for kind in kinds if isinstance(kind.intent, str))


class AccountAction(Action, ABC):
    """An action that answers from an account. `answer` is only ever given the account of the verified identity."""

    clears: tuple[str, ...] = ()

    @property
    @abstractmethod
    def intent(self) -> str:
        """The intent that the action answers; a class without one is not registered as an action."""

    def name(self) -> str:
        return f"action_{self.intent}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        heard = self.heard(tracker)
        tracker.slots.update(heard)
        answered = await self._answered(dispatcher, tracker)
        return [*(SlotSet(slot, value) for slot, value in heard.items()), *answered]

    async def _answered(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        async with turn(tracker) as now:
            if question := await consent.needed(
                now.session, now.conversation, then=self.intent, answering=now.message_id
            ):
                say(dispatcher, question)
                return [SlotSet("next_action", None)]
            account = await self._verified(now, tracker) or await self._identify(now, dispatcher, tracker)
            if isinstance(account, Account):
                return await self.answer(now, account, dispatcher, tracker)
            return account

    @abstractmethod
    async def answer(
        self, now: Turn, account: Account, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Say what there is to say of the account; the events, usually `self.done()`."""

    def heard(self, tracker: Tracker) -> dict[str, Any]:
        """Slots that the message fills otherwise than its entities do, by their names."""
        return {}

    def done(self) -> list[EventType]:
        """The events after an answer: what belonged to the question is forgotten, the account number is kept."""
        return [SlotSet("next_action", None), *(SlotSet(slot, None) for slot in self.clears)]

    async def _verified(self, now: Turn, tracker: Tracker) -> Account | None:
        """The account of the verified identity, unless the citizen has named another one since."""
        wanted = accounts.as_number(str(tracker.get_slot("account_number") or ""))
        if now.account_number is None or (wanted and wanted != now.account_number):
            return None
        return await accounts.get(now.session, now.account_number)

    async def _identify(
        self, now: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Account | list[EventType]:
        """Ask for what is missing, and for no more. The slots of the question are kept: it goes on once the check is
        passed. The account, where the message itself passed it.
        """
        number = await self._named(now, tracker)
        if number is None and now.conversation.account_hint and await now.second_fact():
            number = now.conversation.account_hint
        if number is None:
            return await self._ask_account(now, dispatcher)
        words = await check(now, number, self.intent)
        account = await accounts.get(now.session, number) if words is None else None
        if account is not None:
            return account
        dispatcher.utter_message(text=words)
        return [SlotSet("account_number", number), SlotSet("next_action", None)]

    async def _named(self, now: Turn, tracker: Tracker) -> str | None:
        """The account that the citizen has named, and means still: not the one remembered from an earlier check."""
        number = accounts.as_number(str(tracker.get_slot("account_number") or ""))
        if number is None or number in str(tracker.latest_message.get("text") or ""):
            return number
        declined = await identity.declined(now.session, now.conversation)
        return None if number in (now.conversation.account_hint, declined) else number

    async def _ask_account(self, now: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
        if offered := await identity.offer(now.session, now.conversation, then=self.intent):
            say(dispatcher, offered)
            return [SlotSet("next_action", None)]
        return [
            SlotSet("account_number", None),
            SlotSet("next_action", self.intent),
            FollowupAction("account_form"),
        ]
