"""A call, step by step: each question of the provider gets its prompt, the same one if it asks again.

Sources of trouble are taken in this order: danger first, then a repeated step, then what the database does not answer.
Such a step is kept (connectors.voice.away), and answered without it.
"""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import emergency
from bot.calls import callback, calls
from bot.calls.calls import OnCall
from bot.database import AWAY, transaction
from bot.entity import entity
from bot.formats import counted
from bot.messaging import intake, ownership
from bot.settings import settings
from connectors.voice import away, phrases
from connectors.voice.keys import EMERGENCY, EMERGENCY_KEY, Meaning, meaning
from connectors.voice.prompt import Prompt, can_put_through, prompt_of
from connectors.voice.speech import spoken
from connectors.voice.step import Step

# What takes longer than this is said to take a moment. Twilio waits 15 s, and no step takes more than five times
# `store_seconds` besides.
ANSWER_SECONDS, TRIES = 3.0, 3
SECONDS_BETWEEN_LOOKS = 0.1
SILENCES = 2
# Steps after the fallback have names of their own: the fallback's address is one for all steps.
FALLBACK_STEP = 1000
TALKED = frozenset(["completed", "answered"])
LEFT_TO_A_PERSON = frozenset(["queue", "agent", "taken_over", "set_aside"])

log = logging.getLogger(__name__)


async def greet(step: Step) -> Prompt:
    """The first words of a call. They need nothing: without the database the same is said, and not kept."""
    try:
        await away.in_order(step)
        return await soon(begin(step))
    except AWAY as error:
        log.warning("a call is greeted without the database: %s", type(error).__name__)
        await away.keep(step)
        return Prompt(say=[spoken(entity().spoken_greeting).text], step=step.number + 1)


async def hear(step: Step) -> Prompt:
    """What to say to what was heard. Raises bot.messaging.intake.Unavailable where it can be kept nowhere."""
    danger = emergency.Emergency(EMERGENCY) if EMERGENCY_KEY in step.keys else emergency.detect(step.speech)
    try:
        if danger is None:
            await away.in_order(step)
        known, before = (None, None) if danger else await soon(said_before(step))
        if known:
            return known
        before = before or away.told_before(step) or Prompt(say=[phrases.WHAT_ELSE], step=step.number)
        if step.is_silent:
            return await soon(_silence(step, before))
        meant = meaning(step, before)
        if meant.inbound is None:
            return await soon(_stays_here(step, before, meant))
        receipt = await intake.receive(meant.inbound, step.webhook)
        if receipt.emergency_script:
            return away.in_danger(step, receipt.emergency_script, kept=receipt.kept)
        return await _told(step, patient=danger is None) if receipt.message_id else away.noted(step)
    except AWAY as error:
        log.warning("a step of a call goes on without the database: %s", type(error).__name__)
        return away.in_danger(step, danger.script(), kept=await away.keep(step)) if danger else await away.answer(step)


async def wait(step: Step) -> Prompt:
    """What to say to what was heard, once the platform knows: in a moment, or the request for another one. Raises
    Unavailable.
    """
    try:
        return await _told(step)
    except AWAY as error:
        log.warning("a step of a call goes on without the database: %s", type(error).__name__)
        return await away.answer(step)


async def dialed(step: Step) -> Prompt:
    """What to say after the caller was put through, or was not. Raises Unavailable."""
    try:
        await away.in_order(step)
        return await soon(transferred(step))
    except AWAY as error:
        log.warning("the end of a transfer is stored later: %s", type(error).__name__)
        return await away.after_transfer(step, talked=step.dialed in TALKED)


async def broken(step: Step) -> Prompt:
    """What to say when a step has failed altogether and Twilio asks the fallback address, which knows no steps."""
    return await away.answer_anyway(replace(step, number=FALLBACK_STEP))


async def soon[T](work: Coroutine[Any, Any, T]) -> T:
    """What a look into the database gives. Raises TimeoutError where it takes longer than any event may."""
    return await intake.within(settings().store_seconds, work)


