"""Models that nobody uses are deleted after `model_days`: of earlier data, and candidates that were not taken."""

import logging
import os
import time
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.assistant import LoadedModel
from bot.learning import model_choice
from bot.settings import settings

log = logging.getLogger(__name__)


async def delete(session: AsyncSession, loaded: LoadedModel) -> int:
    """Delete them; how many. `loaded` is what the assistant has.

    What may be used is marked as of now, so that it outlives the visits of other installations that share the folder.
    """
    used = {loaded.model} | await model_choice.within_reach(session, loaded.fingerprint)
    over = time.time() - timedelta(days=settings().model_days).total_seconds()
    deleted = 0
    for model in model_choice.folder().glob("assistant-*.tar.gz"):
        if model.name in used:
            os.utime(model)
        elif model.stat().st_mtime < over:
            model.unlink(missing_ok=True)
            deleted += 1
    log.info("models deleted: %s", deleted)
    return deleted
