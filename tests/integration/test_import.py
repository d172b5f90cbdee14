from decimal import Decimal

import pytest
from sqlalchemy import func, select

from bot.billing import balance
from bot.billing.account import Account, AccountService
from bot.billing.bill import Bill, BillLine, BillReading
from bot.billing.payment import Payment
from bot.citizens import facts
from bot.database import transaction
from bot.importing.command import ImportFailed, import_file
from bot.outages.outage import Outage
from bot.settings import ROOT
from tests.billing_builders import create_account

EXAMPLES = ROOT / "docs" / "examples"
ORDER = ("accounts", "bills", "payments", "outages")


async def rows(model):
    async with transaction() as session:
        return list(await session.scalars(select(model)))


async def count(model):
    async with transaction() as session:
        return await session.scalar(select(func.count()).select_from(model))


def edited(tmp_path, kind, *changes):
    """An example file with words replaced."""
    text = (EXAMPLES / f"{kind}.csv").read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / f"{kind}.csv"
    file.write_text(text)
    return file


async def import_examples(*kinds):
    for kind in kinds:
        await import_file(kind, EXAMPLES / f"{kind}.csv")


async def test_the_examples_of_the_documentation_are_imported(database):
    await import_examples(*ORDER)
    assert [await count(model) for model in (Account, Bill, Payment, Outage)] == [3, 2, 2, 2]
    async with transaction() as session:
        account = await session.get_one(Account, "5100001")
        assert account.document_digest == facts.digest("5100001", "document", "4521")
        assert [held.service for held in account.services] == ["agua", "energia", "gas"]
        bill = await balance.bill_of(session, "5100001", "2026-10")
        assert bill is not None
        assert [(line.kind, line.amount) for line in bill.lines] == [
            ("consumption", Decimal(98460)),
            ("subsidy", Decimal(-29560)),
            ("third_party", Decimal(14200)),
            ("tax", Decimal(4900)),
        ]
        assert bill.readings[0].consumption == 120
        assert (await balance.state_of(session, bill)).is_paid
        averaged = await balance.bill_of(session, "5100002", "2026-10")
        assert averaged is not None
        assert averaged.readings[0].basis == "average"
        assert await balance.balance(session, "5100002") == Decimal("21250.50")


async def test_nothing_that_identifies_a_person_is_stored_in_clear(database):
    await import_examples("accounts")
    async with transaction() as session:
        stored = " ".join(str(row) for row in await session.execute(select(*Account.__table__.columns)))
        stored += " ".join(str(row) for row in await session.execute(select(*AccountService.__table__.columns)))
    for secret in ("Cañizales", "1000004521", "4477", "8812", "8834"):
        assert secret not in stored


async def test_the_same_file_again_changes_nothing(database):
    await import_examples(*ORDER)
    counts = [await count(model) for model in (Account, AccountService, Bill, BillLine, BillReading, Payment, Outage)]
    await import_examples(*ORDER)
    assert counts == [
        await count(model) for model in (Account, AccountService, Bill, BillLine, BillReading, Payment, Outage)
    ]


async def test_a_corrected_file_corrects(database, tmp_path):
    await import_examples(*ORDER)
    await import_file("payments", edited(tmp_path, "payments", ("88.000", "80.000")))
    await import_file("accounts", edited(tmp_path, "accounts", ("energia|agua|gas", "energia")))
    await import_file("outages", edited(tmp_path, "outages", ("en reparación", "restablecido")))
    async with transaction() as session:
        assert await balance.balance(session, "5100001") == Decimal(8000)
        assert [held.service for held in (await session.get_one(Account, "5100001")).services] == ["energia"]
    assert {outage.status for outage in await rows(Outage)} == {"confirmed", "restored"}


