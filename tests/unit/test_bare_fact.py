"""What is wholly a fact that a form asks for, and what may tell of a danger besides."""

import pytest

from bot import emergency
from bot.messaging import bare_fact


@pytest.mark.parametrize(
    "text",
    [
        "quedo atento",
        "fue hoy",
        "el martes",
        "120 mil",
        "ayer pagué 85.000",
        "el 15 de noviembre",
        "4100237",
        "de octubre",
        "en el barrio La Macarena",
        "En El Mirador",
        "no, hoy en la mañana",
        "no perdón, ayer por la tarde",
    ],
)
def test_a_fact_and_nothing_else(text):
    assert bare_fact.is_all(text) and emergency.detect(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "huele a gas", "gas", "gas 123456", "gas-123", "hoy se quema", "fue ayer, hay chispas", "el martes se cayó",
        "me muero hoy", "hoy es el día", "hoy fue mi último día", "quedo muerto", "auxilio", "¡hoy!", "hoy?", "",
        "calle 5 # 10-20", "en el barrio la explosión", "120 mil voltios", "15 heridos", "el 15 hubo un incendio",
    ],
)  # fmt: skip
def test_any_other_word_may_tell_of_a_danger(text):
    assert not bare_fact.is_all(text)
