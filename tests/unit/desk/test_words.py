"""How the desk says things, and what a citizen's text may not do to it."""

from datetime import date, timedelta

import pytest

from bot import clock
from bot.desk import words
from bot.desk.casebook import business_days_until
from bot.desk.markup import join, tag
from bot.messaging.content import Details, Origin, Referral
from connectors.twilio.codes import CODES


def test_text_of_citizens_stays_text():
    hostile = '<img src=x onerror="alert(1)">'
    drawn = tag("p", hostile, title=hostile)
    assert "<img" not in drawn
    assert drawn.count("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;") == 2


def test_finished_html_is_not_escaped_again():
    assert join(tag("b", "1 < 2"), " y ", None) == "<b>1 &lt; 2</b> y "


def test_attributes_without_a_value_are_left_out():
    assert tag("button", "Tomar", disabled=False, hidden=True, title=None, aria_label="x") == (
        '<button hidden aria-label="x">Tomar</button>'
    )


def test_what_a_provider_told_beside_a_message():
    advertisement, abroad = Referral(url="https://fb.me/abc"), Origin(country="MX")
    told = Details(place="Parque, Calle 1", forwarded="often", referral=advertisement, origin=abroad)
    assert list(words.details(told)) == [
        "Lugar: Parque, Calle 1",
        "Mensaje reenviado muchas veces: puede ser una cadena",
        "Llegó por un anuncio: https://fb.me/abc",
        "Número de otro país (MX)",
    ]
    assert list(words.details(Details(profile_name="Ana", segments=2, origin=Origin(country="CO")))) == []


def test_a_known_failure_is_explained_with_its_code():
    assert words.failure("twilio 63016") == (
        "WhatsApp ya no permite escribir: pasaron más de 24 horas desde el último mensaje de la persona (código 63016)"
    )
    assert words.failure("telegram Forbidden: Forbidden: bot was blocked by the user") == (
        "la persona bloqueó al asistente o cerró el chat (código Forbidden)"
    )
    assert words.failure("twilio 99999") == "twilio 99999"
    assert words.failure("") == "el proveedor no dio un motivo"


def test_every_code_of_the_table_is_explained():
    assert [code for code in CODES if str(code) not in words.FAILURES] == []


def test_only_the_end_of_an_address_is_shown():
    assert words.masked("+573001234567") == "··4567"


def test_waiting_time_in_words():
    now = clock.now()
    waits = {20: "ahora", 12 * 60: "12 min", 185 * 60: "3 h 05 min", 50 * 3600: "2 d"}
    assert {seconds: words.ago(now - timedelta(seconds=seconds)) for seconds in waits} == waits


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", "saldrá cuando la persona escriba"),
        ("announced", "saldrá cuando la persona responda a la plantilla"),
        ("twilio 30003", "el teléfono está apagado o sin señal (código 30003); se intentará de nuevo"),
    ],
)
def test_what_a_held_message_waits_for(reason, said):
    assert words.held(reason) == said


def test_what_nobody_knows_is_said():
    assert words.failure("uncertain: telegram ReadTimeout") == words.UNCERTAIN


def test_business_days_left_skip_weekends_and_holidays():
    # Monday, 2 November 2026 is a holiday in Colombia.
    friday = date(2026, 10, 30)
    assert business_days_until(date(2026, 11, 4), friday) == 2
    assert business_days_until(friday, friday) == 0
    assert business_days_until(friday, date(2026, 11, 4)) == -2
