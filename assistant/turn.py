"""One turn: done wholly and recorded, or failed and leaving nothing behind.

Stock Rasa hides errors: a failed action is logged and skipped, a failed database becomes an empty tracker, and the
channel answers with what it has. The platform repeats a failed turn, so here a turn fails as a whole: no reply, nothing
stored.
"""

from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, Union

from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, OutputChannel, UserMessage
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import SQLAlchemyError

from assistant import answered, interruption
from assistant.endpoint import ActionStatus


class TurnFailed(Exception):
    """The turn came to no end. `failure` is safe to log: the name of what failed and the kind of error."""

    def __init__(self, failure: str) -> None:
        super().__init__(failure)
        self.failure = failure


class TurnOutput(CollectingOutputChannel):
    """The replies of a turn, what its message was taken for, and the form that is open after it.

    `danger` is the intent of the danger that the message may speak of, "" if it hardly does; `interrupted` what
    `interruption.of_turn` gives.
    """

    intent = ""
    danger = ""
    active_loop: Optional[str] = None
    interrupted: Optional[Dict[str, Any]] = None

    def understood(self, message: UserUttered) -> None:
        """Tell what a message was taken for."""
        self.intent = message.intent_name or ""
        self.danger = (message.parse_data or {}).get("danger") or ""

    def stands(self, tracker: DialogueStateTracker, domain: Domain, event_id: Any) -> None:
        """Tell how the dialog stands after the turn of `event_id`."""
        self.active_loop = tracker.active_loop_name
        self.interrupted = interruption.of_turn(tracker, domain, event_id)

    async def repeat(self, sender_id: str, events: Iterable[Event]) -> None:
        """Collect recorded replies again; the first of `events` is the user's message."""
        for event in events:
            if isinstance(event, UserUttered):
                self.understood(event)
            elif isinstance(event, BotUttered):
                await self.send_response(sender_id, event.message())


class TurnProcessor(MessageProcessor):
    """Rasa's processor, which stops at the first failure and answers a repeated event from the record."""

    async def handle_message(self, message: UserMessage) -> Optional[List[Dict[str, Any]]]:
        """Handle one message, or repeat its event's recorded replies. If it raises TurnFailed, nothing is stored."""
        channel = message.output_channel
        tracker = await self.get_tracker(message.sender_id)
        event_id = (message.metadata or {}).get("event_id")
        recorded = recorded_turn(tracker.events, event_id)
        if recorded:
            channel.stands(tracker, self.domain, event_id)
            await channel.repeat(message.sender_id, recorded)
            return None
        self.on_circuit_break = _too_many_actions
        await self._update_tracker_session(tracker, channel)
        await self._handle_message_with_tracker(message, tracker)
        tracker = await self.run_action_extract_slots(channel, tracker)
        await self._run_prediction_loop(channel, tracker)
        await self.save_tracker(tracker)
        channel.understood(tracker.latest_message)
        channel.stands(tracker, self.domain, event_id)
        return None

    async def parse_message(
        self,
        message: UserMessage,
        tracker: Optional[DialogueStateTracker] = None,
        only_output_properties: bool = True,
    ) -> Dict[str, Any]:
        """What a message was taken for; in a form, with what it asks for in mind."""
        parsed = await super().parse_message(message, tracker, only_output_properties)
        in_form = tracker is not None and tracker.active_loop_name is not None
        return answered.read(parsed, tracker.get_slot("requested_slot") if in_form and tracker else None)

    async def get_tracker(self, conversation_id: str) -> DialogueStateTracker:
        """The sender's tracker. Raises TurnFailed when the database does not answer."""
        try:
            return await super().get_tracker(conversation_id)
        except SQLAlchemyError as error:
            raise TurnFailed("tracker_store: " + type(error).__name__) from None

    async def save_tracker(self, tracker: DialogueStateTracker) -> None:
        """Store the tracker. Raises TurnFailed when the database does not take it."""
        try:
            await super().save_tracker(tracker)
        except SQLAlchemyError as error:
            raise TurnFailed("tracker_store: " + type(error).__name__) from None

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: Any,
        prediction: PolicyPrediction,
    ) -> bool:
        watched = _Watched(action)
        goes_on = await super()._run_action(watched, tracker, output_channel, nlg, prediction)
        if watched.error is not None:
            raise TurnFailed(f"{action.name()}: {_kind(watched.error)}")
        return goes_on


class _Watched(Action):
    """An action whose exception is kept for us instead of being logged and forgotten."""

    def __init__(self, action: Action) -> None:
        self._action = action
        self.error: Optional[Exception] = None

    def name(self) -> str:
        return self._action.name()

    async def run(self, output_channel: Any, nlg: Any, tracker: Any, domain: Domain) -> List[Event]:
        try:
            return await self._action.run(output_channel, nlg, tracker, domain)
        except ActionExecutionRejection:  # how a form says that the message answers something else
            raise
        except Exception as error:
            self.error = error
            return []

    def event_for_successful_execution(self, prediction: PolicyPrediction) -> Any:
        return self._action.event_for_successful_execution(prediction)


class TurnAgent(Agent):
    """Rasa's agent with our processor, and without the store wrapper that turns errors into empty trackers."""

    @staticmethod
    def _create_tracker_store(store: Optional[TrackerStore], domain: Optional[Domain]) -> TrackerStore:
        assert store is not None
        return store

    def load_model(self, model_path: Union[str, Path], fingerprint: Optional[str] = None) -> None:
        """Load the model of a file."""
        self.use(self.read(model_path), fingerprint)

    def read(self, model_path: Union[str, Path]) -> TurnProcessor:
        """A processor with the model of a file, beside the present one."""
        return TurnProcessor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=self.action_endpoint,
            generator=self.nlg,
        )

    def use(self, processor: TurnProcessor, fingerprint: Optional[str] = None) -> None:
        """Answer with this processor from the next turn on; turns under way end with the one they began with."""
        self.processor = processor
        self.domain = self.processor.domain
        self.tracker_store.domain = self.domain
        self._set_fingerprint(fingerprint)
        if isinstance(self.nlg, TemplatedNaturalLanguageGenerator):
            self.nlg.responses = self.domain.responses

    async def recorded_turn(self, sender_id: str, event_id: str) -> List[Event]:
        """The messages of the turn of `event_id`, empty if no such turn is stored. Raises TurnFailed."""
        async with self.lock_store.lock(sender_id):
            try:
                tracker = await self.tracker_store.retrieve_full_tracker(sender_id)
            except SQLAlchemyError as error:
                raise TurnFailed("tracker_store: " + type(error).__name__) from None
        return recorded_turn(tracker.events, event_id) if tracker else []


def recorded_turn(events: Iterable[Event], event_id: Any) -> List[Event]:
    """The user's message of `event_id` and the bot's up to the next message; empty if it is not among `events`."""
    turn: List[Event] = []
    for event in events:
        if isinstance(event, UserUttered):
            if turn:
                break
            if event_id is not None and str((event.metadata or {}).get("event_id")) == str(event_id):
                turn = [event]
        elif isinstance(event, BotUttered) and turn:
            turn.append(event)
    return turn


def _kind(error: Exception) -> str:
    # Rasa wraps what it catches, with or without saying `from`.
    cause = error.__cause__ or error.__context__ or error
    return str(cause) if isinstance(cause, ActionStatus) else type(cause).__name__


def _too_many_actions(*_: Any) -> None:
    raise TurnFailed("action_limit: the turn did not come to an end")
