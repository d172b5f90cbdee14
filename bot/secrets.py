"""Secrets of an installation: one is kept, the others are derived from it."""

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from bot.settings import settings


def derive(purpose: str) -> str:
    """A secret for one purpose, 43 URL-safe hexadecimal characters, the same in every process of the installation."""
    return hmac.new(installation_secret().encode(), purpose.encode(), hashlib.sha256).hexdigest()[:43]


@lru_cache
def installation_secret() -> str:
    """VENTANILLA_SECRET, or the one in the data directory, made at the first start.

    Several machines on one database must be given the same VENTANILLA_SECRET.
    """
    return settings().secret or _kept_secret(settings().data_dir / "secret")


def _kept_secret(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as out:
        out.write(secrets.token_hex(32))
    return file.read_text().strip()
