"""Passwords of agents: argon2id, never in the way of the event loop."""

import asyncio
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Each check takes 64 MiB and a core for a moment: two at a time leave room for the chats.
_at_once = asyncio.Semaphore(2)
_hasher = PasswordHasher()


async def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    async with _at_once:
        return await asyncio.to_thread(_hasher.hash, password)


async def fits(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash. Without a hash (no such login) it takes as long, and is False."""
    async with _at_once:
        return await asyncio.to_thread(_fits, password_hash, password)


def _fits(password_hash: str | None, password: str) -> bool:
    try:
        return _hasher.verify(password_hash or _hash_of_nobody(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache
def _hash_of_nobody() -> str:
    return _hasher.hash("a password that nobody has")
