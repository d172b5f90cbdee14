"""The words that end what the office starts by itself, and the many that only look like them."""

import pytest

from bot.citizens import opt_out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BAJA", "stop"),
        ("  baja. ", "stop"),
        ("¡Alto!", "stop"),
        ("darme de baja", "stop"),
        ("No más mensajes", "stop"),
        ("no me escriban", "stop"),
        ("Stop", "stop"),
        ("ALTA", "resume"),
        ("Suscribir", "resume"),
        ("salir", "leave"),
        ("cancelar", None),
        ("cancel", None),
        ("ya cancelé", None),
        ("quiero dar de baja el servicio", None),
        ("dar de baja el medidor", None),
        ("la presión está baja", None),
        ("stop please", None),
        ("pare eso ya", None),
        ("no", None),
        ("yes", None),
        ("end", None),
        ("", None),
        ("🛑", None),
    ],
)
def test_only_the_whole_message_counts(text, expected):
    assert opt_out.wish(text) == expected
