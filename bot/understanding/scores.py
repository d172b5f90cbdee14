"""The figures of an evaluation. Pure functions over what was meant and what was understood."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from bot.understanding.examples import Entity, Example
from bot.words import fold

OUT_OF_SCOPE = "out_of_scope"
DANGERS = frozenset({"emergency", "self_harm"})
BINS = 10


@dataclass(frozen=True)
class Understood:
    """What a model made of a sentence, likeliest intent first, and what the emergency rules made of it.

    `sure` is False below the threshold, where the assistant asks instead of answering. `alarm`, of the rules, is
    certain, asked or "". `danger` is the danger, an intent, that the assistant answers or asks about; "" for none.
    """

    ranking: tuple[tuple[str, float], ...]
    entities: tuple[Entity, ...]
    milliseconds: float
    sure: bool = True
    alarm: str = ""
    danger: str = ""

    @property
    def intent(self) -> str:
        """The likeliest intent."""
        return self.ranking[0][0] if self.ranking else ""

    @property
    def confidence(self) -> float:
        """How likely it is."""
        return self.ranking[0][1] if self.ranking else 0.0


@dataclass(frozen=True)
class Pair:
    """A sentence beside what was made of it."""

    meant: Example
    got: Understood

    @property
    def right(self) -> bool:
        """Whether the likeliest intent is the right one."""
        return self.meant.intent == self.got.intent


def accuracy(pairs: Sequence[Pair]) -> float:
    """The share of sentences whose likeliest intent is the right one."""
    return sum(pair.right for pair in pairs) / len(pairs)


def macro_f1(pairs: Sequence[Pair]) -> float:
    """The mean F1 of the intents that are meant in some sentence."""
    of_intents = by_intent(pairs)
    return sum(one["f1"] for one in of_intents.values()) / len(of_intents)


def by_intent(pairs: Sequence[Pair]) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 and number of sentences of each intent that is meant."""
    meant = Counter(pair.meant.intent for pair in pairs)
    got = Counter(pair.got.intent for pair in pairs)
    right = Counter(pair.meant.intent for pair in pairs if pair.right)
    return {
        intent: _quality(right[intent], got[intent], count) | {"messages": count}
        for intent, count in sorted(meant.items())
    }


def by_register(pairs: Sequence[Pair]) -> dict[str, dict[str, float]]:
    """Accuracy, macro-F1 and number of sentences for each way of writing."""
    groups = _grouped(pairs, lambda pair: pair.meant.register)
    return {
        register: {"accuracy": accuracy(group), "macro_f1": macro_f1(group), "messages": len(group)}
        for register, group in sorted(groups.items())
        if register
    }


