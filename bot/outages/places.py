"""Neighborhoods as people write them, matched to those of entity.yml."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from bot.entity import entity
from bot.words import plain, sound

# How alike two names must be; shorter names must be written as they sound.
ALIKE = 0.84
SHORTEST_FUZZY = 6
LONGEST_TEXT = 300
# Words of answers that name no place.
_NO_PLACE = frozenset(
    sound(word)
    for word in """
    a aca agua ah ahi ahora ahorita al algo alguien anoche anteayer antier apagado apago apagon aqui aun ayer
    ayuda ayudeme ayuden ayudenos barrio bebe bien bueno casa casas cocinar comida como completa completo con
    contesta contesteme contesten corriente cuadra cual cuando cuanto d dale dañada dañado daño de del desde
    dia dias digame domingo dos el electricidad ella en energia enferma enfermo era es esta estaba estamos
    estan estoy falta favor fue fuerte gas gente golpe gracias habia hace hasta hay hola hora horas hoy idea
    igual jueves la las le les listo llega llegar llena lo los lunes luz madrugada mal manden mañana martes
    mas me medio mediodia mi mia miercoles minutos mio mis mucha muchas mucho muy nada nadie necesita necesito
    nevera ni ninguna ninguno niño niños no noche nos nosotros ok oscuras oscurecio oscuridad oscuro para
    parte pasa pasado pero poco por porfa pues q que queda quedamos quede quedo rapido rato repente responda
    respondan sabado sabe saber se segura seguro semana señor señorita sera seria servicio si siempre sin sola
    solo solos somos son tambien tampoco tan tarde temprano tenemos tengo tenia toda todas todavia todo todos
    trabajar trabajo tres un una uno urgente va van vecina vecino vecinos vengan ver viene viernes vino vivo
    volver vuelve y ya yo
    """.split()
)
# "Por la 45", "la 80 con 12": a street by its number alone.
_STREET = re.compile(r"(?<!\ba )\bla \d{1,3}[a-z]?\b")
_BEFORE = re.compile(r"\b(barrio|urbanizacion|sector|vereda|conjunto|el|la|los|las|del|de|d|l)\b")


def neighborhood_in(text: str) -> str | None:
    """The neighborhood that a text names, as entity.yml writes it; None if it names none of ours.

    Typing mistakes are forgiven: "la esperansa", "barrio altos d la sierra".
    """
    words = _words(text[:LONGEST_TEXT])
    said = f" {' '.join(words)} "
    for heard, name in _names():
        if f" {heard} " in said:
            return name
    return _most_alike(words)


def says_where(text: str) -> bool:
    """Whether an answer may be a place: anything but when, what is missing, and calls for help ("desde anoche")."""
    words = re.findall(r"[a-zñ]+", plain(text))
    if not words or _STREET.search(plain(text)):
        return True
    return neighborhood_in(text) is not None or any(sound(word) not in _NO_PLACE for word in words)


def _most_alike(words: list[str]) -> str | None:
    best: tuple[float, str | None] = (ALIKE, None)
    for heard, name in _names():
        if len(heard) < SHORTEST_FUZZY:
            continue
        count = len(heard.split())
        for start in range(max(1, len(words) - count + 1)):
            likeness = SequenceMatcher(None, heard, " ".join(words[start : start + count])).ratio()
            best = max(best, (likeness, name), key=lambda found: found[0])
    return best[1]


@lru_cache
def _names() -> list[tuple[str, str]]:
    """Every name and alias as it sounds, the longest first."""
    found = {
        " ".join(_words(alias)): place.name
        for place in entity().neighborhoods
        for alias in place.names
        if _words(alias)
    }
    return sorted(found.items(), key=lambda pair: -len(pair[0]))


def _words(text: str) -> list[str]:
    """Words as they sound, without those that only stand before a name."""
    return [sound(word) for word in re.findall(r"[a-zñ0-9]+", _BEFORE.sub(" ", plain(text)))]
