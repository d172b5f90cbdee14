"""What ended cases had asked for before it ended with them, after an update of the database."""

from collections.abc import Iterator

import pytest

from bot import migrate
from bot.billing import agreements, reports
from bot.cases import closing
from bot.database import transaction
from bot.embedded_postgres import EmbeddedPostgres
from tests.billing_builders import create_agreement, create_report
from tests.builders import create_case, create_conversation


@pytest.fixture
def before(postgres: EmbeddedPostgres, database: str) -> Iterator[str]:
    migrate.downgrade(database, "0012")
    yield database
    migrate.upgrade(database)


async def made(*, ended: bool) -> tuple[str, str]:
    """The accounts of an agreement and of a report; with ended cases, if need be, that did not end them."""
    async with transaction() as session:
        conversation = await create_conversation(session)
        asking, missing = await create_case(session, conversation), await create_case(session, conversation)
        if ended:
            for case in (asking, missing):
                await closing.withdraw(session, case)
        agreement, report = await create_agreement(session, asking), await create_report(session, missing)
        return agreement.account_number, report.account_number


@pytest.mark.parametrize("ended", [True, False])
async def test_what_waits_for_an_ended_case_waits_no_more(before: str, ended: bool) -> None:
    asking, missing = await made(ended=ended)
    migrate.upgrade(before)
    async with transaction() as session:
        assert bool(await agreements.open_request(session, asking)) is not ended
        assert bool(await reports.latest_open(session, missing)) is not ended
