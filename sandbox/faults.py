"""Faults of a provider, switched on by tests and by the switches on the page: slow, refusing, failing, or silent."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

CALLBACK_KINDS = ("callbacks_twice", "callbacks_out_of_order", "callbacks_never")
TWILIO_KINDS = ("refused", "undelivered")
DEFAULT_SECONDS = {"slow": 2.0, "429": 1.0, "timeout_after_accept": 60.0}


@dataclass
class Fault:
    """A fault of a channel.

    seconds  the delay, or what a refusal asks to wait
    count    uses left, None for no end
    every    it strikes the first of so many calls, then the first of the next so many
    code     Twilio's error code, for a message that it refuses, or accepts and does not deliver
    ends     when it is switched off by itself, seconds of the loop's clock; None for no end
    """

    id: int
    channel: str
    kind: str
    seconds: float
    count: int | None
    every: int = 1
    code: int = 0
    ends: float | None = None
    met: int = 0
    used: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The switch as the control API shows it; `left` in seconds."""
        shown = {name: value for name, value in vars(self).items() if name not in ("ends", "met")}
        left = None if self.ends is None else max(0.0, round(self.ends - asyncio.get_running_loop().time(), 1))
        return shown | {"left": left}

    def strikes(self) -> bool:
        """Whether it strikes the call that is there now."""
        self.met += 1
        return (self.met - 1) % self.every == 0


class Faults:
    """The faults switched on now. A channel asks at the moment when each would strike; `changed` is told the channel
    of one that was switched on or off."""

    def __init__(self, changed: Callable[[str], None] = lambda _: None) -> None:
        self._ids = itertools.count(1)
        self._faults: list[Fault] = []
        self._changed = changed

    def add(
        self, channel: str, kind: str, seconds: float | None, count: int | None, *, every: int = 1,
        lasting: float | None = None, code: int = 0,
    ) -> Fault:  # fmt: skip
        """Switch a fault on, for `lasting` seconds (None: until it is switched off, or used up)."""
        wait = DEFAULT_SECONDS.get(kind, 0.0) if seconds is None else seconds
        fault = Fault(next(self._ids), channel, kind, wait, count, every, code)
        self._faults.append(fault)
        if lasting is not None:
            loop = asyncio.get_running_loop()
            fault.ends = loop.time() + lasting
            loop.call_at(fault.ends, self.remove, fault.id)
        self._changed(channel)
        return fault

    def all(self, channel: str = "") -> list[Fault]:
        return [fault for fault in self._faults if channel in ("", fault.channel)]

    def remove(self, fault_id: int) -> bool:
        """Switch one off; False when it is off already."""
        found = [fault for fault in self._faults if fault.id == fault_id]
        for fault in found:
            self._faults.remove(fault)
            self._changed(fault.channel)
        return bool(found)

    def clear(self) -> None:
        for fault in self.all():
            self.remove(fault.id)

    def strike(self, channel: str, kind: str) -> Fault | None:
        """Use one of a fault's times: the fault, or None when none is on, or it spares this call."""
        for fault in self._faults:
            if (fault.channel, fault.kind) == (channel, kind) and fault.strikes():
                fault.used += 1
                if fault.count is not None:
                    fault.count -= 1
                    if fault.count <= 0:
                        self.remove(fault.id)
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
