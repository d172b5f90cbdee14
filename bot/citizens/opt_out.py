"""Which citizens want no messages that they did not ask for, and the words with which they say so.

What is opted out of is only what the office starts by itself: surveys, reminders, notices. Answers and emergencies
still go. The words count only where they are the whole message: "dar de baja el servicio" is a procedure, and
"cancelar" is to pay, in most of Latin America.
"""

import re
from typing import Literal

from bot import clock
from bot.citizens.address import Address
from bot.words import fold

Wish = Literal["stop", "resume", "leave"]

# Folded (bot.text.fold). English ones are those that providers themselves act upon on text messages.
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
# May also mean to leave what one is in the middle of.
_LEAVE = frozenset(["salir"])


def wish(text: str) -> Wish | None:
    """What a message wants that is one of the words, and nothing else; None for any other."""
    said = re.sub(r"[^\w\s]", " ", fold(text))
    said = " ".join(said.split())
    if said in _STOP:
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
