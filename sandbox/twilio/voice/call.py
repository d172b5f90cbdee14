"""A call that is going on, and what its phone shows of it."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.phone import Phone

Phase = Literal["ringing", "talking", "listening", "dialing", "with_person", "ended"]
# What reaches a call from outside: kind and value.
Input = tuple[Literal["speech", "keys", "silence", "office"], str]


@dataclass
class Call:
    """One call. `phase`: what happens now; `keys_only` and `most_keys`: what the present Gather takes."""

    sid: str
    phone: Phone
    to: str
    began: float
    phase: Phase = "ringing"
    keys_only: bool = False
    most_keys: int = 0
    dialed: str = ""
    errors: list[str] = field(default_factory=list)
    inputs: asyncio.Queue[Input] = field(default_factory=asyncio.Queue)
    task: asyncio.Task[None] | None = None

    @property
    def is_over(self) -> bool:
        return self.phase == "ended"

    def forget_inputs(self) -> None:
        """What was said while nobody listened is lost, as on a telephone."""
        with contextlib.suppress(asyncio.QueueEmpty):
            while True:
                self.inputs.get_nowait()

    def as_dict(self) -> dict[str, Any]:
        """What the phone's page shows."""
        return {
            "sid": self.sid,
            "phase": self.phase,
            "keys_only": self.keys_only,
            "most_keys": self.most_keys,
            "dialed": self.dialed,
            "errors": self.errors,
        }
