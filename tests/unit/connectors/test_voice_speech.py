"""What is written, said aloud: numbers in words, nothing that only eyes can use."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.entity import entity
from bot.formats import money
from connectors.voice.speech import spoken
from tests.other_office import office_of


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Debe $120.500.", "Debe ciento veinte mil quinientos pesos."),
        ("$1, $21 y $31.001", "Un peso, veintiún pesos y treinta y un mil un pesos"),
        ("Son $1.000.000 o $1.200.000.", "Son un millón de pesos o un millón doscientos mil pesos."),
        ("$12,05 y -$4.200", "Doce pesos con cinco centavos y menos cuatro mil doscientos pesos"),
        ("la cuenta 4100237", "La cuenta cuatro, uno, cero, cero, dos, tres, siete"),
        ("Línea: (600) 000 0100", "Línea: seis, cero, cero, cero, cero, cero, cero, uno, cero, cero"),
        ("el caso 2026-VS-0000012", "El caso dos, cero, dos, seis, V, S, cero, cero, cero, cero, cero, uno, dos"),
        ("185 kWh a $593/kWh", "Ciento ochenta y cinco kilovatios hora a quinientos noventa y tres pesos por kilovatio hora"),  # noqa: E501
        ("13,5 m³, 1 m³ y 20 %", "Trece coma cinco metros cúbicos, un metro cúbico y veinte por ciento"),
        ("21 cuotas, 1 día y 200 horas", "Veintiuna cuotas, un día y doscientas horas"),
        ("31 días, 100 personas, 1 vez", "Treinta y un días, cien personas, una vez"),
        ("de 1 (muy mala) a 5", "De uno, muy mala, a cinco"),
        ("el 24/11/2026", "El veinticuatro de noviembre de dos mil veintiséis"),
        ("martes 1 de diciembre", "Martes primero de diciembre"),
        ("noviembre de 2025", "Noviembre de dos mil veinticinco"),
        ("hoy a las 3:30 p. m. Vuelve", "Hoy a las tres y treinta de la tarde. Vuelve"),
        ("de 7:00 a. m. a 12:00 m.", "De siete de la mañana a doce del mediodía."),
        ("a la 1:05 a. m., luego", "A la una y cinco de la mañana, luego"),
        ("Calle 10 # 5-20, Centro", "Calle diez número cinco, veinte, Centro"),
        ("**Hola** 👍 _bien_", "Hola bien"),
        ("Villa Serrana E.S.P.", "Villa Serrana E S P"),
        ("• Energía: $100\n• Agua: $200", "Energía: cien pesos. Agua: doscientos pesos."),
        ("llame al 164 o al 123", "Llame al uno, seis, cuatro o al uno, dos, tres"),
        ("escriba los últimos 4 dígitos", "Marque los últimos cuatro dígitos"),
        ("Si la necesita ya, escriba ASESOR.", "Si la necesita ya, diga asesor."),
        ("Una persona le escribirá por este mismo medio. Vuelva.", "Vuelva."),
        ("Una persona le escribirá por este mismo medio. Atendemos de nuevo mañana a las 7:00 a. m. Ya.", "Ya."),
        ("Cuénteme en un solo mensaje qué pasó.", "Cuénteme qué pasó."),
        ("Voy a radicar este reclamo: «sin luz».", "Voy a radicar este reclamo: sin luz."),
    ],
)  # fmt: skip
def test_said(written, said):
    assert spoken(written).text.rstrip(".") == said.rstrip(".")


def test_the_address_of_a_page_is_never_read_out():
    said = spoken("Pague en https://www.villaserrana.example/pagos?x=1. O en la oficina.")
    assert said.text == "Pague en nuestra página de internet. O en la oficina."
    assert said.more
    assert not spoken("Pague en la oficina.").more


@pytest.mark.parametrize("form", ["text", "ask"])
@pytest.mark.parametrize("kind", entity().emergencies)
def test_an_emergency_script_loses_no_word(kind, form):
    script = re.sub(r"\s*o envíe su ubicación|\b[Ee]scriba\b", "", entity().emergency_text(kind, form=form))
    written = re.findall(r"[a-záéíóúñ]{2,}", script.casefold())
    said = iter(re.findall(r"[a-záéíóúñ]{2,}", spoken(entity().emergency_text(kind, form=form)).text.casefold()))
    assert all(word in said for word in written), [written]


@given(st.text())
def test_nothing_that_cannot_be_said(text):
    said = spoken(text).text
    assert not re.search(r"https?://|[*_`~<>|👍]|[0-9]\d{4,}", said)


@given(st.integers(0, 10**9))
def test_every_amount_is_in_words(pesos):
    said = spoken(f"Debe ${pesos:,}.".replace(",", ".")).text
    assert re.fullmatch(r"Debe [a-záéíóúñ ]+ pesos?\.", said)


@pytest.mark.parametrize(
    ("country", "code", "said"),
    [
        ("PE", "PEN", "ochenta y cinco soles con cincuenta céntimos"),
        ("BO", "BOB", "ochenta y cinco bolivianos con cincuenta centavos"),
        ("EC", "USD", "ochenta y cinco dólares con cincuenta centavos"),
        ("GT", "GTQ", "ochenta y cinco quetzales con cincuenta centavos"),
    ],
)
def test_the_currency_of_another_country(tmp_path, country, code, said):
    with office_of(tmp_path, country, code):
        assert spoken(f"Debe {money(Decimal('85.5'))}.").text == f"Debe {said}."
