"""Services as people call them."""

from bot.entity import entity
from bot.words import fold

# Beside the names in entity.yml.
_CALLED = {
    "luz": "energia", "electricidad": "energia", "corriente": "energia", "acueducto": "agua", "basura": "aseo",
    "lampara": "alumbrado", "poste": "alumbrado", "farola": "alumbrado", "bombillo": "alumbrado",
}  # fmt: skip


def service_in(text: str) -> str | None:
    """The key of the first service that a text names, as entity.yml has it; None if it names none."""
    bare = fold(text)
    names = {fold(service.name): service.key for service in entity().services} | _CALLED
    names |= {service.key: service.key for service in entity().services}
    if bare in names:
        return names[bare]
    return next((names[word] for word in bare.replace(",", " ").split() if word in names), None)
