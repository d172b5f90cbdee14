"""Calls while the database is away: each step is kept as it came, and who calls is put through, or promised a call.

What becomes of such a step when the database is back: connectors.voice.late.
"""

from bot.calls import calls
from bot.messaging import spooling
from bot.messaging.intake import Unavailable
from bot.settings import settings
from connectors.voice import phrases
from connectors.voice.channel import CHANNEL
from connectors.voice.keys import meaning
from connectors.voice.prompt import Prompt, can_put_through
from connectors.voice.speech import spoken
from connectors.voice.step import Step


async def in_order(step: Step) -> None:
    """Wait until earlier steps of calls are stored: the place of this one is behind them. Raises TimeoutError where the
    database does not take them.
    """
    if not await spooling.emptied(CHANNEL.name, step.caller.account, settings().store_seconds):
        raise TimeoutError


async def keep(step: Step) -> bool:
    """Keep a step as it came; False where even that is not possible."""
    return await spooling.keep_webhook(CHANNEL.name, step.caller.account, step.webhook, "step")


async def answer(step: Step) -> Prompt:
    """What to say to a step that is kept and not stored. Raises Unavailable where it cannot be kept either."""
    if not await keep(step):
        raise Unavailable
    return noted(step)


async def answer_anyway(step: Step) -> Prompt:
    """The same where nobody else is left to be asked: without a promise if the step cannot be kept."""
    if await keep(step):
        return noted(step)
    prompt = Prompt(say=[phrases.AWAY], step=step.number + 1)
    if can_put_through():
        return _connected(prompt)
    prompt.say.append(phrases.come_again())
    prompt.then = "hangup"
    return prompt


async def after_transfer(step: Step, *, talked: bool) -> Prompt:
    """The same after the caller was put through, or was not."""
    kept = await keep(step)
    prompt = Prompt(say=[phrases.GOODBYE], then="hangup", step=step.number + 1)
    if talked:
        return prompt
    if not kept:
        raise Unavailable
    prompt.say = [phrases.NOBODY]
    return _promised(prompt, step)


def in_danger(step: Step, script: str, *, kept: bool) -> Prompt:
    """The script at once, and a person where one is reached without the database, or calls back."""
    prompt = Prompt(say=[spoken(script).text], safety=True, step=step.number + 1)
    if can_put_through():
        prompt.say.append(phrases.SAFETY_FIRST)
        return _connected(prompt)
    return _promised(prompt, step) if kept else prompt


def noted(step: Step) -> Prompt:
    """What to say to a step that is kept: a person now, or a promise; after that promise, that it stands."""
    prompt = Prompt(say=[phrases.AWAY], step=step.number + 1)
    if step.noted:
        return _after_promise(prompt, step)
    if can_put_through():
        return _connected(prompt)
    prompt.say += filter(None, [phrases.in_danger()])
    return _promised(prompt, step)


def told_before(step: Step) -> Prompt | None:
    """The promise, where it is what a step answers: another number may be given then."""
    return Prompt(say=[phrases.OTHER_NUMBER], then="number", step=step.number) if step.noted else None


def _connected(prompt: Prompt) -> Prompt:
    prompt.say.append(phrases.CONNECTING)
    prompt.then = "dial"
    return prompt


def _promised(prompt: Prompt, step: Step) -> Prompt:
    prompt.say.append(phrases.called_back(calls.number_of(step.caller.address)))
    prompt.then, prompt.noted = "number", True
    return prompt


def _after_promise(prompt: Prompt, step: Step) -> Prompt:
    prompt.then, prompt.noted = "number", True
    if step.is_silent:
        prompt.say, prompt.then = [phrases.GOODBYE], "hangup"
        return prompt
    number = meaning(step, told_before(step)).number
    if number is None:
        prompt.say = [phrases.NOTED]
    else:
        prompt.say = [phrases.will_call(number) if number else phrases.BAD_NUMBER]
    return prompt
