"""A choice by its number or its words, as people write them."""

import pytest

from bot.messaging.choosing import meant, number_in
from bot.messaging.content import Choice

MENU = [
    "Mi factura",
    "Reportar una falla",
    "Trámites",
    "Oficinas y horarios",
    "Presentar un reclamo",
    "Hablar con una persona",
]


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("2", 2),
        ("la 2", 2),
        ("opcion 2", 2),
        ("el numero 2", 2),
        ("2 por favor", 2),
        ("dos", 2),
        ("la dos", 2),
        ("la segunda", 2),
        ("la segunda opcion", 2),
        ("segundo", 2),
        ("2da", 2),
        ("1era", 1),
        ("primera", 1),
        ("el primero", 1),
        ("quiero la tercera", 3),
        ("decima", 10),
        ("trece", 13),
        ("la ultima", 6),
        ("opcion una", 1),
        ("0", None),
        ("una", None),
        ("123", None),
        ("dos facturas", None),
        ("2 meses", None),
        ("la luz", None),
        ("", None),
    ],
)
def test_numbers(said: str, number: int | None) -> None:
    assert number_in(said, 6) == number


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Mi factura", "Mi factura"),
        ("MI FACTURA!!", "Mi factura"),
        ("la factura por favor", "Mi factura"),
        ("fatura", "Mi factura"),
        ("tramites", "Trámites"),
        ("tramitez", "Trámites"),
        ("quiero ver los trámites", "Trámites"),
        ("orarios", "Oficinas y horarios"),
        ("presentar reclamo", "Presentar un reclamo"),
        ("persona", "Hablar con una persona"),
        ("ablar con una persona", "Hablar con una persona"),
        ("3️⃣", "Trámites"),
        ("3.", "Trámites"),
        ("La tercera, gracias", "Trámites"),
        ("mi factura llegó carísima", None),
        ("me cobraron dos veces", None),
        ("7", None),
        ("gracias", None),
        ("una", None),
        ("👍", None),
    ],
)
def test_words(text: str, title: str | None) -> None:
    found = meant(text, choices(*MENU), numbered=len(MENU))
    assert (MENU[found] if found is not None else None) == title


def test_words_that_fit_two_mean_neither() -> None:
    yes_no = choices("Sí, acepto", "No acepto")
    assert meant("acepto", yes_no, numbered=2) is None
    assert meant("sí", yes_no, numbered=2) == 0
    assert meant("pedir cita", choices("Pedir cita", "Cómo llegar", "Pedir cita"), numbered=3) is None


def test_the_same_choice_offered_twice_is_one() -> None:
    twice = [Choice(title="Reportar una falla", payload="/outage_report")] * 2
    assert meant("reportar", twice, numbered=1) == 1


def test_a_number_picks_from_the_latest_message_and_words_from_all() -> None:
    offered = choices("Reportar una falla", "Mi factura", "Trámites")
    assert meant("1", offered, numbered=2) == 1
    assert meant("reportar", offered, numbered=2) == 0


def test_a_title_that_is_a_number_comes_before_the_number() -> None:
    instalments = choices("3", "6", "12")
    assert meant("3", instalments, numbered=3) == 0
    assert meant("12", instalments, numbered=3) == 2


def choices(*titles: str) -> list[Choice]:
    return [Choice(title=title, payload=str(number)) for number, title in enumerate(titles)]
