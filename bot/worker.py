"""The worker: answers conversations, delivers messages, keeps house."""

import asyncio
import logging
import signal

from bot import assistant, jobs
from bot.settings import settings
from connectors import registry

RESTART_SECONDS = 1.0
GRACE_SECONDS = 10.0
# Jobs that wait for a moment, or that were held back by the lock of one that has just ended, are announced to nobody:
# they are found by looking.
POLLING_SECONDS = 0.5

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
    }
    for connector in registry.configured():
        await connector.start()
    async with jobs.open_app():
        serving = [asyncio.create_task(serve(queue, concurrency)) for queue, concurrency in places.items()]
        serving.append(asyncio.create_task(serve(jobs.HOUSEKEEPING, 2)))
        await stopping.wait()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
    for connector in registry.configured():
        await connector.stop()
    await assistant.close()


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
                install_signal_handlers=False,
                delete_jobs="always",
                update_heartbeat_interval=settings().worker_stalled_seconds / 4,
                stalled_worker_timeout=settings().worker_stalled_seconds,
                shutdown_graceful_timeout=GRACE_SECONDS,
            )
        except Exception as error:
            log.warning("the %s queue lost its database (%s); starting again", queue, type(error).__name__)
        await asyncio.sleep(RESTART_SECONDS)
