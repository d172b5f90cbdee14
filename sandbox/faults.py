"""Faults of a provider, switched on by tests: slow, refusing, failing, or silent."""

import asyncio
import itertools
from dataclasses import dataclass
from typing import Any

CALLBACK_KINDS = ("callbacks_twice", "callbacks_out_of_order", "callbacks_never")
DEFAULT_SECONDS = {"slow": 2.0, "429": 1.0, "timeout_after_accept": 60.0}


@dataclass
class Fault:
    """A fault of a channel. `seconds`: the delay, or what retry_after says; `count`: uses left, None for no end."""

    id: int
    channel: str
    kind: str
    seconds: float
    count: int | None
    used: int = 0

    def as_dict(self) -> dict[str, Any]:
        return dict(vars(self))


class Faults:
    """The faults switched on now. A channel asks at the moment when each would strike."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)
        self._faults: list[Fault] = []

    def add(self, channel: str, kind: str, seconds: float | None, count: int | None) -> Fault:
        wait = DEFAULT_SECONDS.get(kind, 0.0) if seconds is None else seconds
        fault = Fault(next(self._ids), channel, kind, wait, count)
        self._faults.append(fault)
        return fault

    def all(self) -> list[Fault]:
        return list(self._faults)

    def clear(self) -> None:
        self._faults.clear()

    def strike(self, channel: str, kind: str) -> Fault | None:
        """Use one of a fault's times: the fault, or None when none is on."""
        for fault in self._faults:
            if (fault.channel, fault.kind) == (channel, kind):
                fault.used += 1
                if fault.count is not None:
                    fault.count -= 1
                    if fault.count <= 0:
                        self._faults.remove(fault)
                return fault
        return None

    async def be_slow(self, channel: str) -> None:
        """Wait before a request is looked at, if the channel is slow."""
        if fault := self.strike(channel, "slow"):
            await asyncio.sleep(fault.seconds)

    async def hold_answer(self, channel: str) -> None:
        """Keep the answer of an accepted request until its caller has given up."""
        if fault := self.strike(channel, "timeout_after_accept"):
            await asyncio.sleep(fault.seconds)
