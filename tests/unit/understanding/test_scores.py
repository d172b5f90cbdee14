"""The figures of an evaluation, on sentences that can be counted by hand."""

import pytest

from bot.understanding import scores
from bot.understanding.evaluate import report, table
from bot.understanding.examples import Entity, Example
from bot.understanding.scores import Pair, Understood


def pair(
    meant: str, got: str, confidence: float = 1.0, *, register: str = "", alarm: str = "", sure: bool = True
) -> Pair:
    danger = got if got in scores.DANGERS else ""
    return Pair(Example("…", meant, register), Understood(((got, confidence),), (), 1.0, sure, alarm, danger))


def marked(meant: tuple[Entity, ...] | None, *got: Entity) -> Pair:
    return Pair(Example("…", "inform", "", meant), Understood((("inform", 1.0),), got, 1.0))


def test_f1_is_a_mean_over_the_intents_that_are_meant():
    pairs = [pair("greet", "greet"), pair("greet", "thank"), pair("thank", "thank"), pair("thank", "deny")]

    assert scores.accuracy(pairs) == 0.5
    assert scores.by_intent(pairs)["greet"] == pytest.approx(
        {"precision": 1, "recall": 0.5, "f1": 2 / 3, "messages": 2}
    )
    assert scores.by_intent(pairs)["thank"] == pytest.approx(
        {"precision": 0.5, "recall": 0.5, "f1": 0.5, "messages": 2}
    )
    assert scores.macro_f1(pairs) == pytest.approx((2 / 3 + 0.5) / 2)


def test_confusions_come_with_the_commonest_first():
    pairs = [pair("greet", "thank"), pair("deny", "thank"), pair("deny", "thank"), pair("deny", "deny")]

    assert scores.confusions(pairs) == [
        {"intent": "deny", "taken_for": "thank", "messages": 2},
        {"intent": "greet", "taken_for": "thank", "messages": 1},
    ]


def test_registers_are_told_apart():
    pairs = [pair("greet", "greet", register="sms"), pair("deny", "greet", register="caps"), pair("deny", "deny")]

    assert {name: one["accuracy"] for name, one in scores.by_register(pairs).items()} == {"sms": 1, "caps": 0}


def test_confidence_is_compared_with_being_right():
    half_right = [pair("greet", "greet", 0.85), pair("deny", "greet", 0.85)]
    all_right = [pair("greet", "greet", 0.95), pair("greet", "greet", 1.0)]

    assert scores.calibration_error(half_right) == pytest.approx(0.35)
    assert scores.calibration_error(all_right) == pytest.approx(0.025)
    assert scores.calibration_error(half_right + all_right) == pytest.approx((0.35 + 0.025) / 2)


def test_out_of_scope_is_ranked_by_its_probability():
    pairs = [
        pair("out_of_scope", "out_of_scope", 0.9),
        pair("out_of_scope", "out_of_scope", 0.3),
        pair("greet", "out_of_scope", 0.6),
        pair("greet", "greet", 0.9),
    ]

    assert scores.out_of_scope_auroc(pairs, 3) == 0.75
    assert scores.out_of_scope_auroc(pairs[:2], 3) is None


def test_equal_probabilities_count_half():
    pairs = [pair("out_of_scope", "out_of_scope", 0.5), pair("greet", "out_of_scope", 0.5)]

    assert scores.out_of_scope_auroc(pairs, 3) == 0.5


def test_entities_count_by_place_and_by_value():
    meant = (Entity("amount", 0, 3, 85000), Entity("address", 5, 9, "Calle 5  #3"))
    got = (Entity("amount", 0, 4, 85000.0), Entity("address", 5, 9, "calle 5 #3"), Entity("date", 0, 3, "2026-01-01"))
    pairs = [marked(meant, *got), marked(None, *got)]

    span, value = scores.entity_f1(pairs, scores.span), scores.entity_f1(pairs, scores.value)
    assert span and value
    assert (span["precision"], span["recall"]) == (1 / 3, 1 / 2)
    assert (value["precision"], value["recall"], value["f1"]) == (2 / 3, 1, 0.8)
    assert value["by_entity"]["address"]["f1"] == 1
    assert scores.entity_f1(pairs[1:], scores.span) is None


def test_the_same_value_of_two_sentences_counts_twice():
    gas = Entity("service", 0, 3, "gas")

    one_missed = scores.entity_f1([marked((gas,), gas), marked((gas,))], scores.value)
    assert one_missed and one_missed["recall"] == 0.5


def test_an_alarm_of_rules_or_model_catches_a_danger():
    pairs = [
        pair("emergency", "outage_report", alarm="certain"),
        pair("self_harm", "emergency"),
        pair("emergency", "deny", alarm="asked"),
        pair("self_harm", "deny"),
        pair("greet", "greet", alarm="asked"),
        pair("greet", "greet"),
    ]

    found = scores.dangers(pairs)
    assert (found["recall"]["share"], found["recall"]["by_rules"], found["recall"]["by_model"]) == (0.75, 2, 1)
    assert (found["false_alarms"]["share"], found["false_alarms"]["by_rules_certain"]) == (0.5, 0)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"), [(300, 300, 0.9874, 1), (0, 3000, 0, 0.0013), (5, 10, 0.237, 0.763)]
)
def test_intervals_are_wilsons(count, of, low, high):
    assert scores.interval(count, of) == pytest.approx((low, high), abs=5e-4)


def test_all_figures_stand_in_report_and_table():
    pairs = [pair("out_of_scope", "greet", 0.4, register="sms", sure=False), pair("greet", "greet", register="sms")]
    figures = report([*pairs, marked((Entity("date", 0, 1, "x"),))], 39)

    assert figures["not_sure"] == {"messages": 1, "wrong": 1}
    assert figures["emergency_recall"] is None
    shown = table(figures | {"baseline": figures})
    assert "1 out_of_scope taken for greet" in shown
    assert "66.7 %    66.7 %" in shown
