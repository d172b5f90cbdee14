"""What takes back the thing just done."""

import pytest

from bot.messaging import taking_back


@pytest.mark.parametrize(
    "text",
    [
        "no espere, sí quiero",
        "no mentira, si quiero",
        "ay no, sí los quiero",
        "no, mejor no la retire",
        "me arrepentí",
        "no, me arrepentí",
        "bueno sí, sigamos",
        "pensándolo bien sí",
        "no la retire",
        "no cancele",
    ],
)
def test_it_is_wanted_after_all(text):
    assert taking_back.wants_again(text)


@pytest.mark.parametrize("text", ["sí, no quiero mensajes", "no, si ya no quiero", "sí, que no me manden más"])
def test_who_says_once_more_that_it_is_not_wanted_does_not_get_it_again(text):
    assert not taking_back.wants_again(text)


@pytest.mark.parametrize(
    "text", ["mejor no me avise", "no, mejor no", "olvídelo", "ya no lo necesito", "cancele eso", "no mejor retírela"]
)
def test_it_is_not_wanted_after_all(text):
    assert taking_back.wants_no_more(text) and not taking_back.wants_again(text)


@pytest.mark.parametrize(
    "text",
    [
        "ya envié",
        "ya avisé",
        "mejor escriba",
        "ya cancelé",
        "no",
        "sí",
        "sí quiero",
        "gracias",
        "no gracias",
        "nada",
        "no quiero nada más",
        "déjelo así",
        "no, cuánto debo",
    ],
)
def test_what_takes_nothing_back(text):
    assert not taking_back.wants_again(text) and not taking_back.wants_no_more(text)
