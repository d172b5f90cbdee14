"""What stock Rasa does slowly, done otherwise. Each function changes one thing and says why; `apply` does all."""

import functools
from typing import Any, Dict, List, Optional, Tuple, Type

from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event


def apply() -> None:
    """Apply every tuning to the loaded Rasa. Called once, before the server starts."""
    compile_action_schema_once()
    cache_event_types()
    run_graph_in_order()


def compile_action_schema_once() -> None:
    """Validate action results with one prepared validator.

    Stock Rasa calls `jsonschema.validate`, which checks the schema itself on every call: 32 ms of a 41 ms turn, against
    0.03 ms for the check of the result (Rasa issue #11717). The same schema and the same exception remain.
    """
    validator = Draft7Validator(RemoteAction.action_response_format_spec())
    Draft7Validator.check_schema(validator.schema)

    def _validate_action_result(_self: RemoteAction, result: Dict[str, Any]) -> bool:
        for error in validator.iter_errors(result):
            raise error
        return True

    RemoteAction._validate_action_result = _validate_action_result  # type: ignore[method-assign]


def cache_event_types() -> None:
    """Remember the class of each event type name.

    Reading a tracker looks through all event classes for every stored event: 29 % of a turn with a long history.
    """
    resolve = Event.resolve_by_type

    @functools.lru_cache(maxsize=None)
    def resolve_by_type(type_name: str, default: Optional[Type[Event]] = None) -> Optional[Type[Event]]:
        return resolve(type_name, default)

    Event.resolve_by_type = staticmethod(resolve_by_type)  # type: ignore[method-assign]


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
