"""Named points of a turn at which a test may stop the process or hold it: off unless a fault file is set."""

import asyncio
import os
import signal

from bot.settings import settings


async def reach(point: str) -> None:
    """Pass a named point.

    The fault file holds "kill POINT" or "hold POINT SECONDS", and is used up by the first to reach it.
    """
    file = settings().fault_file
    if file is None or not file.exists():
        return
    order = file.read_text().split()
    if len(order) < 2 or order[1] != point:
        return
    file.unlink(missing_ok=True)
    if order[0] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    await asyncio.sleep(float(order[2]))