async def begin(step: Step, at: datetime | None = None) -> Prompt:
    """Store that somebody calls, and how they are greeted; `at` is when they called, if not now."""
    async with transaction() as session:
        on = await calls.take(session, step.caller, at)
        if kept := await _kept(session, step):
            return kept
        if on.new:
            await calls.greet(session, on, phrases.greeting())
        return await _say(session, on, step)


async def said_before(step: Step) -> tuple[Prompt | None, Prompt | None]:
    """What was said at this step before, and at the one that it answers."""
    async with transaction() as session:
        said = await calls.said_at(session, step.caller.sid, step.key, *_keys_before(step))
    prompts = {key: Prompt.model_validate(kept) for key, kept in said.items()}
    earlier = [prompts[key] for key in _keys_before(step) if key in prompts and prompts[key].then != "wait"]
    return prompts.get(step.key), earlier[0] if earlier else None


def _keys_before(step: Step) -> list[str]:
    """The names that the step before may have, the latest first: it may have been asked to wait."""
    return [*(f"{step.number - 1}+{tries}" for tries in range(TRIES, 0, -1)), str(step.number - 1)]


async def _silence(step: Step, before: Prompt) -> Prompt:
    """Nothing was heard: said again, twice, then a person; after a promise to call, the end."""
    async with transaction() as session:
        on = await calls.take(session, step.caller)
        if kept := await _kept(session, step):
            return kept
        if before.then == "number":
            return _keep(session, step, Prompt(say=[phrases.GOODBYE], then="hangup", step=step.number + 1))
        prompt = before.again(phrases.NOT_HEARD, step.number + 1)
        prompt.silent += 1
        if prompt.silent > SILENCES:
            prompt = Prompt(say=[phrases.NOT_HEARD], step=step.number + 1)
            if await calls.was_heard(session, on) or can_put_through():
                await _to_a_person(session, on, prompt, summary="Llamó y no se le escuchó.")
            else:
                prompt.say, prompt.then = [phrases.NOT_HEARD, phrases.GOODBYE], "hangup"
        # What somebody at the desk wrote meanwhile is said first.
        told = prompt_of(await calls.unsaid(session, on), step.number + 1)
        prompt.say = [*told.say, *prompt.say]
        return _keep(session, step, prompt)


async def _stays_here(step: Step, before: Prompt, meant: Meaning) -> Prompt:
    """What needs no message: the same again, more options, another number to call."""
    async with transaction() as session:
        on = await calls.take(session, step.caller)
        if kept := await _kept(session, step):
            return kept
        if meant.rest:
            return _keep(session, step, before.go_on(step.number + 1))
        if meant.more:
            return _keep(session, step, before.next_options(step.number + 1))
        if meant.number is not None:
            return _keep(session, step, await _call_at(session, on, step, meant.number))
        return _keep(session, step, before.again(meant.again or "", step.number + 1))


async def _call_at(session: AsyncSession, on: OnCall, step: Step, number: str) -> Prompt:
    if not number:
        return Prompt(say=[phrases.BAD_NUMBER], then="number", step=step.number + 1)
    await callback.request(session, on.conversation, number)
    return Prompt(say=[phrases.will_call(number)], then="number", step=step.number + 1)


async def _told(step: Step, *, patient: bool = True) -> Prompt:
    """What was heard is stored: a database that only takes its time is waited for, like the assistant, if `patient`."""
    try:
        return await soon(_after(step, await _answered(step)))
    except TimeoutError:
        if step.tries >= TRIES or not patient:
            raise
        return _one_moment(step)


