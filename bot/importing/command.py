"""`ventanilla import`: one file, one transaction, and a report for whoever runs it."""

from collections.abc import Callable
from pathlib import Path

from bot.database import transaction
from bot.importing.accounts import Accounts
from bot.importing.bills import Bills
from bot.importing.outages import Outages
from bot.importing.payments import Payments
from bot.importing.run import Kind, Refused, Report, run
from bot.importing.table_file import BadFile

KINDS: dict[str, Callable[[], Kind]] = {
    "accounts": Accounts,
    "bills": Bills,
    "payments": Payments,
    "outages": Outages,
}


class ImportFailed(Exception):
    """Nothing was imported; the text says why, line by line."""


async def import_file(kind: str, file: Path, *, skip_errors: bool = False) -> Report:
    """Import a CSV file of a kind ("accounts" …). Raises ImportFailed, and then nothing has changed."""
    try:
        async with transaction() as session:
            return await run(session, KINDS[kind](), file, skip_errors=skip_errors)
    except Refused as refused:
        advice = "No se importó nada. Corrija el archivo, o use --skip-errors para importar las demás líneas."
        raise ImportFailed("\n".join([*refused.report.lines(), advice])) from refused
    except BadFile as error:
        raise ImportFailed(f"{file.name}: {error}. No se importó nada.") from error
