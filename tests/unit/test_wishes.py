"""How a message with two wishes is cut, and what stays one."""

import pytest

from bot.messaging import wishes


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("¿cuánto debo?", ["¿cuánto debo?"]),
        ("¿Cuánto debo? ¿Y dónde puedo pagar?", ["¿Cuánto debo?", "¿Y dónde puedo pagar?"]),
        ("cuánto debo y además qué horario tienen", ["cuánto debo", "y además qué horario tienen"]),
        ("cuanto debo, tambien quiero saber donde pago", ["cuanto debo", "tambien quiero saber donde pago"]),
        ("cuanto debo y a q hora abren", ["cuanto debo", "y a q hora abren"]),
        ("no sé cuánto es y cuándo vence", ["no sé cuánto es", "y cuándo vence"]),
        ("ya pagué y me cortaron la luz", ["ya pagué y me cortaron la luz"]),
        ("son $120.500 de la cuenta 4100101", ["son $120.500 de la cuenta 4100101"]),
        ("Hola! 👋 \n quiero un paz y salvo", ["Hola!", "quiero un paz y salvo"]),
        ("a. b. c. d. e. f. g.", ["a. b. c. d. e. f. g."]),
        ("ah y gracias, ya pagué ayer", ["ah y gracias", "ya pagué ayer"]),
        ("todavía lo puedo pagar y dónde?", ["todavía lo puedo pagar y dónde?"]),
        ("no hay luz, desde ayer", ["no hay luz, desde ayer"]),
        ("1. cuánto debo 2. dónde pago", ["cuánto debo", "dónde pago"]),
        ("vivo en la calle 5. no tengo luz", ["vivo en la calle 5.", "no tengo luz"]),
    ],
)
def test_parts(text: str, parts: list[str]) -> None:
    assert wishes.split(text) == parts


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["¡Muchas gracias!", "¿Y cómo pago?"], ["¿Y cómo pago?"]),
        (["Buenos días", "cuánto debo", "Gracias."], ["cuánto debo"]),
        (["Gracias por nada", "no sirven"], ["Gracias por nada", "no sirven"]),
        (["Hola", "gracias"], ["Hola", "gracias"]),
        (["¿Cuánto debo del agua?", "¿Y por la luz?"], ["¿Cuánto debo del agua?", "¿Y por la luz?"]),
    ],
)
def test_greetings_and_thanks_are_no_part_of_a_wish(parts: list[str], expected: list[str]) -> None:
    assert wishes.told(parts) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "necesito el duplicado, saber hasta cuándo puedo pagar",
            ["necesito el duplicado", "saber hasta cuándo puedo pagar"],
        ),
        ("quiero pagar en cuotas y que me manden el recibo", ["quiero pagar en cuotas", "y que me manden el recibo"]),
        ("pagué dos veces, qué papeles llevo", ["pagué dos veces, qué papeles llevo"]),
        ("quiero poner una queja, por qué pasa eso", ["quiero poner una queja, por qué pasa eso"]),
        ("quiero luz y agua", ["quiero luz y agua"]),
        (
            "tres cosas: cuánto debo, dónde pago y si mañana hay corte",
            ["tres cosas: cuánto debo", "dónde pago", "y si mañana hay corte"],
        ),
        ("cuánto debo y si no pago", ["cuánto debo y si no pago"]),
    ],
)
def test_clauses_that_ask(sentence: str, expected: list[str]) -> None:
    assert wishes.clauses(sentence) == expected


def test_who_is_wished_for_twice_is_called_once() -> None:
    parts = ["Quiero un asesor.", "No hay luz.", "Páseme a alguien.", "Es el colmo."]
    intents = ["human_handoff", "outage_report", "human_handoff", ""]
    assert wishes.person_apart(parts, intents) == (parts[:1], [parts[1], parts[3]], ["outage_report", ""])
    assert wishes.person_apart(parts[1:2], intents[1:2]) == ([], parts[1:2], intents[1:2])


@pytest.mark.parametrize(
    ("families", "expected"),
    [
        ([None, "bill"], ["a b"]),
        (["bill", None], ["a b"]),
        (["bill", "bill"], ["a b"]),
        (["bill", "office"], ["a", "b"]),
        (["outage", "complaint"], ["a b"]),
        (["complaint", "outage"], ["a", "b"]),
        (["bill", None, "office"], ["a b", "c"]),
        ([None, None, None], ["a b c"]),
        (["bill", "office", "bill"], ["a", "b", "c"]),
        (["procedure pasaporte", "procedure"], ["a b"]),
        (["procedure pasaporte", "procedure paz_y_salvo"], ["a", "b"]),
        (["procedure pasaporte", "procedures"], ["a", "b"]),
    ],
)
def test_wishes(families: list[str | None], expected: list[str]) -> None:
    assert wishes.group(list("abc")[: len(families)], families) == expected
