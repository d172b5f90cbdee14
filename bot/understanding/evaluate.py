"""An evaluation: sentences in, figures out, as a dictionary for JSON and as a table for people."""

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot.start.model import ensure_model
from bot.understanding import scores
from bot.understanding.examples import Example, read
from bot.understanding.intents import known_intents
from bot.understanding.model import understand
from bot.understanding.scores import Pair
from bot.understanding.stock import stock_model

CONFUSIONS_SHOWN = 15
Say = Callable[[str], None]


async def evaluate(
    file: Path, today: date | None, *, baseline: bool, epochs: int | None = None, say: Say
) -> dict[str, Any]:
    """Figures of the present model on a file's sentences, trained first if needed; with `baseline` stock Rasa's too.

    `epochs` are those of stock Rasa's classifier, its own hundred unless given. ExamplesError for a bad file,
    StartError if a model cannot be trained or asked.
    """
    intents = known_intents()
    examples = read(file, intents)
    model = await ensure_model(say)
    figures = report(await _pairs(model, examples, today, say), len(intents)) | {"model": model.name, "file": file.name}
    if baseline:
        stock = await stock_model(say, epochs)
        pairs = await _pairs(stock, examples, today, say, stock=True)
        figures["baseline"] = report(pairs, len(intents)) | {"model": stock.name}
    return figures


async def _pairs(
    model: Path, examples: Sequence[Example], today: date | None, say: Say, *, stock: bool = False
) -> list[Pair]:
    say(f"Asking {model.name} for {len(examples)} messages.")

    def done(count: int) -> None:
        if count % 500 == 0:
            say(f"  {count} of {len(examples)}")

    return await understand(model, examples, today, stock=stock, done=done)


def report(pairs: Sequence[Pair], intents: int) -> dict[str, Any]:
    """All figures; `intents` is how many the assistant knows."""
    spans, values = scores.entity_f1(pairs, scores.span), scores.entity_f1(pairs, scores.value)
    alarms = scores.dangers(pairs)
    unsure = [pair for pair in pairs if not pair.got.sure]
    return {
        "messages": len(pairs),
        "accuracy": scores.accuracy(pairs),
        "macro_f1": scores.macro_f1(pairs),
        "ece": scores.calibration_error(pairs),
        "out_of_scope_auroc": scores.out_of_scope_auroc(pairs, intents),
        "not_sure": {"messages": len(unsure), "wrong": sum(not pair.right for pair in unsure)},
        "entity_span_f1": spans and spans["f1"],
        "entity_value_f1": values and values["f1"],
        "emergency_recall": alarms["recall"] and alarms["recall"]["share"],
        "emergency_false_alarms": alarms["false_alarms"] and alarms["false_alarms"]["share"],
        "ms_per_message_p50": scores.milliseconds(pairs),
        "by_register": scores.by_register(pairs),
        "by_intent": scores.by_intent(pairs),
        "confusions": scores.confusions(pairs),
        "entities": {"span": spans, "value": values},
        "emergencies": alarms,
    }


def table(figures: dict[str, Any]) -> str:
    """The figures for people, the baseline's beside them."""
    columns = [figures] + ([figures["baseline"]] if "baseline" in figures else [])
    return "\n".join([*_summary(columns), "", *_groups(columns, "by_register"), "", *_groups(columns, "by_intent"),
                      "", *_confusions(figures), "", *_entities(figures), "", *_alarms(figures)])  # fmt: skip


def _summary(columns: list[dict[str, Any]]) -> Iterator[str]:
    yield f"{columns[0]['messages']} messages" + "".join(f"{name:>12}" for name in ("ours", "stock")[: len(columns)])
    for name in ("accuracy", "macro_f1", "ece", "out_of_scope_auroc", "entity_span_f1", "entity_value_f1",
                 "emergency_recall", "emergency_false_alarms"):  # fmt: skip
        yield f"{name:24}" + "".join(f"{_percent(column[name]):>10}" for column in columns)
    yield f"{'ms_per_message_p50':24}" + "".join(f"{column['ms_per_message_p50']:>10.1f}" for column in columns)
    unsure = [column["not_sure"] for column in columns]
    yield f"{'not sure (of these wrong)':24}" + "".join(
        f"{f'{one["messages"]} ({one["wrong"]})':>10}" for one in unsure
    )


def _groups(columns: list[dict[str, Any]], name: str) -> Iterator[str]:
    figure = "f1" if name == "by_intent" else "accuracy"
    if columns[0][name]:
        yield f"{name} ({figure})"
    for group, ours in columns[0][name].items():
        parts = (f"{_percent(column[name][group][figure]):>10}" for column in columns)
        yield f"  {group:22}{''.join(parts)}   of {ours['messages']}"


def _confusions(figures: dict[str, Any]) -> Iterator[str]:
    for one in figures["confusions"][:CONFUSIONS_SHOWN]:
        yield f"  {one['messages']:4} {one['intent']} taken for {one['taken_for']}"


def _entities(figures: dict[str, Any]) -> Iterator[str]:
    spans, values = figures["entities"]["span"], figures["entities"]["value"]
    if spans and values:
        yield f"{'entities (f1)':24}{'span':>10}{'value':>10}"
        for kind, one in spans["by_entity"].items():
            both = _percent(one["f1"]), _percent(values["by_entity"][kind]["f1"])
            yield f"  {kind:22}{both[0]:>10}{both[1]:>10}   of {one['entities']}"


def _alarms(figures: dict[str, Any]) -> Iterator[str]:
    for name, one in figures["emergencies"].items():
        if one:
            low, high = one["interval"]
            yield (
                f"emergencies, {name.replace('_', ' ')}: {one['alarms']} of {one['messages']}"
                f" ({_percent(low)} to {_percent(high)}); rules alone {one['by_rules']}"
                f" ({one['by_rules_certain']} certain), model alone {one['by_model']}"
            )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def progress(words: str) -> None:
    """Say something that is no result."""
    print(words, file=sys.stderr, flush=True)
