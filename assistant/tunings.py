"""What stock Rasa does slowly, done otherwise. Each function changes one thing and says why; `apply` does all."""

import copy
import functools
from typing import Any, Dict, List, Optional, Tuple, Type

import rasa
from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

from assistant import rules

RECENT_MESSAGES = 2


def apply() -> None:
    """Apply every tuning to the loaded Rasa. Called once, before the server starts."""
    compile_action_schema_once()
    send_recent_events()
    cache_event_types()
    copy_trackers_as_they_are()
    run_graph_in_order()
    rules.apply()


def compile_action_schema_once() -> None:
    """Validate action results with prepared validators, one for each type of event.

    Stock Rasa calls `jsonschema.validate`, which checks the schema itself on every call: 32 ms of a 41 ms turn (Rasa
    issue #11717). And the schema's `oneOf` tries each event against all twenty types. Here an event is checked against
    its own type; what does not pass is put before the whole schema, which has the last word and the same exception.
    """
    schema = RemoteAction.action_response_format_spec()
    Draft7Validator.check_schema(schema)
    whole = Draft7Validator(schema)
    event_schema = schema["properties"]["events"]["items"]
    common = {name: part for name, part in event_schema.items() if name != "oneOf"}
    of_type = {
        own["properties"]["event"]["const"]: Draft7Validator({"allOf": [common, own]}) for own in event_schema["oneOf"]
    }

    def is_plain(result: Dict[str, Any]) -> bool:
        events, responses = result.get("events"), result.get("responses")
        return (
            isinstance(events, list)
            and isinstance(responses, list)
            and all(isinstance(response, dict) for response in responses)
            and all(isinstance(event, dict) and event.get("event") in of_type for event in events)
            and all(of_type[event["event"]].is_valid(event) for event in events)
        )

    def _validate_action_result(_self: RemoteAction, result: Dict[str, Any]) -> bool:
        if not is_plain(result):
            for error in whole.iter_errors(result):
                raise error
        return True

    RemoteAction._validate_action_result = _validate_action_result  # type: ignore[method-assign]


def send_recent_events() -> None:
    """Send an action the last events instead of all: from the message before the latest on, or from where the open form
    began, and before them what an explicit intent has overwritten.

    The slots, the active form and the latest message are sent beside them, and no action of ours looks further back.
    Writing and reading the whole history takes 10 % of a turn with a long one.
    """

    def _action_call_format(self: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> Dict[str, Any]:
        state = tracker.current_state(EventVerbosity.NONE)
        state["events"] = [event.as_dict() for event in _recent(list(tracker.events))]
        call = {
            "next_action": self._name,
            "sender_id": tracker.sender_id,
            "tracker": state,
            "version": rasa.__version__,
        }
        selective = self._is_selective_domain_enabled()
        if not selective or domain.does_custom_action_explicitly_need_domain(self.name()):
            call["domain"] = domain.as_dict()
        return call

    RemoteAction._action_call_format = _action_call_format  # type: ignore[method-assign]


def _recent(events: List[Event]) -> List[Event]:
    loops = [number for number, event in enumerate(events) if isinstance(event, ActiveLoop)]
    messages = [number for number, event in enumerate(events) if isinstance(event, UserUttered)]
    in_form = bool(loops) and events[loops[-1]].name is not None
    oldest = messages[-RECENT_MESSAGES] if len(messages) >= RECENT_MESSAGES else 0
    first = min(oldest, loops[-1]) if in_form else oldest
    return _overwritten(events, first) + events[first:]


def _overwritten(events: List[Event], first: int) -> List[Event]:
    """What was said for a slot that an explicit intent of the platform has filled since with itself."""
    commands = {event.key for event in events[first:] if isinstance(event, SlotSet) and str(event.value)[:1] == "/"}
    said: Dict[str, Event] = {}
    for event in events[:first] if commands else []:
        if isinstance(event, SlotSet) and event.key in commands and str(event.value)[:1] != "/":
            said[event.key] = event
    return list(said.values())


def cache_event_types() -> None:
    """Remember the class of each event type name.

    Reading a tracker looks through all event classes for every stored event: 29 % of a turn with a long history.
    """
    resolve = Event.resolve_by_type

    @functools.lru_cache(maxsize=None)
    def resolve_by_type(type_name: str, default: Optional[Type[Event]] = None) -> Optional[Type[Event]]:
        return resolve(type_name, default)

    Event.resolve_by_type = staticmethod(resolve_by_type)  # type: ignore[method-assign]


def copy_trackers_as_they_are() -> None:
    """Copy a tracker's state instead of working it out again from its events: this happens before every action."""

    def copied(self: DialogueStateTracker) -> DialogueStateTracker:
        made = copy.copy(self)
        made.events = copy.copy(self.events)
        made.slots = copy.copy(self.slots)
        made.slots.update({name: copy.copy(slot) for name, slot in self.slots.items()})
        made.active_loop = copy.copy(self.active_loop)
        return made

    DialogueStateTracker.copy = copied  # type: ignore[method-assign]


def run_graph_in_order() -> None:
    """Run the nodes of the model's graph one after the other, in an order found once.

    A turn runs the graph three times. Stock Rasa has the part to run worked out each time, and hands it to dask, whose
    bookkeeping is a third of the graph's time; its synchronous scheduler runs the nodes one after the other as well.
    """
    orders: Dict[Tuple[int, Tuple[str, ...]], List[Tuple[str, List[str]]]] = {}

    def run(
        self: DaskGraphRunner, inputs: Optional[Dict[str, Any]] = None, targets: Optional[List[str]] = None
    ) -> Dict[str, Any]:
        wanted = targets or self._graph_schema.target_names
        key = (id(self), tuple(wanted))
        if key not in orders:
            orders[key] = _order(self._graph_schema.minimal_graph_schema(wanted))
        results = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in orders[key]:
            results[name] = self._instantiated_nodes[name](*(results[need] for need in needs))
        return {name: results[name][1] for name in wanted}

    DaskGraphRunner.run = run  # type: ignore[method-assign]


def _order(schema: GraphSchema) -> List[Tuple[str, List[str]]]:
    """The nodes, each after those it needs, with the names of what it needs (nodes, or inputs of the run)."""
    left = {name: list(node.needs.values()) for name, node in schema.nodes.items()}
    ordered: List[Tuple[str, List[str]]] = []
    while left:
        ready = [name for name, needs in left.items() if not any(need in left for need in needs)]
        ordered += [(name, left.pop(name)) for name in ready]
    return ordered
