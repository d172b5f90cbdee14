"""What all conversations share: the running system, its rows, its time, its accounts, and an agent at its desk."""

from collections.abc import Callable, Iterator

import pytest

from tests.citizen import Citizen, Rows, Visitor, Writer
from tests.conversations.accounts import Accounts
from tests.desk_clerk import Clerk
from tests.stack import Stack
from tests.stack_clock import StackClock

CHANNELS = ("whatsapp", "telegram", "sms", "web")


@pytest.fixture(scope="session")
def rows(stack: Stack) -> Rows:
    """The database of the running system."""
    return Rows(stack)


@pytest.fixture(scope="session")
def clock(stack: Stack) -> StackClock:
    """The time of the running system."""
    return StackClock(stack)


@pytest.fixture(scope="session")
def accounts(rows: Rows, clock: StackClock) -> Accounts:
    """The seeded accounts."""
    return Accounts(rows, clock)


@pytest.fixture(scope="session")
def clerk(stack: Stack, rows: Rows) -> Iterator[Clerk]:
    """An agent at the desk."""
    agent = Clerk(stack, rows.url)
    try:
        yield agent
    finally:
        agent.stop()


@pytest.fixture
def on(stack: Stack) -> Callable[[str], Writer]:
    """A new citizen on a channel."""
    return lambda channel: Visitor(stack) if channel == "web" else Citizen(stack, channel)
