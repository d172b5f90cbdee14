"""What may be kept of a sentence."""

import pytest

from bot.learning.misunderstood import intent_of
from bot.learning.wording import LONGEST, says_something, tidy, without_marks


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("soy Marta Gómez y mi cuenta es 4100101", "soy «nombre» y mi cuenta es «cuenta»"),
        ("escriban a\nmarta.gomez@example.org", "escriban a «correo»"),
    ],
)
def test_personal_data_are_left_out(said, kept):
    assert tidy(said) == kept


def test_what_the_assistant_found_is_left_out_too():
    found = [{"entity": "account_number", "start": 10, "end": 14, "value": "XK90"}]
    assert tidy("mi luz es XK90", found) == "mi luz es «cuenta»"


def test_a_number_at_the_cut_does_not_escape():
    long = "palabra " * (LONGEST // 8) + "3001234567"
    assert not any(sign.isdigit() for sign in tidy(long))
    assert len(tidy(long)) <= LONGEST


@pytest.mark.parametrize("said", ["", "4821", "«cuenta»", "¿?", "👍", "x 3"])
def test_no_words_no_lesson(said):
    assert not says_something(said)


def test_words_beside_marks():
    assert says_something("«nombre» no entiende")
    assert without_marks("pagué «cuenta» ayer") == "pagué ayer"


@pytest.mark.parametrize("payload", ["/procedure_info", '/procedure_info{"procedure": "reconexion"}'])
def test_the_intent_of_a_choice(payload):
    assert intent_of(payload) == "procedure_info"
