"""A misunderstood sentence is kept for review without what tells who wrote it."""

import re

import pytest

from assistant.redact import redact


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mi cuenta es 4100237 y no abre", "mi cuenta es «cuenta» y no abre"),
        ("cédula 52.334.871 de Bogotá", "cédula «documento» de Bogotá"),
        ("llámeme al 310 456 7890 porfa", "llámeme al «teléfono» porfa"),
        ("el radicado PQR-2026-00412 nada", "el radicado «caso» nada"),
        ("escriba a juan.perez@correo.com.co.", "escriba a «correo»."),
        ("me llamo Juana María de la Torre, necesito ayuda", "me llamo «nombre», necesito ayuda"),
        ("soy pedro ramirez y quiero el recibo", "soy «nombre» y quiero el recibo"),
        ("SOY CARLOS GOMEZ NECESITO LA FACTURA", "SOY «nombre» NECESITO LA FACTURA"),
        ("está a nombre de la señora Rosa Tulia Páez", "está a nombre de la señora «nombre»"),
        ("vivo en la calle 10 # 5-20 apto 301 del centro", "vivo en la «dirección» del centro"),
        ("mi CURP es GOMR820415MDFLRS09", "mi CURP es «documento»"),
        ("mire https://ejemplo.com/a?n=Ana eso", "mire «enlace» eso"),
        ("la tarjeta 4111 1111 1111 1111 no pasa", "la tarjeta «número» no pasa"),
        ("búsqueme como @anita99", "búsqueme como «nombre»"),
    ],
)
def test_personal_data_become_marks(text, kept):
    assert redact(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "soy pensionada y me cobraron $120.500",
        "se fue la luz el 15 de noviembre a las 6",
        "hace 3 días que no hay agua",
        "SOY NUEVA EN EL BARRIO",
        "le doy un 4",
        "",
    ],
)
def test_what_tells_nobody_stays(text):
    assert redact(text) == text


def test_what_the_assistant_found_is_left_out_too():
    text = "vivo por los Aromos 2231"
    assert redact(text, [("address", 13, 24)]) == "vivo por los «dirección»"


def test_no_long_number_survives():
    for text in ("1234567", "a 12-34-56-78 b", "(601) 555 0102", "x12345", "１２３４５６７", "00 00 00", "7.890.123-4"):
        assert not re.search(r"\d{3}", redact(f"hola {text} chao")), text


def test_overlapping_finds_leave_nothing_between_them():
    assert redact("abcdefghij", [("address", 0, 5), ("name", 3, 8), ("phone", 6, 7)]) == "«dirección»ij"
