"""Emergencies told by rules: what is said at once, what is asked about, what is nothing."""

import time
from pathlib import Path

import pytest
import yaml

from bot.emergency import Emergency, detect, script
from bot.entity import EMERGENCY_KINDS, entity

HERE = Path(__file__).parent


def table(name: str):
    return yaml.safe_load((HERE / f"{name}.yml").read_text(encoding="utf-8"))


CERTAIN = [(kind, words) for kind, said in table("certain").items() for words in said]
ASKED = [(kind, words) for kind, said in table("asked").items() for words in said]
ORDINARY = table("ordinary")
# 10,000 characters each, of a kind that could make a search slow.
LONG = {
    "everyday": "Buenas tardes, quisiera saber por qué la factura llegó tan cara si en la casa no hay nadie. ",
    "one word": "huele ",
    "every danger": "huele cable caido gas chispa agua corriente poste fuga no me quiero vivir sin luz ",
    "denials": "ya no piso poste cable luz caido ",
    "short sentences": "no hay cable caido ayer. a. ",
    "one letter": "a",
    "dots": ".",
    "accents": "á",
    "spaces": " \n\t",
}


@pytest.mark.parametrize(("kind", "words"), CERTAIN)
def test_said_at_once(kind, words):
    assert detect(words) == Emergency(kind)


@pytest.mark.parametrize(("kind", "words"), ASKED)
def test_lowered_to_a_question_but_not_ignored(kind, words):
    assert detect(words) == Emergency(kind, certain=False)


@pytest.mark.parametrize("words", ORDINARY)
def test_no_alarm(words):
    assert detect(words) is None


def test_the_tables_are_large_enough_and_cover_every_kind():
    assert len(CERTAIN) >= 120 and len(ORDINARY) >= 120
    assert {kind for kind, _ in CERTAIN} == {kind for kind, _ in ASKED} == set(EMERGENCY_KINDS) - {"other"}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("I smell gas in my kitchen", "gas"),
        ("there is a gas leak, please help", "gas"),
        ("tem cheiro de gás na cozinha", "gas"),
        ("the pole is on fire", "shock"),
        ("a power line fell on the street", "cable"),
        ("my house is flooded", "flood"),
        ("I want to die", "self_harm"),
    ],
)
def test_a_danger_in_another_language(words, kind):
    assert detect(words) == Emergency(kind)


@pytest.mark.parametrize("words", ["huele a gas", "cable caído", "me quiero morir"])
def test_found_anywhere_in_a_long_text(words):
    padding = LONG["everyday"] * 50
    assert detect(f"{padding}{words}. {padding}") == detect(words)
    assert detect(f"{padding.replace('.', ' ')}{words} {padding.replace('.', ' ')}") is not None


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_ten_times_the_text_takes_ten_times_as_long(text):
    short, long = (min(seconds((text * length)[:length]) for _ in range(10)) for length in (2_000, 20_000))
    assert long < 30 * short  # and not a hundred times


def seconds(text: str) -> float:
    start = time.thread_time()
    detect(text)
    return time.thread_time() - start


def test_the_most_urgent_danger_is_answered():
    assert detect("hay un cable caído y huele a gas") == Emergency("gas")
    assert detect("ya no huele a gas. ahora se inundó la casa") == Emergency("flood")


@pytest.mark.parametrize("kind", EMERGENCY_KINDS)
def test_every_kind_has_its_words(kind):
    assert script(kind) == Emergency(kind).script() == entity().emergency_text(kind)
    assert script(kind, sms=True) == entity().emergency_text(kind, form="sms")
    assert Emergency(kind, certain=False).script() == entity().emergency_text(kind, form="ask")
