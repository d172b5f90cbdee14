"""What a case asks an agent to decide: may a debt be paid in instalments, has a payment come? Its outcome decides."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.billing import agreements, payment_phrases, reports
from bot.billing.payment import PaymentAgreement, PaymentReport

_AGREEMENT = {"solved": agreements.CONFIRMED, "denied": agreements.REFUSED}


@dataclass(frozen=True)
class Verdict:
    """One way to decide. `button` and `note` are what an agent presses and what the case's history keeps; `told` is
    what the citizen reads, without amounts: the identity check may have ended.
    """

    button: str
    note: str
    told: str


@dataclass(frozen=True)
class Decision:
    """What waits for an agent: `title` and `terms` say what was asked for; `verdicts` are by outcome (OUTCOMES)."""

    title: str
    terms: str
    verdicts: dict[str, Verdict]


async def waiting(session: AsyncSession, case_numbers: Iterable[str]) -> dict[str, Decision]:
    """What waits for a decision, by the number of its case."""
    numbers = list(case_numbers)
    asked = {one.case_number: _of_agreement(one) for one in await agreements.undecided(session, numbers)}
    missing = {one.case_number: _of_report(one) for one in await reports.unsettled(session, numbers)}
    return {number: decision for number, decision in (missing | asked).items() if number}


async def settle(session: AsyncSession, case_number: str, outcome: str, *, agent_id: int | None) -> str:
    """Decide as its outcome does what a case that ends has waited for; what no agent decides lapses with the case.

    The verdict's note, or "" where there was nothing to decide.
    """
    decision = (await waiting(session, [case_number])).get(case_number)
    verdict = decision.verdicts.get(outcome) if decision and agent_id else None
    status = _AGREEMENT[outcome] if verdict else agreements.LAPSED
    await agreements.settle(session, case_number, status, agent_id=agent_id if verdict else None)
    await reports.settle(session, case_number)
    return verdict.note if verdict else ""


async def renew(session: AsyncSession, case_number: str) -> None:
    """Have what a case asked for wait again, now that it is open again."""
    await agreements.renew(session, case_number)
    await reports.renew(session, case_number)


def _of_agreement(asked: PaymentAgreement) -> Decision:
    return Decision(
        title="Acuerdo de pago por decidir",
        terms=payment_phrases.agreement_terms(asked),
        verdicts={
            "solved": Verdict(
                button="Confirmar acuerdo",
                note="Acuerdo de pago confirmado.",
                told=payment_phrases.agreement_decided(asked, "confirmado"),
            ),
            "denied": Verdict(
                button="Rechazar acuerdo",
                note="Acuerdo de pago rechazado.",
                told=payment_phrases.agreement_decided(asked, "sin aprobar"),
            ),
        },
    )


def _of_report(made: PaymentReport) -> Decision:
    return Decision(
        title="Pago por verificar",
        terms=payment_phrases.report_terms(made),
        verdicts={
            "solved": Verdict(
                button="Pago encontrado", note="Pago encontrado.", told=payment_phrases.payment_found(made)
            ),
            "denied": Verdict(
                button="Pago no aparece", note="El pago no aparece.", told=payment_phrases.payment_missing(made)
            ),
        },
    )