async def _answered(step: Step) -> str | None:
    """How the platform dealt with what was heard; None if it has not within ANSWER_SECONDS."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + ANSWER_SECONDS
    while True:
        how = await soon(_covered_by(step))
        if how is not None or loop.time() >= ends:
            return how
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def _covered_by(step: Step) -> str | None:
    async with transaction() as session:
        return await calls.covered_by(session, step.caller, step.event_id)


async def _after(step: Step, how: str | None) -> Prompt:
    async with transaction() as session:
        on = await calls.take(session, step.caller)
        if kept := await _kept(session, step):
            return kept
        if how is None and step.tries < TRIES:
            return _keep(session, step, _one_moment(step))
        if how is None:
            return await _give_up(session, on, step)
        return await _say(session, on, step, left_to_a_person=how in LEFT_TO_A_PERSON)


def _one_moment(step: Step) -> Prompt:
    return Prompt(say=[phrases.ONE_MOMENT[step.tries]], then="wait", tries=step.tries + 1, step=step.number)


async def _give_up(session: AsyncSession, on: OnCall, step: Step) -> Prompt:
    prompt = Prompt(say=[phrases.TOO_SLOW], step=step.number + 1)
    await _to_a_person(session, on, prompt, summary="El asistente no respondió a tiempo en la llamada.")
    return _keep(session, step, prompt)


async def _say(session: AsyncSession, on: OnCall, step: Step, *, left_to_a_person: bool = False) -> Prompt:
    """Say what the office has to say, and put the caller through where that is due."""
    if on.call.ended_at is not None:
        return Prompt(then="hangup", step=step.number + 1)
    prompt = prompt_of(await calls.unsaid(session, on), step.number + 1, by_text_to=step.caller.address)
    if on.wants_person or (left_to_a_person and on.call.handed_at is None):
        await _put_through(session, on, prompt)
    elif not prompt.say:
        prompt.say = [phrases.NOTED if left_to_a_person else phrases.WHAT_ELSE]
    return _keep(session, step, prompt)


async def _to_a_person(session: AsyncSession, on: OnCall, prompt: Prompt, *, summary: str) -> None:
    await ownership.hand_over(session, on.conversation, reason="person", summary=summary)
    if on.call.handed_at is None:
        await _put_through(session, on, prompt)


async def _put_through(session: AsyncSession, on: OnCall, prompt: Prompt) -> None:
    """Dial the office while people attend; otherwise promise a call."""
    await calls.handed(session, on)
    prompt.menu = []
    if can_put_through():
        prompt.say += [phrases.SAFETY_FIRST] * prompt.safety + [phrases.CONNECTING]
        prompt.then = "dial"
    else:
        await _promise_call(session, on, prompt)


async def _promise_call(session: AsyncSession, on: OnCall, prompt: Prompt) -> None:
    number = calls.number_of(on.conversation.address.address)
    await callback.request(session, on.conversation, number)
    prompt.say.append(phrases.called_back(number))
    prompt.then = "number"


async def transferred(step: Step) -> Prompt:
    """Store how putting through went, and what is said then."""
    async with transaction() as session:
        on = await calls.take(session, step.caller)
        if kept := await _kept(session, step):
            return kept
        if step.dialed in TALKED:
            minutes = counted(max(1, round(step.seconds / 60)), "minuto")
            await calls.talked(session, on, f"Habló con la oficina por teléfono ({minutes}).")
            return _keep(session, step, Prompt(say=[phrases.GOODBYE], then="hangup", step=step.number + 1))
        prompt = Prompt(say=[phrases.NOBODY], step=step.number + 1)
        await _promise_call(session, on, prompt)
        return _keep(session, step, prompt)


async def _kept(session: AsyncSession, step: Step) -> Prompt | None:
    """What was said at this step; or what should have been said when it was told to wait, and was stored too late."""
    earlier = [replace(step, tries=tries).key for tries in range(step.tries)]
    said = await calls.said_at(session, step.caller.sid, step.key, *earlier)
    prompts = {key: Prompt.model_validate(kept) for key, kept in said.items()}
    late = [prompts[key] for key in earlier if key in prompts and prompts[key].then != "wait"]
    return prompts.get(step.key) or (late[0] if late else None)


def _keep(session: AsyncSession, step: Step, prompt: Prompt) -> Prompt:
    calls.keep(session, step.caller.sid, step.key, prompt.model_dump(mode="json"))
    return prompt
