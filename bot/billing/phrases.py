"""What citizens read about their bills: the number that was asked for first, then what follows from it."""

from decimal import Decimal

from bot import clock
from bot.billing.account import Account
from bot.billing.balance import BillState
from bot.billing.bill import Bill
from bot.billing.causes import Cause, notable, of, share, told_of, why
from bot.billing.explanation import Change, Explanation, average_note, reason
from bot.formats import long_date, money, month_name

# So many lines are read on a small screen.
FEW = 4
# What a kind of line is, in words that need no bill at hand.
_MEANS = {
    "previous_debt": "Es lo que faltaba por pagar de facturas anteriores.",
    "interest": "Se cobra cuando una factura se paga después de su fecha.",
    "agreement": "Es la cuota del acuerdo de pago de su cuenta.",
    "fixed_charge": "Es fijo: se paga igual aunque use poco.",
    "subsidy": "Es una ayuda que le descontamos según su estrato.",
    "contribution": "Es un aporte que paga para los subsidios de otros usuarios.",
    "rounding": "Es para que el total quede sin monedas sueltas.",
    "tax": "Es un impuesto.",
}


def no_bills(account: Account) -> str:
    return f"La cuenta {account.number} todavía no tiene facturas."


def no_bill_of(month: str, latest: Bill) -> str:
    return (
        f"No encuentro una factura de {_month(month)} en su cuenta. La más reciente es la de {_month(latest.period)}."
    )


def amount(state: BillState) -> str:
    """How much is to be paid, of which bill, and until when."""
    bill, month = state.bill, _month(state.bill.period)
    if state.carried_into:
        return (
            f"La factura de {month} fue de {money(bill.total)}. Lo que faltaba por pagar pasó a la de "
            f"{_month(state.carried_into)}."
        )
    if state.is_paid:
        return f"Está al día: la factura de {month}, de {money(bill.total)}, ya está pagada{_paid_on(state)}."
    if state.paid:
        start = (
            f"Le faltan {money(state.owed)} de la factura de {month} ({money(bill.total)}; pagó {money(state.paid)})."
        )
    else:
        start = f"Debe {money(state.owed)} por la factura de {month}."
    return " ".join(part for part in (start, _carried(bill), _deadline(state)) if part)


def due_date(state: BillState) -> str:
    """Until when a bill is to be paid."""
    bill, month = state.bill, _month(state.bill.period)
    if state.carried_into:
        return amount(state)
    if state.is_paid:
        return f"La factura de {month} ya está pagada{_paid_on(state)}. Vencía el {long_date(bill.due_on)}."
    if state.is_overdue:
        return (
            f"La factura de {month} venció el {long_date(bill.due_on)}. Debe {money(state.owed)}. {_suspension(bill)}"
        )
    until = f"Tiene hasta el {long_date(bill.due_on)} para pagar {money(state.owed)}, de la factura de {month}."
    return f"{until} {_suspension(bill)}".strip()


def copy_of(bill: Bill) -> str:
    return f"Esta es la copia de su factura de {_month(bill.period)}, por {money(bill.total)}."


def claimed(bill: Bill, said: str) -> str:
    """A claim about a bill that the citizen has just been told of, in words that do not name it."""
    return (
        f"Sobre la factura de {_month(bill.period)} de la cuenta {bill.account_number}, por {money(bill.total)}: {said}"
    )


def explained(made: Explanation) -> str:
    """A bill beside the month before: the difference and its main reason, then what changed by something worth saying.

    Where nothing did, or there is no month before: what the bill is made of.
    """
    causes = of(made)
    told = notable(made, causes)[:FEW]
    if made.before is None or not told:
        return "\n".join([_made_of(made), *_shares(made, causes)])
    reason_why = why(told[0], made.bill.readings)
    mainly = reason_why if len(told) == 1 else f"sobre todo {reason_why}"
    lines = [f"{_compared(made)}, {mainly}." if made.difference else f"{_compared(made)}, pero cambió por dentro:"]
    lines += [f"• {told_of(cause, made)}" for cause in told]
    rest = ["Lo demás casi no cambió."] if len(causes) > len(told) else []
    return "\n".join([*lines, *rest, *_averages(made)])


def detailed(made: Explanation) -> str:
    """A bill line by line beside the month before."""
    return "\n".join([f"{_compared(made)}. Línea por línea:", *_lines(made.changes, made), *_averages(made)])


def composed(made: Explanation) -> str:
    """What a bill is made of, the largest first."""
    start = f"Su factura de {_month(made.bill.period)} es de {money(made.bill.total)}. Se compone así:"
    return "\n".join([start, *_shares(made, of(made))])


