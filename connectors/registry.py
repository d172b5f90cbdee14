"""Which channels this installation has: every folder here with a `channel.py`, and a `connector.py` that makes its
connectors (`configured`).
"""

import importlib
from functools import lru_cache
from pathlib import Path

import connectors
from connectors.base import Connector
from connectors.channel import Channel


def channel(name: str) -> Channel:
    """A channel by its name, set up or not; of one whose folder is gone only the name is left."""
    return described().get(name) or Channel(name, title=name, phrase=name)


@lru_cache
def described() -> dict[str, Channel]:
    """All channels that there are by their name, set up or not."""
    found = [importlib.import_module(f"connectors.{folder}.channel").CHANNEL for folder in _folders()]
    return {channel.name: channel for channel in found}


@lru_cache
def configured() -> tuple[Connector, ...]:
    """A connector for each account of each channel that has its settings; the same ones every time."""
    return tuple(connector for channel in channels() for connector in importlib.import_module(channel).configured())


def channels() -> list[str]:
    """The modules of all channels that there are, set up or not.

    Imported here, not above: the connectors hand messages to the platform, which asks this registry for them.
    """
    return [f"connectors.{folder}.connector" for folder in _folders()]


def _folders() -> list[str]:
    """The folders with a `channel.py`; others, such as the one for Twilio, have what several channels share."""
    return sorted(file.parent.name for place in connectors.__path__ for file in Path(place).glob("*/channel.py"))


def one_of_each_channel() -> list[Connector]:
    """For what is there once a channel, however many accounts it has: its webhooks, which find their account here."""
    return list({connector.channel: connector for connector in reversed(configured())}.values())


def by_name(channel: str, account: str) -> Connector:
    """The connector of a channel account; LookupError when this installation has none."""
    for connector in configured():
        if (connector.channel, connector.account) == (channel, account):
            return connector
    raise LookupError(f"channel {channel} is not configured for this account")
