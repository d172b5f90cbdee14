"""The worker: answers conversations, delivers messages, keeps house."""

import asyncio
import contextlib
import logging
import signal
from uuid import UUID, uuid4

from bot import assistant, jobs
from bot.database import transaction
from bot.messaging import sending_process
from bot.settings import settings
from connectors import pace, registry

RESTART_SECONDS = 1.0
GRACE_SECONDS = 10.0
LEAVING_SECONDS = 2.0
# Jobs that wait for a moment, or that were held back by the lock of one that has just ended, are announced to nobody:
# they are found by looking.
POLLING_SECONDS = 0.5
# Nobody waits for what these do: they look, and are not told. Each connection that listens is woken by every
# notification in the database.
UNHURRIED = {jobs.MEDIA, jobs.LEARNING, jobs.HOUSEKEEPING}

log = logging.getLogger(__name__)


async def work() -> None:
    """Work until SIGTERM or SIGINT. Each kind of job has places of its own, so that none waits for another kind."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    places = {
        jobs.INBOUND: settings().inbound_concurrency,
        jobs.OUTBOUND: settings().outbound_concurrency,
        jobs.URGENT: 4,
        jobs.MEDIA: 3,
        jobs.LEARNING: 2,  # a training, and the change of models beside it
    }
    for connector in registry.configured():
        await connector.start()
    async with jobs.open_app():
        sharing = asyncio.create_task(keep_to_share())
        serving = [asyncio.create_task(serve(queue, concurrency)) for queue, concurrency in places.items()]
        serving.append(asyncio.create_task(serve(jobs.HOUSEKEEPING, 2)))
        await stopping.wait()
        for task in (*serving, sharing):
            task.cancel()
        await asyncio.gather(*serving, sharing, return_exceptions=True)
    for connector in registry.configured():
        await connector.stop()
    await assistant.close()


async def keep_to_share() -> None:
    """Say every few seconds that this process sends, and keep to its share of each provider's rate."""
    process = uuid4()
    try:
        while True:
            await _announce(process)
            await asyncio.sleep(sending_process.ANNOUNCED_EVERY)
    finally:
        with contextlib.suppress(Exception):
            async with asyncio.timeout(LEAVING_SECONDS), transaction() as session:
                await sending_process.leave(session, process)


async def _announce(process: UUID) -> None:
    try:
        async with transaction() as session:
            count = await sending_process.announce(session, process)
    except Exception as error:
        log.info("who else sends is not known now: %s", type(error).__name__)
    else:
        pace.shared_by(count)


async def serve(queue: str, concurrency: int) -> None:
    """Run the jobs of one queue until cancelled, on an open `jobs.app`.

    A lost database ends a run, and the next one begins a second later; recovery takes up what the lost one had begun.
    """
    while True:
        try:
            await jobs.app.run_worker_async(
                queues=[queue],
                concurrency=concurrency,
                fetch_job_polling_interval=POLLING_SECONDS,
                listen_notify=queue not in UNHURRIED,
                install_signal_handlers=False,
                delete_jobs="always",
                update_heartbeat_interval=settings().worker_stalled_seconds / 4,
                stalled_worker_timeout=settings().worker_stalled_seconds,
                shutdown_graceful_timeout=GRACE_SECONDS,
            )
        except Exception as error:
            log.warning("the %s queue lost its database (%s); starting again", queue, type(error).__name__)
        await asyncio.sleep(RESTART_SECONDS)
