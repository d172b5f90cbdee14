"""Steps of calls that came while the database was away: stored when it is back, with nobody there to be answered."""

from datetime import datetime

from bot import clock
from bot.calls import callback, calls
from bot.database import transaction
from bot.formats import long_date, time_of_day
from bot.messaging import intake
from connectors.voice import away, dialog
from connectors.voice.keys import Meaning, meaning
from connectors.voice.step import Step

WHEN, WHY = "Llamó el {day} a las {time}", ", cuando no se le podía atender."


async def greeted(step: Step, received_at: datetime) -> None:
    """Somebody called. Who hears the greeting and hangs up is not called back, now as ever."""
    await dialog.begin(step, received_at)


async def transferred(step: Step) -> None:
    """The caller spoke with a person, which settles the promise to call; or nobody answered, and it stands."""
    await dialog.transferred(step)


async def heard(step: Step, received_at: datetime, *, answered: bool) -> None:
    """What was heard, if anything, goes into the call's conversation, and the caller is to be called.

    `answered`: with an emergency's script.
    """
    meant = await _meant(step)
    if meant.inbound:
        left = meant.inbound.model_copy(update={"for_person": True})
        await intake.store_spooled(left, received_at, answered=answered)
    async with transaction() as session:
        on = await calls.take(session, step.caller, received_at)
        await calls.handed(session, on)
        # After the promise another number may have been given, which stays.
        given = await callback.open_one(session, on.conversation.id) if step.noted else None
        number = meant.number or (given.number if given else calls.number_of(step.caller.address))
        await callback.request(session, on.conversation, number, received_at)
        if WHY not in on.conversation.summary:
            when = WHEN.format(day=long_date(clock.local(received_at).date()), time=time_of_day(received_at))
            on.conversation.summary = f"{on.conversation.summary}\n{when}{WHY}".strip()


async def _meant(step: Step) -> Meaning:
    if step.is_silent:
        return Meaning()
    _, before = await dialog.said_before(step)
    return meaning(step, before or away.told_before(step))
