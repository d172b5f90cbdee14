"""How people write, folded and read: the pure functions of the assistant's components."""

from datetime import date

import pytest

from assistant import normalise
from assistant.patterns import find
from assistant.text import expand, fold, sound
from assistant.values import value

SUNDAY = date(2026, 11, 22)


def read(text: str) -> dict[str, object]:
    return {one.entity: value(one.entity, text, one.start, one.end, SUNDAY) for one in find(text)}


@pytest.mark.parametrize(
    ("text", "folded"),
    [("AÑO", "año"), ("ano", "ano"), ("¿Cuánto?", "¿cuanto?"), ("PINGÜINO", "pinguino"), ("İ🔥", "İ🔥")],
)
def test_folding_keeps_enye_and_positions(text, folded):
    assert fold(text) == folded
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("word", "spelled"),
    [("holaaaa", "hola"), ("siiii", "si"), ("cll", "cll"), ("xq", "por que"), ("stamos", "estamos")],
)
def test_short_and_stretched_words_are_spelled_out(word, spelled):
    assert expand(word) == spelled


@pytest.mark.parametrize(
    ("one", "other"), [("sinco", "cinco"), ("kuatro", "cuatro"), ("biernes", "viernes"), ("savado", "sabado")]
)
def test_misspelt_words_sound_alike(one, other):
    assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mi nic es 123.4567", "1234567"),
        ("es la cuenta 10 45 67 89", "10456789"),
        ("SR 554433", "SR-554433"),
        ("el numero d contrato es 998877", "998877"),
        ("1234567", "1234567"),
    ],
)
def test_account_numbers_lose_label_and_spaces(text, value):
    assert read(text) == {"account_number": value}


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("radicado PQR-2026-00123 cómo va", "case_number", "PQR-2026-00123"),
        ("caso r-48210", "case_number", "R-48210"),
        ("cómo va el caso 2026-VS-0000123", "case_number", "2026-VS-0000123"),
        ("2026-vs-0000123", "case_number", "2026-VS-0000123"),
        ("cuánto fue la del mes pasado", "month", "2026-10"),
        ("C.C. 52.334.871", "national_id", "52334871"),
        ("dpi 2458 96321 0101", "national_id", "2458963210101"),
        ("llámeme al 310 456 7890", "phone", "3104567890"),
        ("anote mi número +57 315 222 3344", "phone", "+573152223344"),
        ("recibo de diciembre", "month", "2025-12"),
        ("factura de octubre", "month", "2026-10"),
        ("factura de marzo de 2024", "month", "2024-03"),
        ("le doy un 4", "rating", 4),
        ("cinco", "rating", 5),
        ("se apagó la farola", "service", "alumbrado"),
        ("sin lus", "service", "energia"),
        ("por la zona 10", "neighborhood", "zona 10"),
    ],
)
def test_fixed_forms(text, entity, value):
    assert read(text).get(entity) == value


@pytest.mark.parametrize(
    "address",
    [
        "Cra 7 # 45-23",
        "Calle 10 No. 5-20",
        "cll 45a #12b-34 sur apto 301",
        "KR 15 93 60",
        "carrera 7a bis # 45-23",
        "Av. 68 con 13-51",
        "Diagonal 40A N° 7 - 40",
        "transv 5 nro 12 - 8 torre 2",
        "calle 26 sur # 78-12",
        "6a avenida 10-25",
    ],
)
def test_addresses_are_cut_whole_and_give_no_other_number(address):
    assert read(f"no hay luz en la {address}") == {"service": "energia", "address": address}


@pytest.mark.parametrize(
    "text", ["el 7 de 45-23", "mil gracias", "en 12 cuotas", "ya van 3 dias", "gasté 300 kilovatios"]
)
def test_other_numbers_are_nothing(text):
    assert read(text) == {}


@pytest.mark.parametrize(
    ("text", "pesos"),
    [
        ("$120.500", 120500),
        ("120,500", 120500),
        ("1.234.567,89", 1234567.89),
        ("q1,250.50", 1250.5),
        ("1.5 millones", 1_500_000),
        ("85 mil", 85000),
        ("ciento veinte mil pesos", 120000),
        ("dos millones quinientos mil", 2_500_000),
        ("nada", None),
    ],
)
def test_amounts(text, pesos):
    assert normalise.amount(text) == pesos


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("pagué ayer", "2026-11-21"),
        ("pagué antier", "2026-11-20"),
        ("pagué el 15 de noviembre", "2026-11-15"),
        ("pagué el 15/11", "2026-11-15"),
        ("pagué noviembre 10", "2026-11-10"),
        ("pagué el 28", "2026-10-28"),
        ("pagué el lunes", "2026-11-16"),
        ("pagué hace tres días", "2026-11-19"),
        ("van a cortar el lunes", "2026-11-23"),
        ("pagué el 20 de diciembre", "2025-12-20"),
        ("van a cortar mañana", "2026-11-23"),
    ],
)
def test_dates_are_read_against_today_and_the_tense(text, day):
    assert read(text).get("date") == day


def test_a_day_that_does_not_exist_is_no_date():
    assert read("pagué el 31/02")["date"] is None
