"""A message that is wholly a day, a number, an amount or a neighborhood of ours, as a form asks for it: "fue hoy", "el
martes", "en El Mirador", "quedo atento".

Every word has to be one of these: whatever else is said may tell of a danger.
"""

import re

from assistant import patterns
from bot.entity import entity
from bot.words import plain

LONGEST = 8
# Kinds whose words can mean nothing else. Names of other places, people and services are words like any other.
_IN_WORDS = frozenset("date month amount rating".split())
_BESIDE = frozenset(
    """el la los las de del en fue fueron como a eso hoy ayer antier anoche antes dia fecha mes pasado
    este esta pague pagamos cancele consigne pesos soles quetzales dolares por valor total quedo quedamos atento atenta
    atentos pendiente gracias muchas señor señora señorita numero cuenta barrio en
    no perdon disculpe mañana tarde noche mediodia temprano""".split()
)


def is_all(text: str) -> bool:
    """Whether a text says nothing but such facts."""
    left = plain(text)
    if not left or "?" in left or "!" in left or len(left.split()) > LONGEST:
        return False
    for name in _neighborhoods():
        left = re.sub(rf"\b{re.escape(name)}\b", " ", left)
    for found in reversed(patterns.find(left)):
        if found.entity in _IN_WORDS:
            left = f"{left[: found.start]} {left[found.end :]}"
    return re.fullmatch(r"[a-zñ0-9\s.,:$-]*", left) is not None and set(re.findall(r"[a-zñ]+", left)) <= _BESIDE


def _neighborhoods() -> list[str]:
    """The names of ours, the longest first."""
    names = {plain(name) for place in entity().neighborhoods for name in place.names}
    return sorted(names, key=lambda name: -len(name))
