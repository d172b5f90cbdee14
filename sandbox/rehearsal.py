"""What tests do to a provider: look at its webhooks, repeat them, and make it fail."""

from datetime import timedelta
from typing import Any, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from sandbox.faults import CALLBACK_KINDS, TWILIO_KINDS
from sandbox.network import Network


class NewFault(BaseModel):
    """A switch thrown. `seconds`: the delay, or what a refusal asks to wait; `count`: how many times it strikes, null
    for no end; `every`: it strikes one call in so many; `lasting`: seconds until it is off again, null for no end;
    `code`: the error code with which Twilio refuses a message, or does not deliver it.
    """

    channel: Literal["telegram", "whatsapp", "sms", "voice"]
    kind: Literal[
        "slow",
        "429",
        "500",
        "timeout_after_accept",
        "callbacks_twice",
        "callbacks_out_of_order",
        "callbacks_never",
        "media",
        "refused",
        "undelivered",
    ]
    seconds: float | None = Field(None, ge=0, le=600)
    count: int | None = Field(1, ge=1)
    every: int = Field(1, ge=1, le=1000)
    code: int = Field(30008, ge=10000, le=99999)
    lasting: float | None = Field(None, gt=0, le=86400)


class Moved(BaseModel):
    """How far the time goes ahead of what it is now."""

    seconds: float = Field(gt=0, le=366 * 86400)


def routes(network: Network) -> APIRouter:
    """Webhooks and faults, under /api."""
    router = APIRouter(prefix="/api")

    @router.get("/webhooks")
    async def webhooks(after: int = 0) -> list[dict[str, Any]]:
        return network.webhooks.log(after)

    @router.post("/webhooks/{entry}/repeat")
    async def repeat(entry: int) -> dict[str, Any]:
        repeated = await network.webhooks.repeat(entry)
        if repeated is None:
            raise HTTPException(404, "no such webhook any more")
        return repeated.as_dict()

    @router.post("/clock", status_code=204)
    async def move_clock(moved: Moved) -> None:
        network.clock.move(timedelta(seconds=moved.seconds))
        now = network.clock.now()
        for phone in network.phones:
            if phone.watchers:
                phone.tell({"state": phone.state(now)})

    @router.get("/faults")
    async def faults() -> list[dict[str, Any]]:
        return [fault.as_dict() for fault in network.faults.all()]

    @router.post("/faults", status_code=201)
    async def add_fault(new: NewFault) -> dict[str, Any]:
        if new.channel == "telegram" and new.kind in CALLBACK_KINDS:
            raise HTTPException(422, "Telegram has no status callbacks")
        if new.channel == "telegram" and new.kind in TWILIO_KINDS:
            raise HTTPException(422, "Telegram has no such error codes")
        fault = network.faults.add(
            new.channel, new.kind, new.seconds, new.count, every=new.every, lasting=new.lasting, code=new.code
        )  # fmt: skip
        return fault.as_dict()

    @router.delete("/faults/{fault_id}", status_code=204)
    async def remove_fault(fault_id: int) -> None:
        if not network.faults.remove(fault_id):
            raise HTTPException(404, "no such fault any more")

    @router.delete("/faults", status_code=204)
    async def clear_faults() -> None:
        network.faults.clear()

    return router
