import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import formats
from bot.importing import fields
from bot.importing.fields import Wrong
from bot.importing.table_file import BadFile, Row, rows


def cell(value):
    return Row(2, {"x": value})


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("120500", "120500"), ("120.500", "120500"), ("$ 120.500", "120500"), ("120.500,50", "120500.50"),
        ("120,500.50", "120500.50"), ("120500.50", "120500.50"), ("120500,5", "120500.5"), ("1.234.567", "1234567"),
        ("-29.560", "-29560"), ("0", "0"), ("COP 1.000", "1000"),
    ],
)  # fmt: skip
def test_amounts(written, amount):
    assert fields.money(cell(written), "x") == Decimal(amount)


@pytest.mark.parametrize("written", ["", "abc", "12.34.56", "1.2345,6", "1,2,3", "--5", "5-", "1e9", "٣", "9" * 12])
def test_what_is_no_amount(written):
    with pytest.raises(Wrong):
        fields.money(cell(written), "x")


@pytest.mark.parametrize(
    ("written", "value"), [("812.400", "812.4"), ("812,400", "812.4"), ("13,5", "13.5"), ("1.234,5", "1234.5")]
)
def test_a_single_separator_of_a_quantity_is_decimal(written, value):
    assert fields.quantity(cell(written), "x") == Decimal(value)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_amounts_as_the_product_writes_them_are_read(amount):
    for country in ("CO", "GT"):
        text = formats.money(amount, country).replace("Q", "")
        if text.count(",") + text.count(".") != 1 or len(text.replace("-", "").replace("$", "")) > 4:
            assert fields.money(cell(text), "x") == amount


@pytest.mark.parametrize("written", ["2026-11-24", "24/11/2026", "2026-11-24"])
def test_dates(written):
    assert fields.day(cell(written), "x") == date(2026, 11, 24)


@pytest.mark.parametrize("written", ["", "11/24/2026", "24-11-2026", "2026-02-30", "mañana", "24/11/26"])
def test_what_is_no_date(written):
    with pytest.raises(Wrong):
        fields.day(cell(written), "x")


@pytest.mark.parametrize(("written", "value"), [("2026-11", "2026-11"), ("202611", "2026-11"), ("1/2026", "2026-01")])
def test_periods(written, value):
    assert fields.period(cell(written), "x") == value


@given(st.text())
def test_any_cell_is_read_or_refused_without_being_quoted(written):
    for read in (fields.money, fields.quantity, fields.day, fields.moment, fields.period, fields.account_number):
        try:
            read(cell(written), "x")
        except Wrong as wrong:
            assert len(written) < 5 or written not in str(wrong)


@given(st.binary(max_size=400))
def test_any_file_is_read_or_refused(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("csv") / "a.csv"
    file.write_bytes(data)
    with contextlib.suppress(BadFile):
        list(rows(file, ("cuenta",), ("valor",)))


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings_and_separators(tmp_path, separator, encoding):
    file = tmp_path / "a.csv"
    file.write_bytes(f"Cuenta{separator}Dirección\r\n1{separator}Peñón\r\n\r\n2{separator}\r\n".encode(encoding))
    read = list(rows(file, ("cuenta", "direccion"), ()))
    assert [row.cells for row in read] == [{"cuenta": "1", "direccion": "Peñón"}, {"cuenta": "2", "direccion": ""}]
    assert [row.line for row in read] == [2, 4]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "vac"),
        ("cuenta;valor".encode("utf-16"), "UTF-16"),
        (b"valor\n1", "faltan: cuenta"),
        (b"cuenta;clave\n1;2", "la 2"),
        (b"cuenta;cuenta\n1;2", "dos veces"),
        (b'cuenta;valor\n"1;2', "comillas"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, data, why):
    file = tmp_path / "a.csv"
    file.write_bytes(data)
    with pytest.raises(BadFile, match=why):
        list(rows(file, ("cuenta",), ("valor",)))


def test_a_file_without_names_of_columns_is_not_quoted(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("4100237;Úrsula Cañizales\n")
    with pytest.raises(BadFile) as refused:
        list(rows(file, ("cuenta",), ("titular",)))
    assert "rsula" not in str(refused.value)
