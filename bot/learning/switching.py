"""The assistant's model is the one that was chosen: looked at now and then, so that no restart undoes a choice."""

import logging

from bot import assistant
from bot.assistant import TurnFailed
from bot.database import transaction
from bot.learning import model_choice

log = logging.getLogger(__name__)


async def switch() -> None:
    """Have the assistant load the chosen model, unless it has it, is away, or was started from other data.

    With other data `ventanilla run` has trained a model of its own name, which has learned the same lessons.
    """
    loaded = await assistant.loaded_model()
    if loaded is None:
        return
    async with transaction() as session:
        wanted = await model_choice.wanted(session, loaded.fingerprint)
    if wanted == loaded.model or not loaded.may_load(wanted) or not model_choice.is_there(wanted):
        return
    try:
        await assistant.load_model(wanted)
        log.info("the assistant has loaded %s", wanted)
    except TurnFailed as failure:
        log.warning("the assistant did not load %s: %s", wanted, failure)
