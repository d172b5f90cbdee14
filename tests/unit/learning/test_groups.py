"""Sentences that are reviewed together."""

import random

from bot.learning.groups import Group, grouped
from bot.learning.misunderstood import Misunderstood

WEAK_WATER = ["no me llega el agua con fuerza", "el agua llega sin fuerza", "AGUA ME LLEGA SIN FUERSA"]
FOOTBALL = ["quién ganó el partido", "quien gano el partido de ayer"]


def sentences(*texts: str, guess: str = "outage_report", picked: str | None = None) -> list[Misunderstood]:
    return [
        Misunderstood(id=number, text=text, guesses=[[guess, 0.3]], picked=picked) for number, text in enumerate(texts)
    ]


def texts(groups: list[Group]) -> list[set[str]]:
    return [{sentence.text for sentence in group.sentences} for group in groups]


def test_near_texts_are_one_group_and_the_largest_comes_first():
    assert texts(grouped(sentences(*FOOTBALL, *WEAK_WATER))) == [set(WEAK_WATER), set(FOOTBALL)]


def test_the_order_of_arrival_decides_nothing():
    found = sentences(*FOOTBALL, *WEAK_WATER, "me cobraron doble")
    mixed = random.Random(1).sample(found, len(found))
    assert texts(grouped(mixed)) == texts(grouped(found))


def test_the_same_guess_brings_sentences_together_that_are_only_somewhat_alike():
    def count(first: str, second: str) -> int:
        pair = sentences("me mandan el duplicado", "duplicado recibo x favor")
        pair[0].guesses, pair[1].guesses = [[first, 0.4]], [[second, 0.4]]
        return len(grouped(pair))

    assert (count("bill_copy", "bill_copy"), count("bill_copy", "bill_amount")) == (1, 2)


def test_marks_of_personal_data_make_nothing_alike():
    assert len(grouped(sentences("«nombre» «cuenta» no funciona", "«nombre» «cuenta» gracias señorita"))) == 2


def test_what_most_citizens_chose_is_proposed_but_not_a_person():
    found = sentences("a", "b", "c", "d", picked="human_handoff")
    group = Group(found)
    assert (group.proposal, group.picks) == (None, 0)
    found[0].picked = found[1].picked = "bill_copy"
    found[2].picked = "bill_amount"
    assert (group.proposal, group.picks) == ("bill_copy", 2)
