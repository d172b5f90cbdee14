"""A copy of a bill that a citizen cannot open, or says has not come."""

import json
import re

from bot.messaging import other_month, phrases
from bot.messaging.answer import Answer
from bot.messaging.content import Choice, Reply
from bot.messaging.person import PERSON
from bot.words import plain

COPY = "bill_copy"
_DETAIL = Choice(title="Ver detalle", payload="/bill_explain")
_NOT_THERE = re.compile(
    r"\bno (me |se |lo |la |puedo |pude |deja |quiere |ha |logro )*"
    r"(abre|abrio|abrir(lo|la)?|carga|cargo|cargar(lo|la)?|descarga|descargo|descargar(lo|la)?|baja|bajo|bajar(lo|la)?|"
    r"llego|llega|llegado|ve|veo|ver(lo|la)?|lee|leo|leer(lo|la)?|aparece)\b|"
    r"\b(borros[oa]|ilegible|en blanco|dañad[oa]|sigue (sin abrir|igual))\b"
)
# What else may not come, or not be seen.
_OTHER = re.compile(r"\b(luz|agua|gas|energia|servicio|pago|medidor|cobro|consumo|tecnico|nadie)\b")


def read(text: str, about: str, told: str) -> Answer | None:
    """The same copy again where a text says that the one just sent (`told`) is not to be seen; the second time its
    content in words, or a person. None where it says something else.
    """
    said = plain(text)
    if about != COPY or not _NOT_THERE.search(said) or _OTHER.search(said):
        return None
    if phrases.SENT_AGAIN in told:
        return Answer([Reply(text=phrases.COPY_FAILS, choices=[_DETAIL, PERSON], about=COPY)])
    month = other_month.month_told(told)
    wanted = json.dumps({"month": month}) if month else ""
    return Answer([Reply(text=phrases.SENT_AGAIN, about=COPY)], intent=f"/{COPY}{wanted}")
