"""Payments that do not show: the case that a late one becomes, and what is corrected of the report just made."""

from datetime import date
from decimal import Decimal

from rasa_sdk import Tracker
from sqlalchemy import select

from actions.context import Turn
from actions.handing_over import to_a_person as hand_over
from bot import attention, clock
from bot.billing import balance, payment_phrases, reports, told_payment
from bot.billing.account import Account
from bot.billing.payment import PaymentReport
from bot.cases import correcting, filing
from bot.cases import phrases as case_phrases
from bot.cases.case import Case
from bot.citizens import claim
from bot.formats import long_date, money
from bot.messaging import follow_on
from bot.messaging.content import Reply
from bot.messaging.person import PERSON
from bot.words import plain


async def file(now: Turn, account: Account, amount: Decimal, paid_on: date) -> Case:
    """The case of a payment that should show by now."""
    return await filing.file_case(
        now.session,
        now.conversation,
        kind="reclamo",
        account_number=account.number,
        text=_case_text(account, amount, paid_on),
        event_id=now.event_id,
    )


async def to_a_person(now: Turn, tracker: Tracker, reason: str, case: Case) -> None:
    """Put the conversation into the agents' queue where people attend now; otherwise the case waits for them."""
    if attention.is_open():
        await hand_over(now, tracker, reason=reason, headline=f"Caso {case.number}. {case.text}")


async def correction(now: Turn, account: Account, tracker: Tracker) -> Reply | None:
    """What there is to say where the message gives the report just made another amount or day, or tells of a payment
    that is still to come; None otherwise.
    """
    if _answers_a_form(tracker):
        return None
    report = await reports.just_made(now.session, now.conversation.id, account.number)
    said = await now.words(tracker)
    told = told_payment.read(said, clock.today(), thousands=True)
    if told.to_come and (report or follow_on.payment_to_come(said)):
        return Reply(text=payment_phrases.to_come(report))
    return await _correct(now, account, tracker, report, told) if report and _corrects(tracker, said) else None


async def _correct(
    now: Turn, account: Account, tracker: Tracker, report: PaymentReport, told: told_payment.Told
) -> Reply:
    """Give the report the amount and the day that were told."""
    amount, paid_on = told.amount or report.amount, told.paid_on or report.paid_on
    if (amount, paid_on) == (report.amount, report.paid_on) or paid_on > clock.today():
        return Reply(text=payment_phrases.which_is_right(report))
    finding = await reports.look_up(now.session, account.number, amount=amount, paid_on=paid_on)
    case = await now.session.scalar(select(Case).where(Case.number == report.case_number))
    if finding.found:
        report.closed_at = clock.now()
        if case:
            await correcting.note(now.session, case, f"{money(amount)} del {long_date(paid_on)}, que sí aparece")
        owed = await balance.balance(now.session, account.number)
        return Reply(text=payment_phrases.already_shows(finding.found, owed))
    if case:
        return await _in_case(now, account, report, case, (amount, paid_on))
    report.amount, report.paid_on = amount, paid_on
    if report.case_number or not finding.expected:
        return await _late_after_all(now, account, tracker, report)
    return Reply(text=payment_phrases.corrected(report, finding.expected))


async def _in_case(
    now: Turn, account: Account, report: PaymentReport, case: Case, right: tuple[Decimal, date]
) -> Reply:
    """Correct a report and its case, unless that is closed: then a person is offered."""
    before, after = _case_text(account, report.amount, report.paid_on), _case_text(account, *right)
    if not await correcting.correct(now.session, case, before, after):
        return Reply(text=payment_phrases.case_closed(report), choices=[PERSON])
    report.amount, report.paid_on = right
    return Reply(text=payment_phrases.corrected_in_case(report))


async def _late_after_all(now: Turn, account: Account, tracker: Tracker, report: PaymentReport) -> Reply:
    case = await file(now, account, report.amount, report.paid_on)
    report.case_number = case.number
    await to_a_person(now, tracker, "payment_report", case)
    return Reply(text=f"Corregido. {payment_phrases.reported_late(report)} {case_phrases.filed(case)}")


def _answers_a_form(tracker: Tracker) -> bool:
    """Whether a form is open, or was until the latest message answered the last of its questions."""
    if tracker.active_loop.get("name"):
        return True
    events = (event.get("event") for event in reversed(tracker.events))
    return next((event for event in events if event in {"user", "active_loop"}), None) == "active_loop"


def _corrects(tracker: Tracker, said: str) -> bool:
    """Whether words after a report give its data anew: read so by the platform, or by what they say."""
    if str(tracker.latest_message.get("text") or "").startswith("/"):
        return bool(said) and follow_on.corrects_payment(said)
    only_data = (tracker.latest_message.get("intent") or {}).get("name") == "inform"
    return only_data or claim.CORRECTING.search(plain(said)) is not None


def _case_text(account: Account, amount: Decimal, paid_on: date) -> str:
    return f"Un pago de {money(amount)} del {long_date(paid_on)} no aparece en la cuenta {account.number}."
