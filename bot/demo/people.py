"""The made-up accounts of the demo, each from the seed and its own number: the same on every machine."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from bot.entity import entity

SEED = "ventanilla"
FIRST_NUMBER, ACCOUNTS = 4100101, 300
Payer = Literal["prompt", "late", "seldom"]

_GIVEN = (
    "Aurelia", "Bernardo", "Celmira", "Dionisio", "Edelmira", "Faustino", "Gricelda", "Heriberto", "Isaura", "Jacinto",
    "Leonor", "Macario", "Nohora", "Octavio", "Priscila", "Rosendo", "Saturia", "Teófilo", "Úrsula", "Valerio",
)  # fmt: skip
_FAMILY = (
    "Arboleda", "Barrientos", "Cañizales", "Duarte", "Echavarría", "Fonnegra", "Guarnizo", "Hinestroza", "Ibagón",
    "Jaramago", "Lizcano", "Montealegre", "Nariño", "Ocampo", "Piedrahíta", "Quiñónez", "Riascos", "Sandoval",
    "Tovar", "Urrego", "Valderrama", "Yepes", "Zuluaga",
)  # fmt: skip
_METER_PREFIX = {"energia": "EN", "agua": "AG", "gas": "GN"}


@dataclass(frozen=True)
class Person:
    """One account of the demo. `document` is only its last four digits; `billing_day` the day of the month of issue."""

    number: str
    name: str
    document: str
    phone: str
    address: str
    neighborhood: str
    stratum: int | None
    services: tuple[str, ...]
    payer: Payer
    billing_day: int

    def meter(self, service: str) -> str:
        """The meter's number, `EN-20714533`."""
        return f"{_METER_PREFIX[service]}-{self._rng('meter', service).randint(10_000_000, 99_999_999)}"

    def noise(self, *about: str) -> Random:
        """Chance for one thing of this account, the same every time."""
        return self._rng(*about)

    def _rng(self, *about: str) -> Random:
        return Random("/".join((SEED, self.number, *about)))


def everybody() -> list[Person]:
    """All accounts of the demo, in the order of their numbers."""
    return [make_person(str(FIRST_NUMBER + index)) for index in range(ACCOUNTS)]


def make_person(number: str) -> Person:
    """The account with this number."""
    rng = Random(f"{SEED}/{number}")
    neighborhood = rng.choice([place.name for place in entity().neighborhoods])
    rural = neighborhood.startswith("Vereda")
    stratum = _stratum(rng, rural=rural)
    return Person(
        number=number,
        name=f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)} {rng.choice(_FAMILY)}",
        document=f"{rng.randint(0, 9999):04d}",
        phone=f"+57300000{rng.randint(0, 9999):04d}",
        address=_address(rng, rural=rural),
        neighborhood=neighborhood,
        stratum=stratum,
        services=_services(rng, rural=rural),
        payer=rng.choices(("prompt", "late", "seldom"), (78, 13, 9))[0],
        billing_day=rng.randint(1, 25),
    )


def _stratum(rng: Random, *, rural: bool) -> int | None:
    if rural:
        return rng.choice((1, 1, 2))
    return rng.choices((1, 2, 3, 4, 5, 6, None), (20, 35, 27, 9, 3, 2, 4))[0]


def _services(rng: Random, *, rural: bool) -> tuple[str, ...]:
    water, gas = rng.random() < 0.88, rng.random() < 0.55
    return ("energia", *(("agua",) if water else ()), *(("gas",) if gas and not rural else ()))


def _address(rng: Random, *, rural: bool) -> str:
    if rural:
        return f"Finca {rng.choice(('El Recuerdo', 'La Palma', 'Los Naranjos', 'Buenavista'))}, km {rng.randint(1, 9)}"
    road, corner = rng.choice(("Calle", "Carrera")), rng.randint(1, 30)
    return f"{road} {rng.randint(1, 40)} # {corner}-{rng.randint(1, 98):02d}"
