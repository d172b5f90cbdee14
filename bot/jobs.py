"""The jobs of the platform: what is deferred, on which queue, under which lock.

A job is only a hint that a conversation has work; the work itself is in the conversation's rows, so a job that runs
twice does nothing the second time. Nothing is deferred far ahead: what happens later is a row with its due time
(docs/structure.md).
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import has_hung_up
from bot.settings import settings

INBOUND, OUTBOUND, URGENT, HOUSEKEEPING = "inbound", "outbound", "urgent", "housekeeping"
MEDIA, LEARNING = "media", "learning"
RETRY_SECONDS = 1.0

log = logging.getLogger(__name__)


async def _alive(connection: AsyncConnection[Any]) -> None:
    """Instead of a query before each use: a look at the socket."""
    if has_hung_up(connection):
        raise OperationalError("the server has closed the connection")


async def _autocommit(connection: AsyncConnection[Any]) -> None:
    """Each call of the queue is one statement: no transaction to begin and end around it."""
    await connection.set_autocommit(True)


def _pool(**arguments: Any) -> AsyncConnectionPool:
    return AsyncConnectionPool(**(arguments | {"check": _alive, "configure": _autocommit}))


app = App(
    connector=PsycopgConnector(
        pool_factory=_pool,
        conninfo=settings().database_url,
        # What this pool writes is which job was taken and done: lost in a power cut, the job is done again, which does
        # nothing. Jobs are deferred on the connection of their cause, and wait for the disk with it.
        kwargs={"options": "-csearch_path=queue,app -csynchronous_commit=off", "connect_timeout": 3},
        min_size=1,
        max_size=12,
        timeout=10,
    )
)


@asynccontextmanager
async def open_app() -> AsyncIterator[App]:
    """The app with connections of its own, for a process that runs jobs; waits for the database to be there."""
    while True:
        try:
            await app.open_async()
            break
        except ConnectorException:
            log.warning("the queue's database is away; trying again")
            await asyncio.sleep(RETRY_SECONDS)
    try:
        yield app
    finally:
        await app.close_async()


async def connection(session: AsyncSession) -> AsyncConnection[Any]:
    """The session's own connection: a job deferred on it commits, or not, with everything else."""
    raw = await (await session.connection()).get_raw_connection()
    driver = raw.driver_connection
    assert isinstance(driver, AsyncConnection)
    return driver


async def defer_inbound(session: AsyncSession, conversation_id: int) -> None:
    """This conversation has messages to answer."""
    await handle_conversation.configure(
        connection=await connection(session), lock=f"inbound:{conversation_id}"
    ).defer_async(conversation_id=conversation_id)


async def defer_outbound(session: AsyncSession, conversation_id: int) -> None:
    """This conversation has messages to deliver. Its lock is not the inbound one: a slow provider never stops
    listening.
    """
    await deliver_conversation.configure(
        connection=await connection(session), lock=f"outbound:{conversation_id}"
    ).defer_async(conversation_id=conversation_id)


async def wake_later(session: AsyncSession, side: str, conversation_id: int, after: timedelta) -> None:
    """Look at one side ("inbound" or "outbound") of a conversation again after a while.

    The waiting job has no lock, since a waiting job would hold back every later one of the same lock (procrastinate
    #1599).
    """
    await wake.configure(connection=await connection(session), schedule_at=datetime.now(UTC) + after).defer_async(
        side=side, conversation_id=conversation_id
    )


async def defer_fetch(session: AsyncSession, attachment_id: int, after: timedelta = timedelta()) -> None:
    """This attachment's file is to be had from its provider."""
    await fetch_attachment.configure(
        connection=await connection(session), schedule_at=datetime.now(UTC) + after if after else None
    ).defer_async(attachment_id=attachment_id)


@app.task(name="handle_conversation", queue=INBOUND)
async def handle_conversation(conversation_id: int) -> None:
    """Answer a conversation's unhandled messages, one by one, in their order."""
    from bot.messaging import inbox

    await inbox.handle(conversation_id)


@app.task(name="deliver_conversation", queue=OUTBOUND)
async def deliver_conversation(conversation_id: int) -> None:
    """Hand a conversation's waiting deliveries to its provider, in their order."""
    from bot.messaging import delivery

    await delivery.deliver(conversation_id)


@app.task(name="deliver_urgent", queue=URGENT, priority=100)
async def deliver_urgent(message_id: int) -> None:
    """Hand one urgent message to its provider, before and beside everything else."""
    from bot.messaging import delivery

    await delivery.deliver_urgent(message_id)


