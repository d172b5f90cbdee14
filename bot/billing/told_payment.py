"""What a citizen says of a payment in a few words: how much it was, and on what day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant import normalise, patterns, values
from assistant.patterns import Found
from bot import currency
from bot.billing import accounts
from bot.entity import entity
from bot.words import plain

# More than any household owes, and what a slip of the finger makes of an amount.
TOO_LARGE = Decimal(1_000_000_000)
# A number of fewer digits may be anything, unless its words say that it is money.
SHORTEST = 4
# What stands before a number says that it is money, though an account's number may look the same.
_MONEY_BEFORE = re.compile(
    r"\b(fueron|eran|son|sino|pague|pago|pagado|cancele|consigne|abone|valor|monto|total)( (de|por|es|fue|era))*$"
)
_ACCOUNT_BEFORE = re.compile(r"\b(cuenta|contrato|nic|matricula)( (es|la|el|de|numero|no))*[ :.#]*$")
_RECEIPT_BEFORE = re.compile(
    r"\b(comprobante|referencia|transaccion|aprobacion|autorizacion|voucher|tiquete|consignacion)"
    r"( (es|la|el|de|numero|nro|no))* ?[ :.#]*$"
)
# What follows a number that counts something else.
_COUNTED = re.compile(
    r"\s*(dias?|horas?|semanas?|mes(es)?|cuotas?|veces|vez|recibos?|facturas?|personas?|a\.? ?m|p\.? ?m)\b"
)
_HOUR_BEFORE = re.compile(r"\ba las?$")
_NUMBER = re.compile(r"(?<![\d.,/:-])(\d{1,3}(?:[.,]\d{3})+|\d{1,9})([.,]\d{1,2})?(?![\d/:-]|[.,]\d)")
_TAKEN_BACK = re.compile(r"\bno( \w+)?( el| la| los| de)?$")
_PAYING = re.compile(r"\b(pague|pagamos|cancele|cancelamos|consigne|abone|hice el pago|hizo el pago)\b")
# A payment to come. "Pago" begins what is said: "el pago", "mi esposo pagó" lie behind.
_TO_COME = re.compile(
    r"\b(voy|vamos|iremos|ire|pienso|pensamos) (a |ir a )?(pagar|cancelar|consignar|abonar|hacer el pago)|"
    r"\b(pagare|cancelare|consignare|abonare)(mos)?\b|"
    rf"(^|[,.;:]|\b(yo|no|si|ya|entonces|mejor|que|bueno|listo|lo|la|le|y|pero))\s*(pago|cancelo|consigno|abono)"
    rf"(?= (el ({patterns.WEEKDAY}|proximo|\d)|mañana|pasado mañana|apenas|la (otra|proxima)))|"
    rf"\b(mañana|{patterns.WEEKDAY}) (lo |la |les? )?(pago|cancelo|consigno|abono)\b\W*$|"
    rf"(^|[,.;:]|\byo|\bresto)\s*(mañana|el ({patterns.WEEKDAY})) (yo )?(lo |la |les? )?(pago|cancelo|consigno|abono)\b"
)
# So many signs after a payment to come, its day may stand.
_ITS_DAY = 25
# Before a day, a payment lies behind; the reader of days goes by the verb before it.
_PAID = "pagué "


@dataclass(frozen=True)
class Told:
    """`amount` and `paid_on` are None where nothing was said of them; `rest`: the other words; `to_come`: the
    payment is still to be made; `ahead`: it was made, and the days that were named are of another one to come.
    """

    amount: Decimal | None
    paid_on: date | None
    rest: tuple[str, ...]
    to_come: bool = False
    ahead: bool = False


def smallest() -> Decimal:
    """What is less is a day or a count, and no payment: the office's own figure, or what its currency says."""
    return entity().smallest_payment or currency.of(entity().currency).smallest_payment


