"""Services as people call them."""

import re

from bot.entity import entity
from bot.words import fold, plain

_ARTICLES = frozenset("el la de del tampoco servicio".split())
_JOINS = frozenset("y e ni , con".split())
# After a service that is not missing: "no hay luz, el agua sí".
_THERE = frozenset("si esta llega sigue funciona normal bien hay".split())
# Beside the names in entity.yml.
_CALLED = {
    "luz": "energia", "lus": "energia", "electricidad": "energia", "corriente": "energia",
    "acueducto": "agua", "basura": "aseo", "lampara": "alumbrado", "poste": "alumbrado", "farola": "alumbrado",
    "bombillo": "alumbrado",
}  # fmt: skip


_STREET = (
    r"(la |el |los |las |mi |un )?(calle(?! \d)|postes?|esquina|parque|via|cuadra|cancha|anden|callejon|avenida(?! \d))"
)
_LAMP = re.compile(
    r"\b(alumbrado|luminarias?|farol(es|as?)?|lamparas? publicas?|"
    rf"(focos?|bombill[oa]s?|lamparas?|reflector(es)?) (fundid[oa]s? |dañad[oa]s? )?(de|en|del) {_STREET}|"
    rf"(luz|luces|lus) del? {_STREET})\b"
)
_POST = re.compile(
    r"\bpostes?\b.*\b(alumbr\w*|prend\w*|encend\w*|enciend\w*|apagad\w*|fundid\w*|oscur\w*|titil\w*|parpade\w*)|"
    r"\b(alumbr\w*|prend\w*|apagad\w*|fundid\w*)\b.*\bpostes?\b"
)
# "Se fue la luz de la cuadra" tells of the houses there, not of its lamps.
_NO_POWER = re.compile(
    r"\b(sin|no hay|no tengo|no tenemos|se (me |nos )?fue|quitaron|llego|volvio) (la )?"
    r"(luz|lus|energia|corriente|servicio)\b(?! del? (la |el |los |las |un )?(postes?|parques?|canchas?)\b)"
)


def service_told(text: str) -> str | None:
    """The service of the lamps in the street, where a sentence tells of one that is dark; None for anything else.

    A post that brings down the power of houses is no lamp.
    """
    said = plain(text)
    lamp = _LAMP.search(said) or _POST.search(said)
    return "alumbrado" if lamp and not _NO_POWER.search(said) else None


def services_in(text: str) -> list[str]:
    """The keys of the services that a text names side by side: "ni agua ni luz", "la luz y el gas"; else [].

    Services that stand apart may be told for another reason: "sin luz no sube el agua".
    """
    named = names()
    words = [word for word in re.findall(r"[a-zñ]+|,", plain(text)) if word not in _ARTICLES]
    found: list[str] = []
    for place, word in enumerate(words):
        joined = place > 1 and words[place - 1] in _JOINS and words[place - 2] in named
        if word in named and joined and _THERE.isdisjoint(words[place + 1 : place + 2]):
            found += [named[words[place - 2]], named[word]]
    return list(dict.fromkeys(found))


def service_in(text: str) -> str | None:
    """The key of the first service that a text names, as entity.yml has it; None if it names none."""
    bare, known = fold(text), names()
    if bare in known:
        return known[bare]
    return next((known[word] for word in bare.replace(",", " ").split() if word in known), None)


def names() -> dict[str, str]:
    """The keys of services by what they are called, folded."""
    called = {fold(service.name): service.key for service in entity().services} | _CALLED
    return called | {service.key: service.key for service in entity().services}
