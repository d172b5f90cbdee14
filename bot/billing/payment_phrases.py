"""What citizens read about paying: places, payments that do not show, agreements."""

import re
from datetime import date
from decimal import Decimal

from bot.billing import agreements
from bot.billing.agreements import Obstacle
from bot.billing.payment import Payment, PaymentAgreement, PaymentReport
from bot.entity import entity
from bot.formats import counted, long_date, money
from bot.words import plain

# What tells that somebody pays in person, or from home.
_IN_PERSON = re.compile(r"\b(efectivo|cerca|presencial\w*|tiendas?|corresponsal\w*|bancos?|oficinas?|ir a pagar)\b")
_ONLINE = re.compile(r"\b(internet|en linea|pse|tarjeta|virtual\w*|pagina|por (el )?(celular|telefono))\b")


def places(payment_reference: str | None = None, asked: str = "") -> str:
    """Where a bill can be paid; only places that somebody has confirmed, and of these the kind that was asked for."""
    known = [place for place in entity().payment_places if place.verified]
    online = _ONLINE.search(plain(asked)) is not None
    if online != (_IN_PERSON.search(plain(asked)) is not None):
        known = [place for place in known if (place.kind == "web") == online] or known
    if not known:
        return "No tengo confirmados los puntos de pago. Un asesor se los puede indicar."
    lines = [f"• {place.name}: {place.where}. {place.hours.rstrip('.')}." for place in known]
    reference = [f"Su referencia de pago es {payment_reference}."] if payment_reference else []
    warning = "Nunca le pedimos claves ni datos de su tarjeta por este medio."
    return "\n".join(["Puede pagar aquí:", *lines, *reference, warning])


def already_shows(payment: Payment, owed: Decimal) -> str:
    start = f"Su pago de {money(payment.amount)} del {long_date(payment.paid_on)} sí aparece."
    return f"{start} Está al día." if owed <= 0 else f"{start} Le faltan {money(owed)}."


def reported(report: PaymentReport, expected: date) -> str:
    """The payment is younger than payments take to show."""
    days = counted(entity().payment_posting.business_days, "día hábil", "días hábiles")
    return (
        f"Anoté su pago de {money(report.amount)} del {long_date(report.paid_on)}. Los pagos aparecen en {days}: "
        f"debe verse a más tardar el {long_date(expected)}. Guarde el comprobante y, si ese día no aparece, escríbame."
    )


def reported_late(report: PaymentReport) -> str:
    """The payment should show by now: it became a case."""
    return (
        f"Su pago de {money(report.amount)} del {long_date(report.paid_on)} ya debería aparecer. "
        "Guarde el comprobante: se lo vamos a pedir para verificarlo."
    )


def to_come(report: PaymentReport | None) -> str:
    """A payment that is still to be made, beside the one that was reported, if any."""
    days = counted(entity().payment_posting.business_days, "día hábil", "días hábiles")
    then = f"Cuando pague, el pago aparece en {days}: guarde el comprobante."
    if report is None:
        return then
    return (
        f"De acuerdo. Eso no cambia el pago que anoté: {money(report.amount)} del {long_date(report.paid_on)}. {then}"
    )


def which_is_right(report: PaymentReport) -> str:
    """Something of a report is wrong, and what is right was not said."""
    return f"Tengo anotado {money(report.amount)} del {long_date(report.paid_on)}. ¿Cuál es el valor o el día correcto?"


def corrected(report: PaymentReport, expected: date) -> str:
    said = f"Corregido: {money(report.amount)} del {long_date(report.paid_on)}."
    return f"{said} Debe verse a más tardar el {long_date(expected)}."


def corrected_in_case(report: PaymentReport) -> str:
    return (
        f"Corregido: {money(report.amount)} del {long_date(report.paid_on)}. Así queda en su caso {report.case_number}."
    )


