"""What all tests share: a PostgreSQL of the run's own, clean for each test, and the rule about skipped tests."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

# How long an example takes says only how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")

# Before anything reads its settings: the installation that the tests belong to, with the machine's own kept out.
RUN = Path(tempfile.mkdtemp(prefix="ventanilla-tests-"))
for _name in [name for name in os.environ if name.startswith("VENTANILLA_")]:
    if _name not in {"VENTANILLA_MODELS_DIR"}:
        del os.environ[_name]
os.environ["VENTANILLA_DATA_DIR"] = str(RUN)
os.environ["VENTANILLA_SECRET"] = "an installation secret for tests"
os.environ["VENTANILLA_CLOCK_FILE"] = str(RUN / "clock")

from bot.embedded_postgres import EmbeddedPostgres, admin_url, url  # noqa: E402
from bot.secrets import derive  # noqa: E402
from bot.settings import settings  # noqa: E402

APP_URL = url(RUN, "ventanilla_app", derive("database ventanilla_app"))
os.environ["DATABASE_URL"] = settings().database_url = APP_URL

from sqlalchemy.ext.asyncio import AsyncSession  # noqa: E402

from tests import clean_database, office_time  # noqa: E402
from tests.stack import Stack  # noqa: E402

# How long the simulated phones' network takes; the demo's is as slow as a real one.
QUICK_NETWORK = {"SANDBOX_SENT_SECONDS": "0.01", "SANDBOX_DELIVERED_SECONDS": "0.05"}
UNSAFE_AND_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a skipped test fails the run (always where CI is set)")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "moves_time: moves the time of the running system, and so runs after all others")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("moves_time") is not None)
    for item in items:
        # Among workers: the running system is one worker's, and a file's tests stay together.
        uses_stack = "stack" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("stack" if uses_stack else item.path.stem))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    skipped = reporter.stats.get("skipped", [])
    if skipped and (session.config.getoption("--no-skips") or os.environ.get("CI")):
        reporter.write_line(f"\n{len(skipped)} skipped, and a skipped test is a failed one here", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure() -> None:
    shutil.rmtree(RUN, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """The run's own PostgreSQL, with schemas, roles and tables."""
    server = EmbeddedPostgres(RUN, UNSAFE_AND_FAST)
    server.start()
    try:
        clean_database.make(admin_url(RUN), APP_URL)
        yield server
    finally:
        server.stop()


@pytest.fixture
def database(postgres: EmbeddedPostgres) -> str:
    """A database with empty tables: its address, the same as settings().database_url."""
    clean_database.empty(admin_url(RUN))
    (RUN / "clock").unlink(missing_ok=True)
    return APP_URL


@pytest.fixture
async def session(database: str) -> AsyncIterator[AsyncSession]:
    """A session on an empty database, rolled back at the end unless the test commits."""
    from bot.database import engine

    async with AsyncSession(engine(), expire_on_commit=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The whole system with demo data, in office hours, for all tests that ask for it; they leave it whole."""
    running = Stack(environment=QUICK_NETWORK)
    office_time.open_office(running.data_dir)
    try:
        yield running.start()
    finally:
        running.stop()
