"""Legal days: terms that cross holidays, counted by hand, and where a local day begins."""

from datetime import UTC, date, datetime

import pytest

from bot import attention
from bot.cases import calendar

DAY = date.fromisoformat

GOLDEN = [
    ("2025-12-23", "2025-12-31", "2026-01-08", "2026-01-16", "2026-02-06"),
    ("2026-03-27", "2026-04-07", "2026-04-14", "2026-04-21", "2026-05-13"),
    ("2026-06-26", "2026-07-06", "2026-07-14", "2026-07-22", "2026-08-13"),
    ("2026-11-20", "2026-11-27", "2026-12-04", "2026-12-14", "2027-01-06"),
    ("2026-12-18", "2026-12-28", "2027-01-05", "2027-01-13", "2027-02-03"),
]
VECTORS = [(row[0], days, row[place]) for row in GOLDEN for place, days in enumerate((5, 10, 15, 30), 1)]


@pytest.mark.parametrize(("received", "days", "due"), VECTORS)
def test_golden_vectors(received, days, due):
    assert calendar.add_business_days(DAY(received), days) == DAY(due)


def test_the_holiday_of_2026_counts():
    assert attention.is_holiday(date(2026, 7, 13))
    assert not calendar.is_business_day(date(2026, 7, 13))


def test_two_holidays_on_one_monday_count_once():
    assert calendar.add_business_days(date(2025, 6, 27), 1) == date(2025, 7, 1)


def test_a_term_has_at_least_one_day():
    with pytest.raises(ValueError, match="at least one day"):
        calendar.add_business_days(date(2026, 1, 1), 0)


def test_the_local_date_counts_not_the_one_in_utc():
    # Friday 23:30 in Bogotá is Saturday in UTC; both begin to count on Monday, but on Thursday night it matters.
    thursday_night = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
    due_on, term = calendar.due_date("reclamo", thursday_night)
    assert term.key == "CO.SPD.PQR"
    assert (
        due_on
        == calendar.add_business_days(date(2026, 11, 19), 15)
        != calendar.add_business_days(DAY("2026-11-20"), 15)
    )


@pytest.mark.parametrize(("kind", "days"), [("reclamo", 15), ("peticion_informacion", 10), ("consulta", 30)])
def test_each_kind_has_its_term(kind, days):
    noon = datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert calendar.due_date(kind, noon)[0] == calendar.add_business_days(date(2026, 11, 20), days)


def test_a_kind_without_a_term_is_told():
    with pytest.raises(KeyError, match="no legal term for favor"):
        calendar.due_date("favor", datetime(2026, 11, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("today", "left"),
    [
        ("2026-12-14", 0),
        ("2026-12-11", 1),
        ("2026-11-20", 15),
        ("2026-12-15", -1),
        ("2026-12-21", -5),
        ("2026-12-13", 1),
    ],
)
def test_days_left(today, left):
    assert calendar.days_left(DAY("2026-12-14"), DAY(today)) == left
