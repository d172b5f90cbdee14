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
        ("Baja, por favor", "stop"),
        ("No quiero recibir más mensajes.", "stop"),
        ("por favor no me envíen más mensajes a este número", "stop"),
        ("ya no quiero que me manden más avisos, gracias", "stop"),
        ("Dejen de escribirme", "stop"),
        ("quiero dejar de recibir sus notificaciones", "stop"),
        ("no quiero más avisos de corte, quiero que lo arreglen", None),
        ("no me llegan los mensajes", None),
        ("no me envíen la factura por correo", None),
        ("quiero darme de baja", None),
        ("no quiero recibir la factura en papel", None),
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