def confusions(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """Which intent was taken for which, and how often, commonest first."""
    counted = Counter((pair.meant.intent, pair.got.intent) for pair in pairs if not pair.right)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [{"intent": intent, "taken_for": other, "messages": count} for (intent, other), count in ordered]


def calibration_error(pairs: Sequence[Pair]) -> float:
    """Expected calibration error: how far confidence and accuracy lie apart, in ten equal bins of confidence."""
    bins = _grouped(pairs, lambda pair: min(int(pair.got.confidence * BINS), BINS - 1))
    apart = (abs(sum(p.got.confidence for p in group) - sum(p.right for p in group)) for group in bins.values())
    return sum(apart) / len(pairs)


def out_of_scope_auroc(pairs: Sequence[Pair], intents: int) -> float | None:
    """How often a foreign topic looks more foreign than a topic of ours; None without both. `intents`: known ones."""
    foreign = [_foreignness(pair.got, intents) for pair in pairs if pair.meant.intent == OUT_OF_SCOPE]
    own = [_foreignness(pair.got, intents) for pair in pairs if pair.meant.intent != OUT_OF_SCOPE]
    if not foreign or not own:
        return None
    ranks = _ranks([*foreign, *own])
    above = sum(ranks[: len(foreign)]) - len(foreign) * (len(foreign) + 1) / 2
    return above / (len(foreign) * len(own))


def entity_f1(pairs: Sequence[Pair], key: Callable[[Entity], Hashable]) -> dict[str, Any] | None:
    """F1 over all entities of sentences whose entities are known, and for each kind; None if there are none."""
    meant, got = Counter[Hashable](), Counter[Hashable]()
    for number, pair in enumerate(pairs):
        if pair.meant.entities is not None:
            meant.update((one.kind, number, key(one)) for one in pair.meant.entities)
            got.update((one.kind, number, key(one)) for one in pair.got.entities)
    if not meant:
        return None
    kinds = sorted({str(item[0]) for item in meant})  # type: ignore[index]
    return _overlap(meant, got) | {
        "by_entity": {kind: _overlap(_of_kind(meant, kind), _of_kind(got, kind)) for kind in kinds}
    }


def span(entity: Entity) -> Hashable:
    """The place of an entity."""
    return entity.start, entity.end


def value(entity: Entity) -> Hashable:
    """The value of an entity: numbers by size, words without accents and capitals."""
    if isinstance(entity.value, int | float):
        return float(entity.value)
    return fold(str(entity.value))


def dangers(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Emergencies and lives at risk: what rules and model catch, together and alone, and the false alarms."""
    at_risk = [pair for pair in pairs if pair.meant.intent in DANGERS]
    others = [pair for pair in pairs if pair.meant.intent not in DANGERS]
    return {"recall": _alarms(at_risk), "false_alarms": _alarms(others)}


def milliseconds(pairs: Sequence[Pair]) -> float:
    """The median time of a sentence."""
    return sorted(pair.got.milliseconds for pair in pairs)[len(pairs) // 2]


def interval(count: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson's)."""
    z, share = 1.96, count / of
    middle = share + z * z / (2 * of)
    around = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, (middle - around) / (1 + z * z / of)), min(1.0, (middle + around) / (1 + z * z / of))


def _alarms(pairs: Sequence[Pair]) -> dict[str, Any] | None:
    if not pairs:
        return None
    by_rules = [bool(pair.got.alarm) for pair in pairs]
    by_model = [bool(pair.got.danger) for pair in pairs]
    either = sum(rules or model for rules, model in zip(by_rules, by_model, strict=True))
    return {
        "share": either / len(pairs),
        "interval": interval(either, len(pairs)),
        "alarms": either,
        "messages": len(pairs),
        "by_rules": sum(by_rules),
        "by_rules_certain": sum(pair.got.alarm == "certain" for pair in pairs),
        "by_model": sum(by_model),
    }


def _foreignness(got: Understood, intents: int) -> float:
    """The probability of out_of_scope; where it is not listed, its part of what the listed ones leave."""
    listed = dict(got.ranking)
    left = max(0.0, 1 - sum(listed.values())) / max(1, intents - len(listed))
    return listed.get(OUT_OF_SCOPE, left)


def _ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, from 1; equal ones share theirs."""
    places = defaultdict(list)
    for rank, one in enumerate(sorted(values), 1):
        places[one].append(rank)
    return [sum(places[one]) / len(places[one]) for one in values]


def _quality(right: int, got: int, meant: int) -> dict[str, float]:
    precision, recall = right / got if got else 0.0, right / meant if meant else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def _overlap(meant: Counter[Hashable], got: Counter[Hashable]) -> dict[str, Any]:
    return _quality((meant & got).total(), got.total(), meant.total()) | {"entities": meant.total()}


def _of_kind(counted: Counter[Hashable], kind: str) -> Counter[Hashable]:
    return Counter({item: count for item, count in counted.items() if item[0] == kind})  # type: ignore[index]


def _grouped[K](pairs: Iterable[Pair], key: Callable[[Pair], K]) -> dict[K, list[Pair]]:
    groups: dict[K, list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[key(pair)].append(pair)
    return groups
