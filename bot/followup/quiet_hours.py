"""When the office may start a conversation by itself (Ley 2300 de 2023; hours in entity.yml)."""

from datetime import datetime

from bot import attention, clock
from bot.entity import WEEKDAYS, entity


def may_contact(moment: datetime) -> bool:
    """Whether a survey or a reminder may go out at an aware moment: in the contact hours, and never on a holiday."""
    here = clock.local(moment)
    if attention.is_holiday(here.date()):
        return False
    return any(
        WEEKDAYS[here.weekday()] in hours.days and hours.opens <= here.time() < hours.closes
        for hours in entity().contact_hours
    )
