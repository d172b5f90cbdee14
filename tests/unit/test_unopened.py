"""A copy that a citizen cannot see."""

import pytest

from bot.messaging import phrases, unopened

TOLD = "Esta es la copia de su factura de septiembre de 2026, por $129.270."


@pytest.mark.parametrize(
    "text", ["no me abre", "no me llegó nada", "no lo puedo abrir", "no se ve", "sale borroso", "no la pude descargar"]
)
def test_it_is_sent_again_and_the_second_time_a_person_is_offered(text):
    again = unopened.read(text, "bill_copy", TOLD)
    assert again is not None and again.replies[0].text == phrases.SENT_AGAIN
    assert again.intent == '/bill_copy{"month": "2026-09"}'
    then = unopened.read(text, "bill_copy", f"{phrases.SENT_AGAIN}\n{TOLD}")
    assert then is not None and not then.intent
    assert [choice.payload for choice in then.replies[0].offered] == ["/bill_explain", "/human_handoff"]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("no me llegó la luz", "bill_copy"),
        ("gracias", "bill_copy"),
        ("no veo mi pago", "bill_copy"),
        ("no abre", "office_info"),
    ],
)
def test_what_says_something_else(text, about):
    assert unopened.read(text, about, TOLD) is None
