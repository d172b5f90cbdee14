"""What changes between two models."""

from bot.learning.comparison import answer, changes
from bot.understanding.examples import Example
from bot.understanding.scores import Understood


def got(intent: str, *, sure: bool = True) -> Understood:
    return Understood(ranking=((intent, 0.6),), entities=(), milliseconds=1, sure=sure)


def test_what_is_asked_about_has_no_answer():
    assert (answer(got("bill_copy")), answer(got("bill_copy", sure=False))) == ("bill_copy", "")


def test_what_gets_worse_comes_first_and_what_stays_is_left_out():
    asked = [Example("a", "bill_copy"), Example("b", ""), Example("c", "bill_amount"), Example("d", "bill_copy")]
    before = [got("bill_copy", sure=False), got("rating"), got("bill_amount"), got("bill_copy")]
    after = [got("bill_copy"), got("greet"), got("rating"), got("bill_copy")]
    found = changes(asked, before, after)
    assert [(one.text, one.before, one.after) for one in found] == [
        ("c", "bill_amount", "rating"),
        ("a", "", "bill_copy"),
        ("b", "rating", "greet"),
    ]
