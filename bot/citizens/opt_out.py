"""Which citizens want no messages that they did not ask for, and the words with which they say so.

What is opted out of is only what the office starts by itself: surveys, reminders, notices. Answers and emergencies
still go. The words, or a sentence about messages and nothing else, count only where they are the whole message: "dar de
baja el servicio" is a procedure, "cancelar" is to pay in most of Latin America, and "no quiero recibir más avisos de
corte: paguen el arreglo" is a complaint.
"""

import re
from typing import Literal

from bot import clock
from bot.citizens.address import Address
from bot.words import fold

Wish = Literal["stop", "resume", "leave"]

# Folded (bot.words.fold). English ones are those that providers themselves act upon on text messages.
_STOP = frozenset(
    [
        "baja",
        "darme de baja",
        "dar de baja",
        "deme de baja",
        "alto",
        "parar",
        "pare",
        "detener",
        "no mas mensajes",
        "no molestar",
        "no enviar",
        "no me escriban",
        "no me escriban mas",
        "eliminar suscripcion",
        "cancelar suscripcion",
        "desuscribir",
        "desuscribirme",
        "stop",
        "unsubscribe",
    ]
)
_RESUME = frozenset(["alta", "activar", "suscribir", "suscribirme", "iniciar", "start", "unstop"])
_MESSAGES = "(?:mensajes?|mensajitos|avisos?|notificaciones|publicidad|propaganda|sms|textos)"
_MORE = "(?: (?:mas|sus|los|estos|esos|tantos|tanta|nada de))*"
_FROM_HERE = "(?: (?:de ustedes|suyos|por aqui|por este medio|a este numero|a mi celular))?"
_SENTENCE = re.compile(
    "(?:(?:ya )?no (?:quiero|deseo|queremos)"
    "(?: (?:seguir )?(?:recibir|recibiendo)| que (?:me|nos) (?:lleguen|manden|envien))?"
    f"|(?:ya )?no (?:me|nos) (?:manden?|envien?)"
    f"|dejen? de (?:mandar|enviar)(?:me|nos)"
    f"|(?:quiero|deseo|quisiera) (?:dejar de recibir|darme de baja de|desuscribirme de)){_MORE} {_MESSAGES}{_FROM_HERE}"
    f"|dejen? de (?:escribir|molestar)(?:me|nos){_FROM_HERE}"
)
_POLITE = re.compile(
    r"^(?:(?:hola|buen[oa]s|dias|tardes|noches|señores|por favor|porfa) )+|(?: (?:por favor|porfa|gracias))+$"
)
# May also mean to leave what one is in the middle of.
_LEAVE = frozenset(["salir"])


def wish(text: str) -> Wish | None:
    """What a message wants that is one of the words, and nothing else; None for any other."""
    said = re.sub(r"[^\w\s]", " ", fold(text))
    said = _POLITE.sub("", " ".join(said.split()))
    if said in _STOP or _SENTENCE.fullmatch(said):
        return "stop"
    if said in _RESUME:
        return "resume"
    return "leave" if said in _LEAVE else None


def stop(address: Address) -> bool:
    """The office starts no conversation with this address any more. False if that was so already."""
    if address.opted_out_at is not None:
        return False
    address.opted_out_at = clock.now()
    return True


def resume(address: Address) -> bool:
    """The office may start conversations with this address. False if it might already."""
    was_out, address.opted_out_at = address.opted_out_at is not None, None
    return was_out