def case_closed(report: PaymentReport) -> str:
    """What is to be corrected of a report whose case was answered as it stood."""
    return (
        f"Su caso {report.case_number} ya está cerrado, con {money(report.amount)} del {long_date(report.paid_on)}. "
        "Si ese dato no es correcto, se lo revisa una persona."
    )


def already_reported(report: PaymentReport, expected: date) -> str:
    case = f", caso {report.case_number}" if report.case_number else ""
    start = f"Ya tengo anotado su pago de {money(report.amount)} del {long_date(report.paid_on)}{case}."
    if report.case_number:
        return f"{start} Está en verificación."
    return f"{start} Debe verse a más tardar el {long_date(expected)}."


def payment_found(report: PaymentReport) -> str:
    return f"Encontramos el pago que nos reportó (caso {report.case_number}). Gracias por avisarnos."


def payment_missing(report: PaymentReport) -> str:
    """An agent has looked for the payment; the way on is to have its case reopened, with the receipt."""
    return (
        f"Buscamos el pago que nos reportó (caso {report.case_number}) y no aparece. "
        "Si tiene el comprobante, pida aquí «reabrir mi caso» y envíelo."
    )


def report_terms(report: PaymentReport) -> str:
    """What was told, for the agent who looks for it."""
    return f"{money(report.amount)} del {long_date(report.paid_on)}."


def agreement_offer(owed: Decimal) -> str:
    rules = entity().payment_agreement
    down = agreements.first_payment(owed)
    return (
        f"Debe {money(owed)}. Puede pagar {money(down)} al comienzo ({rules.down_payment_percent} %) y el resto en "
        f"{rules.min_instalments} a {rules.max_instalments} cuotas."
    )


def agreement_terms(asked: PaymentAgreement) -> str:
    """What was asked for, for the agent who decides and for who asked."""
    each = money(agreements.instalment(asked.amount, asked.instalments))
    return (
        f"{money(asked.amount)} así: {money(agreements.first_payment(asked.amount))} al comienzo y "
        f"{counted(asked.instalments, 'cuota')} de unos {each}, sin contar intereses."
    )


def agreement_decided(asked: PaymentAgreement, decided: str) -> str:
    """How an agent has decided, "confirmado" or "sin aprobar"."""
    of_case = f" (caso {asked.case_number})" if asked.case_number else ""
    return f"Su acuerdo de pago en {counted(asked.instalments, 'cuota')}{of_case} quedó {decided}."


def agreement_asked(asked: PaymentAgreement) -> str:
    """What was asked for; interest is the agent's to state."""
    return (
        f"Pidió pagar {agreement_terms(asked)} "
        "Un asesor lo revisa y se lo confirma por aquí; hasta entonces no está aprobado."
    )


def agreement_refused(obstacle: Obstacle) -> str:
    rules = entity().payment_agreement
    match obstacle:
        case Obstacle.NOTHING_OWED:
            return "Su cuenta está al día: no hay nada para pagar en cuotas."
        case Obstacle.TOO_LITTLE:
            return f"Los acuerdos de pago son para deudas desde {money(rules.min_debt)}."
        case Obstacle.TOO_MUCH:
            return f"Para deudas de más de {money(rules.max_debt)} el acuerdo lo define un asesor."
    return "Ya hay una solicitud de acuerdo de pago para su cuenta. Un asesor se la confirma por aquí."


def instalments_allowed() -> str:
    rules = entity().payment_agreement
    return f"Puede elegir entre {rules.min_instalments} y {rules.max_instalments} cuotas."


def instalments_compared(owed: Decimal) -> str:
    """What the fewest and the most instalments come to."""
    rules = entity().payment_agreement
    few, many = rules.min_instalments, rules.max_instalments
    return (
        f"Al comienzo paga {money(agreements.first_payment(owed))}. En {few} cuotas, cada una sería de unos "
        f"{money(agreements.instalment(owed, few))}; en {many}, de unos {money(agreements.instalment(owed, many))}, "
        "sin contar intereses."
    )
