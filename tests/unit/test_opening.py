"""What printed hours say of one day."""

from datetime import date

import pytest

from bot.procedures import opening

SUNDAY = date(2026, 11, 22)
HOURS = "lunes a viernes de 7:00 a. m. a 4:00 p. m.; sábados de 8:00 a. m. a 12:00 m."


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("¿a qué hora cierran hoy?", "hoy, domingo 22 de noviembre, no hay atención."),
        ("¿abren mañana?", "mañana, lunes 23 de noviembre, atiende de 7:00 a. m. a 4:00 p. m."),
        ("y pasado mañana", "el martes 24 de noviembre atiende de 7:00 a. m. a 4:00 p. m."),
        ("abren el sabado?", "el sábado 28 de noviembre atiende de 8:00 a. m. a 12:00 m."),
        ("hasta qué hora los sábados", "los sábados atiende de 8:00 a. m. a 12:00 m."),
        ("¿y los domingos?", "los domingos no hay atención."),
        ("y el 8 de diciembre?", "el martes 8 de diciembre es festivo: no hay atención."),
        ("y en diciembre 8?", "el martes 8 de diciembre es festivo: no hay atención."),
        ("¿atienden en la mañana?", ""),
        ("fui esta mañana y nadie", ""),
        ("¿abren sábados y domingos?", ""),
        ("¿de lunes a sábado?", ""),
        ("¿a qué hora abren?", ""),
        ("el 31 de abril", ""),
    ],
)
def test_a_day_that_is_asked_about(asked, expected):
    assert opening.about(HOURS, asked, SUNDAY) == expected


@pytest.mark.parametrize("hours", ["con cita", "todos los días", "", "24 horas; siempre"])
def test_hours_written_otherwise_say_nothing(hours):
    assert opening.about(hours, "¿abren hoy?", SUNDAY) == ""


def test_times_in_two_parts():
    hours = "lunes a viernes de 8:00 a. m. a 12:00 m. y de 2:00 p. m. a 4:00 p. m."
    assert opening.about(hours, "el lunes", SUNDAY).endswith("de 8:00 a. m. a 12:00 m. y de 2:00 p. m. a 4:00 p. m.")
