"""Moving the clock of a test to a time at the office."""

from datetime import datetime, time, timedelta

from bot import clock
from bot.cases.calendar import is_business_day
from bot.entity import entity

OPEN, CLOSED = time(10, 0), time(22, 0)


def move_to(local_time: time) -> datetime:
    """Move the clock to this time on the next business day, and give that moment back."""
    clock.move(timedelta())
    day = clock.today() + timedelta(days=1)
    while not is_business_day(day):
        day += timedelta(days=1)
    moment = datetime.combine(day, local_time, tzinfo=entity().zone)
    clock.move(moment - clock.now())
    return moment
