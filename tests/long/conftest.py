"""One running system for all tests that disturb it and leave it whole."""

from collections.abc import Iterator

import pytest

from tests import office_time
from tests.long.crowd import FAST_NETWORK
from tests.stack import Stack


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The whole system in office hours, on a network that takes as much as comes."""
    running = Stack(environment=FAST_NETWORK)
    office_time.open_office(running.data_dir)
    try:
        yield running.start()
    finally:
        running.stop()
