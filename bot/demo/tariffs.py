"""What the made-up utility prints on its bills. Invented figures, with the structure of Colombian bills."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.entity import entity

PESO = Decimal(1)
# Price of a unit in the first month of the scale, fixed charge, units with a subsidy, all per service.
_ENERGY, _WATER, _SEWER, _GAS = Decimal("812.40"), Decimal("2780.00"), Decimal("2140.00"), Decimal("2310.00")
_WATER_FIXED, _SEWER_FIXED, _GAS_FIXED = Decimal(9850), Decimal(4900), Decimal(3950)
_BASIC = {"energia": Decimal(130), "agua": Decimal(13), "gas": Decimal(20)}
_SUBSIDY = {
    "energia": {1: Decimal("0.60"), 2: Decimal("0.50"), 3: Decimal("0.15")},
    "agua": {1: Decimal("0.70"), 2: Decimal("0.40"), 3: Decimal("0.15")},
    "gas": {1: Decimal("0.60"), 2: Decimal("0.50")},
}
_CONTRIBUTION = {
    "energia": {5: Decimal("0.20"), 6: Decimal("0.20"), None: Decimal("0.20")},
    "agua": {5: Decimal("0.50"), 6: Decimal("0.60"), None: Decimal("0.50")},
    "gas": {5: Decimal("0.20"), 6: Decimal("0.20"), None: Decimal("0.20")},
}
_CLEANING = {1: 9800, 2: 14200, 3: 19600, 4: 22500, 5: 31800, 6: 36400, None: 41200}
_LIGHTING = {1: 3200, 2: 4900, 3: 7600, 4: 10900, 5: 15800, 6: 19400, None: 24600}
_MONTHLY_RISE = Decimal("1.006")
UNITS = {"energia": "kWh", "agua": "m³", "gas": "m³"}
LATE_INTEREST = Decimal("0.018")


@dataclass(frozen=True)
class Line:
    """One line of a bill as the demo prints it (see bot.billing.bill.BillLine)."""

    kind: str
    service: str | None
    name: str
    amount: Decimal
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    third_party: str | None = None


def lines(stratum: int | None, used: dict[str, Decimal], month: int, debt: Decimal) -> list[Line]:
    """The lines of a bill: `used` per service in its unit, `month` of the scale of prices, `debt` from before."""
    printed = []
    for service, quantity in used.items():
        printed += _LINES_OF[service](stratum, quantity, month)
    printed += _for_others(stratum)
    if debt > 0:
        printed.append(Line("previous_debt", None, "Saldo anterior", debt))
        printed.append(Line("interest", None, "Intereses de mora", _pesos(debt * LATE_INTEREST)))
    return [*printed, *_rounding(printed)]


def _energy(stratum: int | None, used: Decimal, month: int) -> list[Line]:
    price = _price(_ENERGY, month)
    consumption = Line("consumption", "energia", "Consumo de energía", _pesos(used * price), used, price)
    return [consumption, *_help(stratum, "energia", "energía", used, price)]


def _water(stratum: int | None, used: Decimal, month: int) -> list[Line]:
    water, sewer = _price(_WATER, month), _price(_SEWER, month)
    return [
        Line("fixed_charge", "agua", "Cargo fijo acueducto", _WATER_FIXED),
        Line("consumption", "agua", "Consumo de acueducto", _pesos(used * water), used, water),
        Line("fixed_charge", "agua", "Cargo fijo alcantarillado", _SEWER_FIXED),
        Line("consumption", "agua", "Vertimiento alcantarillado", _pesos(used * sewer), used, sewer),
        *_help(stratum, "agua", "acueducto y alcantarillado", used, water + sewer),
    ]


def _gas(stratum: int | None, used: Decimal, month: int) -> list[Line]:
    price = _price(_GAS, month)
    return [
        Line("fixed_charge", "gas", "Cargo fijo gas", _GAS_FIXED),
        Line("consumption", "gas", "Consumo de gas", _pesos(used * price), used, price),
        *_help(stratum, "gas", "gas", used, price),
    ]


_LINES_OF = {"energia": _energy, "agua": _water, "gas": _gas}


def _help(stratum: int | None, service: str, name: str, used: Decimal, price: Decimal) -> list[Line]:
    """The subsidy on the basic consumption, or the contribution on all of it."""
    if stratum is not None and (share := _SUBSIDY[service].get(stratum)):
        amount = -_pesos(min(used, _BASIC[service]) * price * share)
        return [Line("subsidy", service, f"Subsidio {name}, estrato {stratum}", amount)] if amount else []
    if share := _CONTRIBUTION[service].get(stratum):
        return [Line("contribution", service, f"Contribución {name}", _pesos(used * price * share))]
    return []


def _for_others(stratum: int | None) -> list[Line]:
    return [
        Line("third_party", "aseo", "Aseo", Decimal(_CLEANING[stratum]), third_party=_owner("aseo")),
        Line("tax", "alumbrado", "Alumbrado público", Decimal(_LIGHTING[stratum]), third_party=_owner("alumbrado")),
    ]


def _owner(service: str) -> str | None:
    known = entity().service(service)
    return known.responsible if known else None


def _rounding(printed: list[Line]) -> list[Line]:
    total = sum((line.amount for line in printed), Decimal(0))
    rest = (total / 10).quantize(PESO, ROUND_HALF_UP) * 10 - total
    return [Line("rounding", None, "Ajuste a la decena", rest)] if rest else []


def _price(first: Decimal, month: int) -> Decimal:
    return (first * _MONTHLY_RISE**month).quantize(Decimal("0.01"))


def _pesos(amount: Decimal) -> Decimal:
    return amount.quantize(PESO, ROUND_HALF_UP)
