"""What citizens correct of the report that they have just made."""

import pytest

from bot.outages.correcting import Correction, read


@pytest.mark.parametrize(
    ("text", "correction"),
    [
        ("no, perdón, es en la calle 8, no en la 18", Correction(place="la calle 8", wrong="18", right="8")),
        ("no es en la calle 18 es en la calle 8", Correction(place="la calle 8", wrong="18", right="8")),
        ("No, es la 8 no la 18", Correction(wrong="18", right="8")),
        ("ay me equivoqué, es el barrio La Floresta", Correction(place="La Floresta")),
        ("no era en villa del rio sino en el centro", Correction(place="el centro")),
        ("no señorita es en San Antonio", Correction(place="San Antonio")),
        ("corrijo: Calle 8 # 3-20", Correction(place="Calle 8 # 3-20")),
        ("no, perdón, es el agua", Correction(service="agua")),
        ("no perdón, es en San José", Correction(place="San José")),
        ("perdon la calle es 18 no 8", Correction(place="la calle 18", wrong="8", right="18")),
        ("no es desde anoche, es desde el lunes", Correction(time=True)),
        ("no, es en la de mi mamá", Correction()),
        ("desde las 6 de la mañana", Correction(time=True)),
        ("me ekivoke de barrio", Correction()),
        ("disculpe le di mal la direccion", Correction()),
    ],
)
def test_a_correction_is_read(text, correction):
    assert read(text) == correction


@pytest.mark.parametrize(
    "text",
    [
        "no", "no, gracias", "gracias", "no tengo agua en la calle 8", "perdón, ¿y cuánto debo?", "no, mejor no",
        "perdon en la calle 8 tampoco hay luz", "me equivoque", "cuenta 4100237, me equivoqué", "no en la floresta",
        "es por la lluvia", "es por falta de pago", "es en la calle", "es en mi edificio", "es en la cocina",
        "es en la oficina", "es en serio", "no, en la oficina me dijeron otra cosa",
        "no, ya volvió la luz", "disculpe, dónde queda la oficina de la calle 10", "",
    ],
)  # fmt: skip
def test_what_corrects_no_report_is_left_to_the_assistant(text):
    assert read(text) is None
