"""The service is back, as citizens say it; and what only sounds so."""

import pytest

from bot.outages.restored import Back, read

LIGHT, WATER = frozenset({"energia"}), frozenset({"agua"})


@pytest.mark.parametrize(
    ("said", "services"),
    [
        ("ya volvió", frozenset()),
        ("No, ya volvió", frozenset()),
        ("ya llegó la luz", LIGHT),
        ("ya tenemos agua, gracias", WATER),
        ("ah ya volvio el servicio señorita", frozenset()),
        ("la luz ya llegó hace rato, muchas gracias", LIGHT),
        ("volvió la luz", LIGHT),
        ("le aviso que ya regresó la energía", LIGHT),
        ("gracias a Dios ya hay luz otra vez", LIGHT),
        ("ya tengo luz y agua", LIGHT | WATER),
        ("ya me conectaron el gas", frozenset({"gas"})),
        ("Ya volvio la luz, muchas grasias", LIGHT),
        ("lla bolbio la lus", LIGHT),
        ("ya yegó el agua señorita", WATER),
    ],
)
def test_the_service_is_back(said, services):
    assert read(said) == Back(services)


@pytest.mark.parametrize(
    "said",
    [
        "ya volvió la luz pero no el agua",
        "ya llego la luz, pero todavia no hay agua",
        "volvió la luz pero falta el agua",
    ],
)
def test_what_is_still_missing(said):
    assert read(said) == Back(LIGHT, missing=WATER)


@pytest.mark.parametrize(
    "said",
    [
        "¿ya volvió la luz?",
        "ya llegó la luz?",
        "no llegó la luz",
        "no, no volvió la luz",
        "ya no llegó el agua",
        "todavía no llega",
        "hay luz",
        "llegó",
        "ya",
        "ya volvió a irse",
        "ya volvió la luz pero huele a gas",
        "ya llegó el recibo",
        "ya vino el técnico",
        "ya pagué",
        "ya tengo cita",
    ],
)
def test_what_says_something_else(said):
    assert read(said) is None
