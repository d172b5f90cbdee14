"""What citizens read about their bills: the number that was asked for first, then what follows from it."""

from bot import clock
from bot.billing.account import Account
from bot.billing.balance import BillState
from bot.billing.bill import Bill
from bot.billing.explanation import Change, Explanation, reading_note, reason
from bot.formats import long_date, money, month_name


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
    return f"Tiene hasta el {long_date(bill.due_on)} para pagar {money(state.owed)}, de la factura de {month}."


def copy_of(bill: Bill) -> str:
    return f"Esta es la copia de su factura de {_month(bill.period)}, por {money(bill.total)}."


def explained(made: Explanation) -> str:
    """A bill line by line beside the month before."""
    bill, before = made.bill, made.before
    parts = [_compared(made), "\n".join(f"• {_line(change, made)}" for change in made.changes)]
    notes = [reading_note(reading) for reading in bill.readings if reading.basis == "average" or before is None]
    return "\n".join([*parts, *notes])


def _compared(made: Explanation) -> str:
    start = f"Su factura de {_month(made.bill.period)} es de {money(made.bill.total)}"
    if made.before is None:
        return f"{start}. Es la primera de su cuenta:"
    month, total = _month(made.before.period), money(made.before.total)
    if made.difference == 0:
        return f"{start}, lo mismo que la de {month}:"
    word = "más" if made.difference > 0 else "menos"
    return f"{start}: {money(abs(made.difference))} {word} que la de {month} ({total}). Línea por línea:"


def _line(change: Change, made: Explanation) -> str:
    line = change.shown
    text = f"{line.name}: {money(change.amount)}"
    if line.third_party:
        text += f", de {line.third_party}"
    if made.before is None:
        return text
    if change.difference == 0:
        return f"{text} (igual)"
    why = reason(change, made.bill, made.before)
    if change.before is None or change.line is None:
        return f"{text} ({why})"
    return f"{text} (antes {money(change.before.amount)}{'; ' + why if why else ''})"


def _deadline(state: BillState) -> str:
    bill = state.bill
    if state.is_overdue:
        return f"Venció el {long_date(bill.due_on)}. {_suspension(bill)}".strip()
    return f"Tiene hasta el {long_date(bill.due_on)}."


def _suspension(bill: Bill) -> str:
    if bill.suspension_on is None:
        return ""
    if bill.suspension_on <= clock.today():
        return f"Su factura indica suspensión desde el {long_date(bill.suspension_on)}."
    return f"Pague antes del {long_date(bill.suspension_on)} para evitar la suspensión."


def _carried(bill: Bill) -> str:
    return f"De ese valor, {money(bill.carried)} vienen de meses anteriores." if bill.carried > 0 else ""


def _paid_on(state: BillState) -> str:
    return f" (último pago: {long_date(state.last_paid_on)})" if state.last_paid_on else ""


def _month(period: str) -> str:
    return month_name(period)
