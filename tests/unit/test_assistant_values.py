"""What the texts of entities mean: the rules that a trained tagger's finds go through."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import days, normalise
from assistant.catalogue import Catalogue
from assistant.patterns import find, unsplit
from assistant.redact import redact
from assistant.text import fold
from assistant.values import value
from assistant.variants import varied
from assistant.words import features, marked, words

SUNDAY = date(2026, 11, 22)
ENTITIES = (
    "account_number case_number national_id phone address neighborhood municipality service month date amount rating"
).split()


def meaning(entity: str, message: str, words: str) -> object:
    start = message.index(words)
    return value(entity, message, start, start + len(words), SUNDAY)


@pytest.mark.parametrize(
    ("message", "words", "day"),
    [
        ("se fue la luz anoche", "anoche", "2026-11-21"),
        ("qué barrios tienen corte el sábado", "sábado", "2026-11-28"),
        ("el bajón del sábado me tostó la tele", "sábado", "2026-11-21"),
        ("quedó de venir el lunes", "lunes", "2026-11-23"),
        ("lo pedí el martes", "martes", "2026-11-17"),
        ("¿el domingo hay dónde pagar?", "domingo", "2026-11-29"),
        ("feliz domingo", "domingo", "2026-11-22"),
        ("no hay agua desde el domingo", "domingo", "2026-11-15"),
        ("mi señora radicó el 19", "19", "2026-11-19"),
        ("tengo cita el 20", "20", "2026-12-20"),
        ("hasta el viernes 27", "viernes 27", "2026-11-27"),
        ("nací el 4 de mayo de 1961", "4 de mayo de 1961", "1961-05-04"),
        ("cita el primero de diciembre", "primero de diciembre", "2026-12-01"),
        ("me dan turno el 8 de enero", "8 de enero", "2027-01-08"),
        ("pagué el 20 de nov", "20 de nov", "2026-11-20"),
        ("fue el 14-11-2026", "14-11-2026", "2026-11-14"),
        ("fue hace una semana", "hace una semana", "2026-11-15"),
        ("cortan el biernes", "biernes", "2026-11-27"),
        ("dijeron que el jueves van a conectar", "jueves", "2026-11-26"),
        ("me dijeron que el jueves cortaron", "jueves", "2026-11-19"),
        ("avisaron que el 25 cortan la luz", "25", "2026-11-25"),
        ("se fue aller", "aller", "2026-11-21"),
        ("el 31 de febrero", "31 de febrero", None),
    ],
)
def test_days_are_read_by_the_verb_nearest_to_them(message, words, day):
    assert meaning("date", message, words) == day


@pytest.mark.parametrize(
    ("message", "day", "amount"),
    [
        ("pagué el viernes 50 mil", "viernes", "50 mil"),
        ("el lunes 30mil pesos", "lunes", "30mil"),
        ("pagué el viernes 20 50 mil", "viernes 20", "50 mil"),
        ("el martes 25 pesos", "martes", "25"),
        ("pagué el jueves 12.500 pesos", "jueves", "12.500"),
    ],
)
def test_an_amount_after_a_weekday_is_no_day_of_the_month(message, day, amount):
    found = [(one.entity, message[one.start : one.end]) for one in find(message)]
    assert found == [("date", day), ("amount", amount)]


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("mes pasado", "2026-10"),
        ("mes antepasado", "2026-09"),
        ("octubre 2025", "2025-10"),
        ("mes de octubre", "2026-10"),
        ("10/2026", "2026-10"),
        ("setiembre", "2026-09"),
        ("septienbre", "2026-09"),
        ("diciembre", "2025-12"),
        ("13/2026", None),
    ],
)
def test_bill_periods(words, month):
    assert days.month(words, SUNDAY) == month


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("dos cuarenta mil", 240_000),
        ("un millon doscientos", 1_200_000),
        ("dos mil cien", 2100),
        ("noventa y ocho dolares", 98),
        ("s/ 96.40", 96.4),
        ("q. 1,250.00", 1250),
        ("320 lucas", 320_000),
        ("150k", 150_000),
        ("$7.90", 7.9),
        ("cincuenta y sinco mil", 55_000),
    ],
)
def test_amounts_in_every_country_and_spelling(words, amount):
    assert normalise.amount(words) == amount


@pytest.mark.parametrize(
    ("words", "points"),
    [
        ("sinco", 5),
        ("kuatro", 4),
        ("★★★★☆", 4),
        ("⭐⭐", 2),
        ("un 3", 3),
        ("tres estrellas", 3),
        ("9", None),
        ("", None),
    ],
)
def test_ratings(words, points):
    assert normalise.rating(words) == points


@pytest.mark.parametrize(
    ("entity", "message", "said"),
    [
        ("account_number", "88.140.552", "88140552"),
        ("case_number", "PQR-2026-00412", "PQR-2026-00412"),
        ("national_id", "12.345.678-5", "123456785"),
        ("national_id", "9876112-k", "9876112K"),
        ("national_id", "gomr820415mdflrs09", "GOMR820415MDFLRS09"),
        ("phone", "+502 4123 8890", "+50241238890"),
        ("service", "luz de la calle", "alumbrado"),
        ("service", "LUS", "energia"),
        ("service", "haceo", "aseo"),
        ("service", "jas", "gas"),
        ("neighborhood", "Las Brisas", "Las Brisas"),
    ],
)
def test_numbers_and_names(entity, message, said):
    assert meaning(entity, message, message) == said


def test_names_are_found_despite_a_slip():
    towns = Catalogue(["San Juan de Lurigancho", "Quito", "Cali"])
    assert towns.find(words("en san juan de lurigancho")) == [("exact", 3, 25)]
    assert towns.find(words("vivo en qito")) == []  # too short to forgive
    assert towns.find(words("SAN JUAN DE LURIGANCO no hay luz")) == [("near", 0, 21)]


def test_every_example_with_a_place_comes_again_with_another_and_every_other_time_in_a_hurry():
    example = ("no hay luz en Cali", [("municipality", 14, 18)])
    first, second, moved, hurried = varied([example, example], {"municipality": ["Quito"]})
    assert first == second == example
    for text, [(_, start, end)] in (moved, hurried):
        assert text[start:end].capitalize() in {"Cali", "Quito"}
    assert moved[0] != hurried[0].lower() == hurried[0]
    assert varied([("hola", [])], {}) == [("hola", [])]


texts = st.text() | st.lists(
    st.sampled_from("el 31 de 15/11 hoy mil $52.000, dos m² ½ ⁵ ٣ domingo hace mes 0 99999999999 # - Cra +57 İ".split())
).map(" ".join)


@given(text=texts, entity=st.sampled_from(ENTITIES))
@settings(max_examples=300, deadline=None)
def test_no_text_is_too_strange(text, entity):
    value(entity, text, 0, len(text), SUNDAY)
    for one in find(text):
        assert 0 <= one.start < one.end <= len(text)
        value(one.entity, text, one.start, one.end, SUNDAY)
    message = words(text)
    assert len(features(message, {"rule": marked(message, [])})) == len(message)
    assert len(fold(text)) == len(text)
    redact(text)


@pytest.mark.parametrize(
    ("message", "entity"),
    [
        ("pague 95000", "amount"),
        ("me cobraron 185000", "amount"),
        ("cuanto debo 4100237 1234", "account_number"),
        ("cuanto debo 410023", "account_number"),
    ],
)
def test_a_bare_number_is_an_amount_after_words_of_paying_alone(message, entity):
    assert find(message)[0].entity == entity


def test_a_case_number_in_parts_is_made_whole():
    text = "2026-VS-0999999 y la cuenta 4100237"

    assert unsplit(text, [("account_number", 0, 4), ("case_number", 5, 15), ("account_number", 28, 35)]) == [
        ("case_number", 0, 15),
        ("account_number", 28, 35),
    ]


@pytest.mark.parametrize("spans", [[], [("account_number", 0, 15)], [("case_number", 0, 15), ("date", 20, 24)]])
def test_what_is_whole_already_or_nothing_stays(spans):
    assert unsplit("2026-VS-0999999 del ayer", spans) == spans
