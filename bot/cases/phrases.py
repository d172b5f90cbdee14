"""What citizens are told about their cases."""

from bot import attention
from bot.cases.case import OUTCOMES, STATUS_NAMES, Case
from bot.entity import LegalTerm, entity
from bot.formats import long_date, moment_text
from bot.words import full_stop

NOT_FOUND = (
    "No encontré ese caso entre los suyos. Revise el número; si lo radicó por otro medio, una persona puede buscarlo."
)


def filed(case: Case) -> str:
    """Number, moment of receipt, and the exact day of the answer."""
    kept = "radicado" if case.kind_name.startswith("rec") else "radicada"
    start = f"Su {case.kind_name} quedó {kept} con el número {case.number}, {moment_text(case.received_at)}"
    return f"{full_stop(start)} {due(case)}"


def due(case: Case) -> str:
    """The term in words and the exact date; a person's confirmation where the office has not confirmed the term."""
    term = _term(case)
    if term is None or not term.verified:
        return "Una persona le confirma el plazo de respuesta."
    unit = "días hábiles" if term.unit == "business" else "días calendario"
    return f"Debemos responderle en {term.days} {unit}: a más tardar el {long_date(case.due_on)}."


def who_answers(*, queued: bool) -> str:
    """Who writes next, and when."""
    if queued:
        return attention.when_answered()
    return f"{attention.when_answered()} Mientras tanto, le sigo ayudando."


def status(case: Case) -> str:
    """Where a case stands, for its citizen."""
    start = f"Su caso {case.number} está {STATUS_NAMES[case.status]}"
    if not case.is_closed:
        return f"{start}. {due(case)}"
    assert case.closed_at is not None and case.outcome is not None
    closed = full_stop(f"Se cerró {moment_text(case.closed_at)}")
    return f"{start}: {OUTCOMES[case.outcome].lower()}. {closed}"


def _term(case: Case) -> LegalTerm | None:
    return next((term for term in entity().legal_terms if term.key == case.rule_key), None)
