"""Builders of accounts, bills and payments: every argument has a good default."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.billing import agreements, reports
from bot.billing.account import Account, AccountService
from bot.billing.bill import Bill, BillLine, BillReading
from bot.billing.masking import mask_meter, mask_name
from bot.billing.payment import Payment, PaymentAgreement, PaymentReport
from bot.cases.case import Case
from bot.citizens import facts
from bot.citizens.consent import Consent
from bot.citizens.identity import VerifiedIdentity
from bot.entity import entity
from bot.messaging.conversation import Conversation

DOCUMENT, METER = "1020304521", "EN-10007788"
_numbers = itertools.count(4100001)


async def create_account(
    session: AsyncSession,
    *,
    document: str = DOCUMENT,
    meter: str = METER,
    services: tuple[str, ...] = ("energia",),
    **fields: Any,
) -> Account:
    """An account; its second facts are the ends of `document` and `meter`."""
    number = fields.pop("number", None) or str(next(_numbers))
    defaults: dict[str, Any] = {
        "holder_masked": mask_name("María Pérez"),
        "document_digest": facts.digest(number, "document", document),
        "address": "Calle 10 # 5-20",
        "neighborhood": "Centro",
        "municipality": "Villa Serrana",
        "stratum": 2,
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }
    account = Account(number=number, **(defaults | fields))
    account.services = [
        AccountService(
            service=service, meter_masked=mask_meter(meter), meter_digest=facts.digest(number, "meter", meter)
        )
        for service in services
    ]
    session.add(account)
    await session.flush()
    return account


def make_lines(**amounts: int) -> list[BillLine]:
    """Lines by kind: `make_lines(consumption=90_000, subsidy=-10_000)`."""
    return [
        BillLine(position=position, kind=kind, service="energia", name=kind.capitalize(), amount=Decimal(amount))
        for position, (kind, amount) in enumerate(amounts.items(), 1)
    ]


async def create_bill(
    session: AsyncSession,
    account: Account,
    *,
    period: str = "",
    issued_on: date | None = None,
    lines: list[BillLine] | None = None,
    readings: list[BillReading] | None = None,
    **fields: Any,
) -> Bill:
    """A bill, issued a week ago and due in eight days; its total is that of its lines."""
    issued = issued_on or clock.today() - timedelta(days=7)
    lines = lines or make_lines(consumption=120_500)
    defaults: dict[str, Any] = {
        "period": period or f"{issued:%Y-%m}",
        "issued_on": issued,
        "due_on": issued + timedelta(days=15),
        "suspension_on": issued + timedelta(days=25),
        "total": sum((line.amount for line in lines), Decimal(0)),
        "payment_reference": f"{account.number}{issued:%y%m}",
    }
    bill = Bill(account_number=account.number, lines=lines, readings=readings or [], **(defaults | fields))
    session.add(bill)
    await session.flush()
    return bill


async def create_payment(session: AsyncSession, bill: Bill, **fields: Any) -> Payment:
    """A payment of the whole bill, two days after its issue."""
    defaults: dict[str, Any] = {
        "reference": f"pay-{next(_numbers)}",
        "period": bill.period,
        "paid_on": bill.issued_on + timedelta(days=2),
        "amount": bill.total,
        "place": "Banco de la Sierra",
    }
    payment = Payment(account_number=bill.account_number, **(defaults | fields))
    session.add(payment)
    await session.flush()
    return payment


async def accept_policy(session: AsyncSession, conversation: Conversation, *, accepted: bool = True) -> None:
    """The citizen has answered the question for consent."""
    session.add(
        Consent(
            address_id=conversation.address_id,
            accepted=accepted,
            policy_version=entity().privacy.version,
            text_hash="-",
            channel=conversation.address.channel,
            answered_at=clock.now(),
        )
    )
    await session.flush()


async def verify(session: AsyncSession, conversation: Conversation, account: Account, **fields: Any) -> None:
    """The citizen has passed the identity check for the account."""
    defaults: dict[str, Any] = {"level": 1, "verified_at": clock.now(), "used_at": clock.now()}
    session.add(
        VerifiedIdentity(address_id=conversation.address_id, account_number=account.number, **(defaults | fields))
    )
    await session.flush()


async def create_agreement(session: AsyncSession, case: Case) -> PaymentAgreement:
    """What somebody who owes 300,000 asks to pay in six instalments, with its case."""
    account = await create_account(session)
    await create_bill(session, account, lines=make_lines(consumption=300_000))
    return await agreements.request(
        session, account.number, instalments=6, conversation_id=case.conversation_id, case_number=case.number
    )


async def create_report(session: AsyncSession, case: Case) -> PaymentReport:
    """What somebody has paid a month ago and misses, with its case."""
    account = await create_account(session)
    return await reports.report(
        session,
        account.number,
        amount=Decimal(130_000),
        paid_on=clock.today() - timedelta(days=30),
        conversation_id=case.conversation_id,
        case_number=case.number,
    )