def read(text: str, today: date, *, asked_amount: bool = False, thousands: bool = False) -> Told:
    """The amount and the day that a text names; of several the last not taken back: "no el lunes, el martes".

    A number like an account's is an amount only where its words say so, or where the amount was `asked_amount` for and
    they do not call it an account. `thousands`: one too small is so many thousands ("fueron 95, no 85").
    """
    said = plain(text)
    found = [one for one in patterns.find(said) if one.entity in {"date", "amount"}]
    dated = [(one, day) for one in _meant(said, found, "date") if (day := _day(said, one, today))]
    made = [(one, day) for one, day in dated if not (_PAYING.search(said) and _lies_ahead(said, one))]
    days = [day for one, day in sorted(made, key=lambda pair: -_from_paying(said, pair[0]))]
    amounts = [amount for one in _meant(said, found, "amount") if (amount := _amount(said, one))]
    left = said
    for one in reversed(found):
        left = f"{left[: one.start]} {left[one.end :]}"
    bare = [number * 1000 if thousands and number < smallest() else number for number in _bare(left, asked_amount)]
    amounts = amounts or [number for number in bare if number >= smallest()]
    return Told(
        amount=amounts[-1] if amounts else None,
        paid_on=days[-1] if days else None,
        rest=tuple(word for word in re.findall(r"[a-zñ]+", left) if word not in currency.of(entity().currency).heard),
        to_come=_is_to_come(text, said),
        ahead=bool(dated) and not made,
    )


def _is_to_come(text: str, said: str) -> bool:
    """Only an accent tells "pagó" from "pago"."""
    found = _TO_COME.search(said)
    return found is not None and not _PAYING.search(said) and "pagó" not in text.lower()


def _lies_ahead(said: str, one: Found) -> bool:
    """Whether a day is that of a payment to come: "pagué 50 mil, el resto lo pago el viernes"."""
    return any(found.start() <= one.start <= found.end() + _ITS_DAY for found in _TO_COME.finditer(said))


def _bare(left: str, asked_amount: bool) -> Iterator[Decimal]:
    """Numbers that no sign of money marks: long ones or with cents that are no account's, and any that is said to be
    what was paid.
    """
    names = currency.of(entity().currency).heard
    for found in _NUMBER.finditer(left):
        before, after = left[: found.start()].rstrip(" $"), left[found.end() :]
        if _COUNTED.match(after) or _HOUR_BEFORE.search(before) or _RECEIPT_BEFORE.search(before):
            continue
        answers = asked_amount and _ACCOUNT_BEFORE.search(before) is None
        named = next(iter(re.findall(r"[a-zñ]+", after)), "") in names
        is_money = answers or named or _MONEY_BEFORE.search(before) is not None
        long = found[2] or len(found[1]) >= SHORTEST
        if is_money or (long and accounts.as_number(found[0]) is None):
            yield Decimal(str(normalise.amount(found[0])))


def _meant(said: str, found: list[Found], entity: str) -> Iterator[Found]:
    of_kind = [one for one in found if one.entity == entity]
    kept = [one for one in of_kind if not _TAKEN_BACK.search(said[: one.start].rstrip())]
    # "No fueron 150 mil" alone is mostly "no: fueron 150 mil".
    yield from kept or of_kind


def _from_paying(said: str, one: Found) -> int:
    """How far a day stands from the word for paying, in signs; 0 where there is none: the order stays.

    Of "pagué el jueves y hoy me llegó el corte" the Thursday is meant.
    """
    paying = [found.end() for found in _PAYING.finditer(said) if found.end() <= one.start]
    return one.start - paying[-1] if paying else 0 if not _PAYING.search(said) else len(said)


def _day(said: str, one: Found, today: date) -> date | None:
    found = values.value(
        "date", f"{_PAID}{said[one.start : one.end]}", len(_PAID), len(_PAID) + one.end - one.start, today
    )
    return date.fromisoformat(found) if found else None


def _amount(said: str, one: Found) -> Decimal | None:
    number = values.value("amount", said, one.start, one.end, date.min)
    return Decimal(str(number)) if number and smallest() <= number < TOO_LARGE else None