def not_charged(name: str, made: Explanation) -> str:
    """The answer about a charge that this bill does not have, and what it has."""
    month = _month(made.bill.period)
    start = f"En su factura de {month} no aparece nada por {name}. Los {money(made.bill.total)} se componen así:"
    return "\n".join([start, *_shares(made, of(made))])


def simply(made: Explanation) -> str:
    """The same as `explained` for somebody who did not understand it: one cause, in two sentences."""
    causes = of(made)
    told = notable(made, causes)
    month = _month(made.bill.period)
    if made.before is None or not told or not made.difference:
        start = f"En pocas palabras: en {month} son {money(made.bill.total)}."
        largest = max(causes, key=lambda cause: cause.amount, default=None)
        return f"{start} Lo que más pesa es {largest.name}: {money(largest.amount)}." if largest else start
    word = "más" if made.difference > 0 else "menos"
    start = (
        f"En pocas palabras: en {month} paga {money(abs(made.difference))} {word} que en {_month(made.before.period)}"
    )
    detail = told_of(told[0], made)
    return f"{start}, {why(told[0], made.bill.readings)}. {detail}"


def about_lines(changes: list[Change], made: Explanation) -> str:
    """What the lines are that somebody asks about by name."""
    kinds = dict.fromkeys(change.shown.kind for change in changes)
    meaning = [_MEANS[kind] for kind in kinds if kind in _MEANS]
    owners = dict.fromkeys(change.shown.third_party for change in changes if change.shown.third_party)
    meaning += [f"Ese valor es de {owner}; nosotros solo lo cobramos en la factura." for owner in owners]
    return "\n".join([*(line.removeprefix("• ") for line in _lines(changes[:FEW], made)), *meaning])


def _compared(made: Explanation) -> str:
    start = f"Su factura de {_month(made.bill.period)} es de {money(made.bill.total)}"
    if made.before is None:
        return start
    month, total = _month(made.before.period), money(made.before.total)
    if made.difference == 0:
        return f"{start}, lo mismo que la de {month}"
    word = "más" if made.difference > 0 else "menos"
    return f"{start}: {money(abs(made.difference))} {word} que la de {month} ({total})"


def _made_of(made: Explanation) -> str:
    if made.before is None:
        return f"{_compared(made)}. Es la primera de su cuenta, y se compone así:"
    if made.difference == 0:
        return f"{_compared(made)}. Se compone así:"
    month, total = _month(made.before.period), money(made.before.total)
    start = f"Su factura de {_month(made.bill.period)} es de {money(made.bill.total)}"
    return f"{start}, casi lo mismo que la de {month} ({total}). Se compone así:"


def _shares(made: Explanation, causes: list[Cause]) -> list[str]:
    largest = sorted((cause for cause in causes if cause.amount), key=lambda cause: -cause.amount)
    rest = sum((cause.amount for cause in largest[FEW:]), Decimal(0))
    lines = [f"• {share(cause, made)}" for cause in largest[:FEW]]
    return [*lines, *([f"• Lo demás: {money(rest)}."] if rest else []), *_averages(made)]


def _averages(made: Explanation) -> list[str]:
    return [average_note(reading) for reading in made.bill.readings if reading.basis == "average"]


def _lines(changes: list[Change], made: Explanation) -> list[str]:
    return [f"• {_line(change, made)}" for change in changes]


def _line(change: Change, made: Explanation) -> str:
    line = change.shown
    text = f"{line.name}: {money(change.amount)}"
    if line.third_party:
        text += f", de {line.third_party}"
    if made.before is None:
        return text
    if change.difference == 0:
        return f"{text} (igual)"
    why_so = reason(change, made.bill, made.before)
    if change.before is None or change.line is None:
        return f"{text} ({why_so})"
    return f"{text} (antes {money(change.before.amount)}{'; ' + why_so if why_so else ''})"


def _deadline(state: BillState) -> str:
    bill = state.bill
    if state.is_overdue:
        return f"Venció el {long_date(bill.due_on)}. {_suspension(bill)}".strip()
    return f"Tiene hasta el {long_date(bill.due_on)}."


def _suspension(bill: Bill) -> str:
    if bill.suspension_on is None:
        return ""
    if bill.suspension_on <= clock.today():
        return f"Según su factura, desde el {long_date(bill.suspension_on)} le pueden suspender el servicio."
    return f"Pague antes del {long_date(bill.suspension_on)} para que no le suspendan el servicio."


def _carried(bill: Bill) -> str:
    return f"De ese valor, {money(bill.carried)} vienen de meses anteriores." if bill.carried > 0 else ""


def _paid_on(state: BillState) -> str:
    return f" (último pago: {long_date(state.last_paid_on)})" if state.last_paid_on else ""


def _month(period: str) -> str:
    return month_name(period)
