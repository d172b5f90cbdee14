"""The rule policy of stock Rasa, with what cannot decide left out. `apply` does it; predictions stay the same."""

from collections import defaultdict
from typing import Any, Dict, List, Optional, Set, Tuple

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    LegacyForm,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
)
from rasa.shared.core.trackers import DialogueStateTracker

# Where none of these is among a dialog's events, all of them are applied as they came.
_UNDOING = {Restarted, ActionReverted, UserUtteranceReverted, ActiveLoop, LegacyForm}

Index = Dict[Tuple[Optional[str], Optional[str]], List[str]]


def apply() -> None:
    """Change the policy of this process. Not for training, in which the rules are still growing."""
    take_events_as_they_came()
    look_at_last_states()
    look_up_rules()


def take_events_as_they_came() -> None:
    """Look for events that others undo only in dialogs that have such.

    Stock Rasa asks of every event whether it is one of five kinds, five times a turn; to ask that costs much for a
    class with abstract methods.
    """
    stock = DialogueStateTracker.applied_events

    def applied_events(self: DialogueStateTracker) -> List[Event]:
        events = list(self.events)
        kinds = [type(event) for event in events]
        if not _UNDOING.isdisjoint(kinds):
            return stock(self)
        start = len(kinds) - kinds[::-1].index(SessionStarted) if SessionStarted in kinds else 0
        return events[start:]

    DialogueStateTracker.applied_events = applied_events  # type: ignore[method-assign]


def look_at_last_states() -> None:
    """Give the policy as many of a dialog's last states as its longest rule has.

    Stock Rasa works out the states of the whole session at each prediction, and twice after a message. Beyond the
    longest rule they decide nothing, and they took a third of a turn with ten messages before it.
    """

    def _prediction_states(
        self: RulePolicy,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: Optional[Dict[str, Any]] = None,
    ) -> List[State]:
        known, states = getattr(tracker, "last_states", (0, []))
        if known != len(tracker.events):
            states = _last_states(tracker, domain, _longest(self))
            tracker.last_states = len(tracker.events), states  # type: ignore[attr-defined]
        states = [{**state, USER: dict(state[USER])} if USER in state else state for state in states]
        self.featurizer._choose_last_user_input([states], use_text_for_last_user_input)
        return states

    RulePolicy._prediction_states = _prediction_states  # type: ignore[method-assign]


def _longest(policy: RulePolicy) -> int:
    """How many states the longest rule has."""
    if not hasattr(policy, "longest"):
        rules = [*policy.lookup[RULES], *policy.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]]
        policy.longest = max((len(policy._rule_key_to_state(rule)) for rule in rules), default=1)
    return policy.longest  # type: ignore[no-any-return]


def _last_states(tracker: DialogueStateTracker, domain: Domain, number: int) -> List[State]:
    """The last states of `tracker.past_states(domain)`."""
    events = tracker.applied_events()
    left = sum(type(event) is ActionExecuted for event in events) + 1
    states = []
    replayed = tracker.init_copy()
    for event in events:
        if type(event) is ActionExecuted:
            if left <= number:
                states.append(domain.get_active_state(replayed))
            left -= 1
        event.apply_to(replayed)
    return [*states, domain.get_active_state(replayed)]


def look_up_rules() -> None:
    """Try only the rules that end after the last action and at the intent of the last message, or at any.

    Stock Rasa tries them all, two or three times a turn: a tenth of it with two hundred rules.
    """
    stock = RulePolicy._get_possible_keys

    def _get_possible_keys(self: RulePolicy, lookup: Dict[str, str], states: List[State]) -> Set[str]:
        if not states[-1].get(PREVIOUS_ACTION):  # the beginning of a dialog
            return stock(self, lookup, states)
        indexes = self.__dict__.setdefault("indexes", {})
        if id(lookup) not in indexes:
            indexes[id(lookup)] = _index(self, lookup)
        action, intent = _ending(states[-1])
        fitting = {*indexes[id(lookup)].get((action, intent), ()), *indexes[id(lookup)].get((action, None), ())}
        return stock(self, {rule: lookup[rule] for rule in fitting}, states)

    RulePolicy._get_possible_keys = _get_possible_keys  # type: ignore[method-assign]


def _index(policy: RulePolicy, lookup: Dict[str, str]) -> Index:
    """The rules by what they end at."""
    index: Index = defaultdict(list)
    for rule in lookup:
        index[_ending(policy._rule_key_to_state(rule)[-1])].append(rule)
    return dict(index)


def _ending(state: State) -> Tuple[Optional[str], Optional[str]]:
    """Name of the previous action and intent of the message of a state, each None where it has none."""
    names = (state.get(PREVIOUS_ACTION, {}).get("action_name"), state.get(USER, {}).get("intent"))
    return tuple(name if name != SHOULD_NOT_BE_SET else None for name in names)  # type: ignore[return-value]
