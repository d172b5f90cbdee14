"""Which channels this installation has: every folder here whose `connector.py` has a `configured()`."""

import importlib
import pkgutil
from functools import lru_cache

import connectors
from connectors.base import Connector


@lru_cache
def configured() -> tuple[Connector, ...]:
    """A connector for each account of each channel that has its settings; the same ones every time."""
    return tuple(connector for channel in channels() for connector in importlib.import_module(channel).configured())


def channels() -> list[str]:
    """The modules of all channels that there are, set up or not.

    Imported here, not above: the connectors hand messages to the platform, which asks this registry for them.
    """
    folders = sorted(found.name for found in pkgutil.iter_modules(connectors.__path__) if found.ispkg)
    modules = [f"connectors.{folder}.connector" for folder in folders]
    return [module for module in modules if hasattr(importlib.import_module(module), "configured")]


def one_of_each_channel() -> list[Connector]:
    """For what is there once a channel, however many accounts it has: its webhooks, which find their account here."""
    return list({connector.channel: connector for connector in reversed(configured())}.values())


def by_name(channel: str, account: str) -> Connector:
    """The connector of a channel account; LookupError when this installation has none."""
    for connector in configured():
        if (connector.channel, connector.account) == (channel, account):
            return connector
    raise LookupError(f"channel {channel} is not configured for this account")
