"""Yes and no, as people say them."""

import pytest

from bot.messaging.message import Message
from bot.messaging.yes_no import read
from bot.messaging.yes_no_question import YesNoQuestion

YES = """sí|si|Sí.|SI|siii|sip|sep|sí señor|sí, gracias|si muchas gracias|claro|claro que sí|por supuesto
correcto|así es|1|1.|uno|opción 1|la 1|ok|okey|vale|listo|dale|de una|hágale|perfecto|bueno|ya quedó
ya quedo listo|ya se resolvió|se resolvió|sí se resolvió|sí, ya quedó|ya me lo solucionaron
ya está resuelto|solucionado|todo bien|ya llegó la luz|ya volvió el agua|sí ya llegó la luz|ya|👍|👍🏽
✅|si 👍|ajá|buenas tardes, sí|sí sí|quedó muy bien|ya funciona|si dios le pague"""
NO = """no|No.|NO|nooo|nop|nope|nel|no señora|no, gracias|todavía no|aún no|no todavía|no, todavía no
para nada|2|dos|la 2|sigue igual|no, sigue igual|sigo igual|no se resolvió|no se ha resuelto
no me han resuelto|no me resolvieron nada|no han hecho nada|nada|nada de nada|no no|no quedó bien
sin resolver|sigue el problema|👎|❌|negativo|no lo arreglaron|buenas, no|no está resuelto
todavía no se ha solucionado|peor|no me solucionaron|estamos igual|no, nada"""
NEITHER = """no tengo luz|no hay agua|no puedo pagar|no me ha llegado el recibo|no sé
sí, pero quiero hablar con un asesor|si quiero pagar|cuánto debo|hola|gracias|muchas gracias
buenas tardes|🙏|no entiendo|no quiero pagar eso|3|12|1234567|sí o no|sí pero no|no huele a gas
dónde pago|ya pagué|ya me cortaron|quiero un acuerdo|una pregunta||...|no recogen la basura
necesito la factura|1500|la luz|no me cobren eso|si no pago me cortan|listo para pagar|ya casi
bueno y el recibo"""


def sentences(table: str) -> list[str]:
    return [said for line in table.splitlines() for said in line.split("|")]


@pytest.mark.parametrize("said", sentences(YES))
def test_yes(said):
    assert read(said) is True


@pytest.mark.parametrize("said", sentences(NO))
def test_no(said):
    assert read(said) is False


@pytest.mark.parametrize("said", sentences(NEITHER))
def test_something_else(said):
    assert read(said) is None


def test_a_long_text_is_read_quickly_and_is_neither():
    assert read("no " * 3000 + "tengo luz") is None


@pytest.mark.parametrize(
    ("title", "payload", "said"),
    [("Sí", "gone:yes", True), ("No", "gone:no", False), ("Sí", "solved:yes", None), ("sí", None, True)],
)
def test_the_button_of_another_question_answers_nothing(title, payload, said):
    assert YesNoQuestion("gone").said(Message(body=title), payload) is said
