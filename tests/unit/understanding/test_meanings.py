"""What is offered when the assistant is not sure."""

import pytest

from actions.meanings import TITLES, likely_meanings
from bot.understanding.intents import known_intents


def ranked(*chances: tuple[str, float]) -> list[dict[str, object]]:
    return [{"name": name, "confidence": chance} for name, chance in chances]


def test_the_likeliest_are_offered_and_guesses_are_not():
    ranking = ranked(("nlu_fallback", 0.45), ("bill_copy", 0.4), ("inform", 0.2), ("bill_amount", 0.2), ("rating", 0.1),
                     ("office_info", 0.02))  # fmt: skip

    assert likely_meanings(ranking) == [("Copia de la factura", "/bill_copy"), ("Cuánto debo", "/bill_amount")]


def test_at_most_three():
    assert len(likely_meanings(ranked(*((intent, 0.2) for intent in list(TITLES)[:5])))) == 3


def test_every_meaning_is_an_intent():
    assert set(TITLES) <= known_intents()


@pytest.mark.parametrize("title", TITLES.values())
def test_titles_fit_on_a_button(title):
    # WhatsApp cuts a reply button's title at 20 characters.
    assert len(title) <= 20
