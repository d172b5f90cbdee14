"""A dark lamp in the street, and what is no lamp; what is no place."""

import pytest

from bot.outages.places import says_where
from bot.outages.services import service_told, services_in


@pytest.mark.parametrize(
    "text",
    [
        "el poste de la esquina no alumbra",
        "hay un bombillo fundido en la calle de mi casa",
        "la luz del poste de mi cuadra está dañada",
        "las luces del parque están apagadas",
        "no hay alumbrado público",
        "no hay luz del poste de la esquina",
        "se fue la luz de la cancha",
    ],
)
def test_a_dark_street_lamp(text):
    assert service_told(text) == "alumbrado"


@pytest.mark.parametrize(
    "text",
    [
        "no hay luz en la calle 8",
        "se dañó el poste y quedamos sin luz",
        "no me prenden los bombillos de la casa",
        "se cayó un poste",
        "se fue la luz de la calle 8",
        "no hay luz de la esquina para abajo",
        "se fue la luz de la cuadra",
        "quitaron la luz de mi calle",
    ],
)
def test_power_that_is_missing_is_no_lamp(text):
    assert service_told(text) is None


@pytest.mark.parametrize(
    "text", ["en el prado", "por la cancha", "calle 8 # 3-20", "4100237", "vereda la unión", "por la 45"]
)
def test_a_place(text):
    assert says_where(text)


@pytest.mark.parametrize(
    "text",
    ["desde anoche", "toda la cuadra", "contesten", "no sé", "hace 3 horas", "en mi casa", "que nesesito", "a la 1"],
)
def test_no_place(text):
    assert not says_where(text)


@pytest.mark.parametrize("text", ["no hay luz y el agua sí", "se fue la luz, el agua está bien"])
def test_a_service_that_is_there_is_not_missing(text):
    assert services_in(text) == []


@pytest.mark.parametrize("text", ["no tenemos agua ni luz", "ace 3 dias q no tenemos agua ni lus en el varrio"])
def test_two_services_in_one_message(text):
    assert services_in(text) == ["agua", "energia"]