@pytest.mark.parametrize(
    ("kind", "old", "new", "where", "why"),
    [
        ("accounts", "5100002", "510", "línea 3, columna cuenta", "número de cuenta"),
        ("accounts", "5100002", "5100001", "línea 3, columna cuenta", "ya está en la línea 2"),
        ("accounts", ";8834;", ";34;", "línea 3, columna documento", "4 dígitos"),
        ("accounts", "La Esperanza", "Narnia", "línea 3, columna barrio", "entity.yml"),
        ("accounts", ";3;;", ";9;;", "línea 3, columna estrato", "1 a 6"),
        ("accounts", ";3000001003;", ";12;", "línea 4, columna telefono", "teléfono"),
        ("accounts", "energia|agua;", "luz|agua;", "línea 3, columna servicios", "energia"),
        ("accounts", "Rosendo Ibagón", "", "línea 3, columna titular", "vacía"),
        ("bills", "2026-10-26;;4", "2026-10-01;;4", "línea 6, columna vencimiento", "anterior a la emisión"),
        ("bills", "3720,50", "3720,51", "línea 6, columna total", "suma"),
        ("bills", "5100002;2026-10", "5100009;2026-10", "línea 6, columna cuenta", "no existe"),
        ("bills", "consumo;agua", "consumos;agua", "línea 6, columna tipo", "cargo_fijo"),
        ("bills", "13,5;promedio", "trece;promedio", "línea 6, columna consumo", "número"),
        ("bills", "88.000;51000012610;tercero", "88.000;51000012611;tercero", "línea 4", "otra línea de la misma"),
        ("payments", "CB-000124", "CB-000123", "línea 3, columna referencia", "ya está en la línea 2"),
        ("payments", ";20000;", ";-20000;", "línea 3, columna valor", "mayor que cero"),
        ("payments", "2026-10-22", "2999-01-01", "línea 3, columna fecha", "no ha llegado"),
        ("outages", "La Esperanza", "Narnia", "línea 3, columna barrios", "entity.yml"),
        ("outages", "2026-12-03 12:00", "2026-12-03 07:00", "línea 2, columna fin_estimado", "anterior"),
    ],
)  # fmt: skip
async def test_a_wrong_line_is_named_and_nothing_is_imported(*, database, tmp_path, kind, old, new, where, why):
    if kind in {"bills", "payments"}:
        await import_examples("accounts")
    model = {"accounts": Account, "bills": Bill, "payments": Payment, "outages": Outage}[kind]
    with pytest.raises(ImportFailed) as failed:
        await import_file(kind, edited(tmp_path, kind, (old, new)))
    assert where in str(failed.value)
    assert why in str(failed.value)
    assert await count(model) == 0


async def test_skipping_leaves_out_wrong_lines_and_whole_wrong_bills(database, tmp_path):
    await import_examples("accounts")
    report = await import_file("bills", edited(tmp_path, "bills", ("3720,50", "nada")), skip_errors=True)
    assert (report.read, report.stored, report.problem_count) == (6, 4, 1)
    assert [bill.account_number for bill in await rows(Bill)] == ["5100001"]
    report = await import_file("payments", edited(tmp_path, "payments", ("5100002", "5100009")), skip_errors=True)
    assert (report.stored, report.problem_count) == (1, 1)


async def test_problems_quote_nothing_personal(database, tmp_path):
    changes = (
        ("1000004521", "cédula 12"),
        ("Calle 10 # 5-20;Centro", "Centro;Calle 10 # 5-20"),
        ("3000001003", "tres"),
    )
    with pytest.raises(ImportFailed) as failed:
        await import_file("accounts", edited(tmp_path, "accounts", *changes))
    for personal in ("Úrsula", "Calle 10", "cédula", "tres"):
        assert personal not in str(failed.value)


async def test_a_hundred_thousand_lines(database, tmp_path):
    async with transaction() as session:
        numbers = [(await create_account(session)).number for _ in range(20)]
    file = tmp_path / "payments.csv"
    with file.open("w") as out:
        out.write("referencia;cuenta;fecha;valor\n")
        out.writelines(
            f"R{line};{numbers[line % 20]};2026-01-{line % 28 + 1:02d};{line + 1}\n" for line in range(100_000)
        )
    report = await import_file("payments", file)
    assert report.stored == await count(Payment) == 100_000
