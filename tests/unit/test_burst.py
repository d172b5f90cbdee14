"""What waits for more, what goes on, and which messages are read as one."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.messaging import burst
from bot.messaging.message import Message

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def line(*texts: str) -> list[Message]:
    """Unhandled messages, a second apart."""
    return [
        Message(id=number, seq=number, kind="text", body=text, intent="", created_at=NOON + timedelta(seconds=number))
        for number, text in enumerate(texts, start=1)
    ]


def groups(*texts: str) -> list[str]:
    """What is read as one, in order."""
    left, found = line(*texts), []
    while left:
        group = burst.together(left)
        found.append(burst.text_of(group))
        left = left[len(group) :]
    return found


@pytest.mark.parametrize(
    "text",
    [
        "hola",
        "Holaaa",
        "buenas tardes",
        "Hola, muy buenos días señorita",
        "disculpe",
        "una pregunta",
        "Buenas, una consulta",
        "le cuento que",
        "es que",
        "tengo un problema",
        "quisiera saber",
        "hola!",
        "mi cuenta es",
        "no hay luz en",
        "el número de contrato es:",
        "vivo en la calle 10,",
    ],
)
def test_more_is_to_come(text: str) -> None:
    assert burst.is_fragment(text)


@pytest.mark.parametrize(
    "text",
    [
        "no hay luz",
        "hola, ¿cuánto debo?",
        "sí",
        "no",
        "ya",
        "4100101",
        "gracias",
        "quiero poner una queja",
        "necesito ayuda con mi factura",
        "¿y entonces?",
        "buenos días, se fue el agua en el barrio Centro",
        "me pueden ayudar con el recibo",
        "👍",
        "",
    ],
)
def test_a_whole_request_is_answered_at_once(text: str) -> None:
    assert not burst.is_fragment(text)


def test_a_sentence_in_pieces_is_read_as_one() -> None:
    assert groups("hola", "una pregunta", "es que", "no hay luz", "desde ayer") == [
        "hola una pregunta es que no hay luz desde ayer"
    ]
    assert groups("mi cuenta es", "4100101") == ["mi cuenta es 4100101"]


def test_what_was_written_before_our_question_is_read_at_one_go() -> None:
    crossed = line("toda la cuadra", "no hay nada de luz", "y tengo un bebé", "vivo solo", "gracias")
    assert burst.together(crossed, asked=4) == crossed[:3]
    assert burst.text_of(crossed[:3]) == "toda la cuadra. no hay nada de luz. y tengo un bebé"
    for alone in ("4100237", "gracias", "sí", "mi cédula es 1020304050"):
        both = line(alone, "no hay nada de luz")
        assert burst.together(both, asked=9) == both[:1]


@pytest.mark.parametrize(
    "request_",
    [
        "quiero una cita para mañana",
        "¿a qué hora cierran?",
        "¿dónde queda la oficina?",
        "cuánto debo",
        "necesito una copia del recibo",
        "me pueden mandar el recibo",
        "páseme con un asesor",
        "ya no me manden mensajes",
        "sigamos por WhatsApp",
        "ya no, olvídelo",
    ],
)
def test_a_request_that_crossed_with_our_question_is_one_of_its_own(request_: str) -> None:
    for both in (line("no hay luz en mi casa", request_), line(request_, "no hay luz en mi casa")):
        assert burst.together(both, asked=9) == both[:1]


def test_what_is_only_told_around_a_danger_is_read_with_it() -> None:
    crossed = line("el tubo amarillo está silbando", "vivo con mi mamá", "quiero una cita para mañana")
    assert burst.together(crossed, asked=9) == crossed[:2]


def test_two_requests_stay_two() -> None:
    assert groups("¿qué horario tienen?", "¿cuánto debo?") == ["¿qué horario tienen?", "¿cuánto debo?"]
    assert groups("hola", "¿cuánto debo?", "¿dónde pago?") == ["hola ¿cuánto debo?", "¿dónde pago?"]
    assert groups("no hay agua", "en qué horario atienden") == ["no hay agua", "en qué horario atienden"]


def test_what_was_begun_is_repeated_as_it_was() -> None:
    begun = line("hola", "no hay luz", "desde ayer")
    begun[0].joined_to, begun[1].session = 2, 1

    assert burst.together(begun) == begun[:2]
    assert burst.together(begun[1:]) == begun[1:2]


def test_a_second_fact_is_never_joined() -> None:
    messages = line("mi cédula termina en", "••••")
    messages[1].secret = "6312"

    assert burst.together(messages) == messages[:1]


def test_waiting_ends() -> None:
    patience = timedelta(seconds=2)
    hello = line("hola")

    assert burst.waits(hello, hello[0].created_at + timedelta(seconds=0.5), patience) == timedelta(seconds=1.5)
    assert burst.waits(hello, hello[0].created_at + patience, patience) is None
    assert burst.waits(line("no hay luz"), NOON, patience) is None


def test_only_the_request_is_passed_on() -> None:
    pieces = line("buenas", "una pregunta", "es que quería saber", "en qué horario atienden")

    assert burst.request_of(pieces) == "en qué horario atienden"
    assert burst.request_of(pieces[:2]) == "buenas una pregunta"
    assert burst.request_of(line("no hay luz", "desde ayer")) == "no hay luz desde ayer"
