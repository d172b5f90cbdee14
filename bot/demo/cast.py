"""Six accounts that the documentation names, each with a story that holds on whatever day the demo is started."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.demo.people import FIRST_NUMBER, Person, make_person

ISSUED_DAYS_AGO = 7


@dataclass(frozen=True)
class Role:
    """`unpaid`: how many of the newest bills are open; `factor`: the newest consumption beside the usual one."""

    key: str
    story: str
    unpaid: int = 1
    factor: float = 1.0
    estimated: bool = False


ROLES = (
    Role("normal", "una factura por pagar, que vence en unos días"),
    Role("paid", "al día: la última factura está pagada", unpaid=0),
    Role("arrears", "dos facturas vencidas y aviso de suspensión", unpaid=3),
    Role("high", "una factura mucho más alta que la anterior", factor=2.6),
    Role("outage", "vive en un barrio con un corte en este momento"),
    Role("estimated", "el último consumo es un promedio: no se pudo leer el medidor", estimated=True),
)


def cast() -> list[tuple[Role, Person]]:
    """The roles and who plays them: the first accounts, in this order."""
    return [(role, _player(role, str(FIRST_NUMBER + index))) for index, role in enumerate(ROLES)]


def issue_day(today: date) -> date:
    """The day on which the cast's newest bill was issued, seen from today: its due date is always ahead."""
    return today - timedelta(days=ISSUED_DAYS_AGO)


def _player(role: Role, number: str) -> Person:
    person = replace(make_person(number), stratum=2, services=("energia", "agua", "gas"), payer="prompt")
    return replace(person, neighborhood="Centro", address=f"Calle {10 + int(number) % 10} # 5-{20 + int(number) % 10}")
