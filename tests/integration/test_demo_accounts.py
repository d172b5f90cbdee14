from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import func, select

from bot import clock
from bot.billing import balance
from bot.billing.account import Account
from bot.billing.bill import Bill, BillLine
from bot.billing.payment import Payment, PaymentReport
from bot.citizens import facts
from bot.demo import accounts
from bot.demo.cast import cast
from bot.demo.people import ACCOUNTS
from bot.entity import entity
from bot.outages import demo as outages
from bot.outages import finding

CAST = {role.key: person for role, person in cast()}


def move_to_day(day: date) -> None:
    clock.move(timedelta())
    clock.move(datetime.combine(day, datetime.min.time().replace(hour=12), tzinfo=entity().zone) - clock.now())


async def seed(session):
    await outages.seed(session, Random(1), clock.today())
    await accounts.seed(session, clock.today())


async def newest_bill(session, number):
    bill = await balance.latest_bill(session, number)
    assert bill is not None
    return bill


async def older_bill(session, bill):
    older = await balance.neighbour(session, bill)
    assert older is not None
    return older


async def standing(session, key):
    return await balance.state_of(session, await newest_bill(session, CAST[key].number))


async def check_stories(session):
    """Every named account is in the state that its story tells, today."""
    for key, person in CAST.items():
        state = await standing(session, key)
        assert state.bill.due_on > clock.today(), key
        assert state.bill.issued_on < clock.today(), key
        assert state.is_paid == (key == "paid"), key
        assert (state.bill.carried > 0) == (key == "arrears"), key
        older = await older_bill(session, state.bill)
        ratio = state.bill.readings[1].consumption / older.readings[1].consumption
        assert (ratio > 1.8) == (key == "high"), key
        assert (state.bill.readings[1].basis == "average") == (key == "estimated"), key
        home = (await session.get_one(Account, person.number)).neighborhood
        dark = await finding.current(session, neighborhood=home, service="energia")
        assert bool(dark) == (key == "outage"), key


async def totals(session):
    """What every bill came to."""
    found = await session.execute(select(Bill.account_number, Bill.period, Bill.total))
    return {(number, period): total for number, period, total in found}


@pytest.mark.parametrize("day", ["2026-12-01", "2027-03-08", "2027-05-31", "2028-02-29"])
async def test_the_stories_are_true_on_any_day(session, day):
    move_to_day(date.fromisoformat(day))
    await seed(session)
    await check_stories(session)


async def test_everybody_has_a_year_of_bills_that_add_up(session):
    await seed(session)
    assert await session.scalar(select(func.count()).select_from(Account)) == ACCOUNTS
    counts = await session.execute(select(Bill.account_number, func.count()).group_by(Bill.account_number))
    assert {count for _, count in counts} == {12}
    sums = select(BillLine.bill_id, func.sum(BillLine.amount).label("sum")).group_by(BillLine.bill_id).subquery()
    wrong = select(func.count()).select_from(Bill).join(sums, sums.c.bill_id == Bill.id).where(sums.c.sum != Bill.total)
    assert await session.scalar(wrong) == 0
    newest = await session.scalar(select(func.max(Bill.issued_on)))
    assert clock.today() - timedelta(days=7) <= newest <= clock.today()
    assert await session.scalar(select(func.max(Payment.paid_on))) <= clock.today()


async def test_some_are_in_arrears_and_most_are_not(session):
    await seed(session)
    overdue = 0
    for number in await session.scalars(select(Account.number)):
        bill = await newest_bill(session, number)
        state = await balance.state_of(session, bill)
        overdue += state.is_overdue or bill.carried > 0
    assert 10 <= overdue <= 90


async def test_a_second_seed_of_the_same_day_is_the_same(session):
    await seed(session)
    first = await totals(session)
    await session.rollback()
    await seed(session)
    assert await totals(session) == first


@pytest.mark.parametrize("days", [1, 20, 75])
async def test_a_later_start_issues_what_has_come_due_and_keeps_what_people_did(session, days):
    move_to_day(date(2026, 11, 22))
    await seed(session)
    before = await totals(session)
    ordinary = accounts.people()[20].number
    session.add(
        PaymentReport(account_number=ordinary, amount=Decimal(1000), paid_on=clock.today(), reported_at=clock.now())
    )
    await session.flush()
    session.expunge_all()
    move_to_day(date(2026, 11, 22) + timedelta(days=days))
    await outages.refresh(session, Random(1), clock.today())
    await accounts.refresh(session, clock.today())
    session.expunge_all()
    await check_stories(session)
    named = {person.number for person in CAST.values()}
    after = await totals(session)
    assert all(after[key] == total for key, total in before.items() if key[0] not in named)
    newest = await newest_bill(session, ordinary)
    assert clock.today() - newest.issued_on < timedelta(days=32)
    assert await session.scalar(select(func.count()).select_from(PaymentReport)) == 1
    # The meters run on without a jump.
    older = await older_bill(session, newest)
    assert newest.readings[0].previous == older.readings[0].current


async def test_what_a_later_start_makes_is_what_it_would_have_been(session):
    move_to_day(date(2026, 11, 22))
    await seed(session)
    move_to_day(date(2027, 1, 22))
    await accounts.refresh(session, clock.today())
    ordinary = [person.number for person in accounts.people()[6:]]
    amounts = select(Payment.reference).where(Payment.account_number.in_(ordinary)).order_by(Payment.reference)
    moved = set(await session.scalars(amounts))
    await session.rollback()
    await seed(session)
    made = set(await session.scalars(amounts))
    assert {reference for reference in moved if reference[-7:] > "2026-12"} == {
        reference for reference in made if reference[-7:] > "2026-12"
    }


async def test_the_facts_of_the_cast_open_their_accounts(session):
    await seed(session)
    for person in CAST.values():
        account = await session.get_one(Account, person.number)
        assert account.document_digest == facts.digest(person.number, "document", person.document)
        assert person.document not in account.holder_masked
        [energy] = [held for held in account.services if held.service == "energia"]
        assert energy.meter_digest == facts.digest(person.number, "meter", person.meter("energia"))
        assert person.meter("energia")[-4:] not in energy.meter_masked
