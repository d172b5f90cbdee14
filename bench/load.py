"""Load in a closed loop: so many citizens at once, each waits for its answer before it writes again."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """turns per second, and latencies in milliseconds."""

    turns_per_second: float
    p50: float
    p95: float


async def run(turn: Callable[[int], Awaitable[None]], *, citizens: int, seconds: float, warm_up: int = 3) -> Result:
    """Measure `turn(citizen)`, which returns when that citizen has the answer; the first `warm_up` do not count."""
    for _ in range(warm_up):
        await asyncio.gather(*(turn(citizen) for citizen in range(citizens)))
    latencies: list[float] = []
    began = time.perf_counter()
    await asyncio.gather(*(_citizen(turn, citizen, began + seconds, latencies) for citizen in range(citizens)))
    elapsed = time.perf_counter() - began
    cuts = statistics.quantiles(latencies, n=100)
    return Result(len(latencies) / elapsed, cuts[49] * 1000, cuts[94] * 1000)


async def _citizen(turn: Callable[[int], Awaitable[None]], citizen: int, until: float, latencies: list[float]) -> None:
    while (began := time.perf_counter()) < until:
        await turn(citizen)
        latencies.append(time.perf_counter() - began)
