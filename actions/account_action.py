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
from bot.citizens import consent, identity
from bot.messaging.questions import open_questions


async def ask_for_other_account(now: Turn, number: str) -> str | None:
    """The citizen names another account while a second fact is awaited: ask for this one's. The words, or None."""
    for question in await open_questions(now.session, now.conversation):
        if question.kind == identity.QUESTION and question.payload["account_number"] != number:
            return await identity.ask(now.session, now.conversation, number, then=question.payload["then"])
    return None


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
        async with turn(tracker) as now:
            if question := await consent.needed(now.session, now.conversation, then=self.intent):
                say(dispatcher, question)
                return [SlotSet("next_action", None)]
            account = await self._verified(now, tracker)
            if account is None:
                return await self._identify(now, dispatcher, tracker)
            return await self.answer(now, account, dispatcher, tracker)

    @abstractmethod
    async def answer(
        self, now: Turn, account: Account, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Say what there is to say of the account; the events, usually `self.done()`."""

    def done(self) -> list[EventType]:
        """The events after an answer: what belonged to the question is forgotten, the account number is kept."""
        return [SlotSet("next_action", None), *(SlotSet(slot, None) for slot in self.clears)]

    async def _verified(self, now: Turn, tracker: Tracker) -> Account | None:
        """The account of the verified identity, unless the citizen has named another one since."""
        wanted = accounts.as_number(str(tracker.get_slot("account_number") or ""))
        if now.account_number is None or (wanted and wanted != now.account_number):
            return None
        return await accounts.get(now.session, now.account_number)

    async def _identify(self, now: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Ask for what is missing. The slots of the question are kept: it goes on once the check is passed."""
        number = accounts.as_number(str(tracker.get_slot("account_number") or "")) or now.conversation.account_hint
        if number is None:
            return [
                SlotSet("account_number", None),
                SlotSet("next_action", self.intent),
                FollowupAction("account_form"),
            ]
        words = await identity.ask(now.session, now.conversation, number, then=self.intent)
        dispatcher.utter_message(text=words)
        return [SlotSet("account_number", number), SlotSet("next_action", None)]
