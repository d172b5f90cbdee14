"""Neighborhoods as people write them."""

import pytest

from bot.outages.places import neighborhood_in


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("La Esperanza", "La Esperanza"),
        ("la esperanza", "La Esperanza"),
        ("barrio la esperansa", "La Esperanza"),
        ("vivo en el barrio Esperanza", "La Esperanza"),
        ("calle 10 # 5-20 barrio El Prado", "El Prado"),
        ("prado", "El Prado"),
        ("sta barbara", "Santa Bárbara"),
        ("SANTA BARBARA", "Santa Bárbara"),
        ("20 de julio", "Veinte de Julio"),
        ("veinte de julio", "Veinte de Julio"),
        ("bello orizonte", "Bello Horizonte"),
        ("vello horizonte", "Bello Horizonte"),
        ("los almendro", "Los Almendros"),
        ("la floreta", "La Floresta"),
        ("villa del rio", "Villa del Río"),
        ("vereda el salado", "Vereda El Salado"),
        ("altos d la sierra", "Altos de la Sierra"),
        ("no hay luz en el mirador desde anoche", "El Mirador"),
        ("centro", "Centro"),
        ("Calle 10 # 5-20", None),
        ("no sé", None),
        ("", None),
        ("chapinero", None),
        ("mi casa", None),
        ("x" * 10_000, None),
    ],
)
def test_a_neighborhood_in_free_text(said, name):
    assert neighborhood_in(said) == name
