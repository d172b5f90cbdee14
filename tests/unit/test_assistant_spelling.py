"""Misspelt words become what was meant, and known words stay."""

import pytest

from assistant.spelling import Speller
from assistant.text import folded_words, sound

TRAINED = {"recibo": 40, "recibe": 2, "factura": 30, "bloqueo": 3, "quiero": 50, "por": 90, "favor": 30, "luz": 60}
SPANISH = ["hola", "mesa", "masa", "reciba", "caza"]


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(TRAINED, SPANISH)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("fatura", "factura"),
        ("factuar", "factura"),
        ("resivo", "recibo"),
        ("vloqueo", "bloqueo"),
        ("kiero", "quiero"),
        ("recib", "recibo"),
        ("meso", "mesa"),
        ("porfavor", "por favor"),
    ],
)
def test_a_slip_becomes_what_was_meant(speller, written, meant):
    assert speller.mend(["la", written, "ya"]) == ["la", *meant.split(), "ya"]


@pytest.mark.parametrize("word", ["reciba", "caza", "lux", "xyzzy", "b2b4", "🔥🔥🔥🔥", ""])
def test_what_is_known_short_or_far_from_all_stays(speller, word):
    assert speller.mend([word]) == ([word] if word else [])


def test_the_commoner_of_two_is_meant(speller):
    assert speller.mend(["recibx"]) == ["recibo"]
    assert speller.mend(["mxsa"]) == ["mesa"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("vloqueo", "bloqueo"), ("kiero", "quiero"), ("aser", "hacer"), ("yamar", "llamar"), ("jente", "gente")],
)
def test_words_that_sound_the_same(one, other):
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("pecho", "peco"), ("gato", "jato"), ("año", "ano"), ("hola", "bola")])
def test_words_that_sound_otherwise(one, other):
    assert sound(one) != sound(other)


def test_a_message_is_read_into_words():
    assert folded_words("¡Kiero saber XQ!! 1.234 🔥 ¿sí?") == [
        "quiero",
        "saber",
        "por",
        "que",
        "1.234",
        "🔥",
        "¿",
        "si",
        "?",
    ]