@app.task(name="fetch_attachment", queue=MEDIA)
async def fetch_attachment(attachment_id: int) -> None:
    """Have a citizen's file from its provider."""
    from bot.media import fetching

    await fetching.fetch(attachment_id)


@app.task(name="wake", queue=HOUSEKEEPING)
async def wake(side: str, conversation_id: int) -> None:
    """The end of a pause after a failure."""
    from bot.database import transaction

    async with transaction() as session:
        await (defer_inbound if side == INBOUND else defer_outbound)(session, conversation_id)


@app.task(name="apply_status", queue=HOUSEKEEPING)
async def apply_status(update: dict[str, Any], attempt: int) -> None:
    """A provider's report that came before its message was recorded as accepted."""
    from bot.messaging import reports
    from bot.messaging.content import StatusUpdate

    await reports.apply(StatusUpdate.model_validate(update), attempt=attempt)


@app.task(name="train_candidate", queue=LEARNING)
async def train_candidate(run_id: int) -> None:
    """Train a candidate and compare it with the model in use."""
    from bot.learning import training

    await training.train(run_id)


@app.task(name="use_chosen_model", queue=LEARNING)
async def use_chosen_model() -> None:
    """Have the assistant load the model that was chosen."""
    from bot.learning import switching

    await switching.switch()


@app.periodic(cron="* * * * * */10", periodic_id="learning")
@app.task(name="keep_learning", queue=LEARNING, queueing_lock="keep_learning")
async def keep_learning(timestamp: int) -> None:
    """After a restart the assistant has the model it was started with; a run whose worker is gone has failed."""
    from bot.database import transaction
    from bot.learning import switching, training_run

    async with transaction() as session:
        await training_run.end_lost(session)
    await switching.switch()


@app.periodic(cron="* * * * * */5", periodic_id="recover")
@app.task(name="recover", queue=HOUSEKEEPING, queueing_lock="recover")
async def recover(timestamp: int) -> None:
    """Take up what a dead worker left: its jobs, and conversations with work that no job knows of."""
    from bot import recovery

    await recovery.recover()


@app.periodic(cron="* * * * * */10", periodic_id="held")
@app.task(name="send_held", queue=HOUSEKEEPING, queueing_lock="send_held")
async def send_held(timestamp: int) -> None:
    """Try again what was held until now."""
    from bot.database import transaction
    from bot.messaging import held

    async with transaction() as session:
        await held.send_due(session)


@app.periodic(cron="17 * * * *", periodic_id="tidy")
@app.task(name="tidy", queue=HOUSEKEEPING, queueing_lock="tidy")
async def tidy(timestamp: int) -> None:
    """Forget what has served its time."""
    from bot.citizens import identity, lock
    from bot.database import transaction
    from bot.learning import misunderstood

    async with transaction() as session:
        await lock.forget_old(session)
        await identity.forget_old(session)
        await misunderstood.forget_old(session)


@app.periodic(cron="41 3 * * *", periodic_id="tidy_files")
@app.task(name="tidy_files", queue=HOUSEKEEPING, queueing_lock="tidy_files")
async def tidy_files(timestamp: int) -> None:
    """Delete files whose time is over, and bytes that no row names."""
    from bot.media import retention

    await retention.forget_old()
    await retention.sweep()


@app.periodic(cron="53 3 * * *", periodic_id="tidy_models")
@app.task(name="tidy_models", queue=LEARNING, queueing_lock="tidy_models")
async def tidy_models(timestamp: int) -> None:
    """Delete models that nobody uses any more; none while the assistant is away and cannot say which it has."""
    from bot import assistant
    from bot.database import transaction
    from bot.learning import old_models

    loaded = await assistant.loaded_model()
    if loaded is not None:
        async with transaction() as session:
            await old_models.delete(session, loaded)


@app.periodic(cron="* * * * *", periodic_id="lost_calls")
@app.task(name="end_lost_calls", queue=HOUSEKEEPING, queueing_lock="end_lost_calls")
async def end_lost_calls(timestamp: int) -> None:
    """End telephone calls whose end nobody told."""
    from bot.calls import calls
    from bot.database import transaction

    async with transaction() as session:
        await calls.end_lost(session)


@app.periodic(cron="* * * * * */10", periodic_id="follow_ups")
@app.task(name="send_follow_ups", queue=HOUSEKEEPING, queueing_lock="send_follow_ups")
async def send_follow_ups(timestamp: int) -> None:
    """Send the follow-ups that have come due."""
    from bot.database import transaction
    from bot.followup import follow_up

    async with transaction() as session:
        await follow_up.send_due(session)
