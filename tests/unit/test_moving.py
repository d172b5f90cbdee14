"""Who wants to go on elsewhere, and who only speaks of a channel; codes as people bring them."""

import pytest

from bot.messaging.moving import code_in, wish


@pytest.mark.parametrize(
    ("said", "channel"),
    [
        ("sígame por WhatsApp", "whatsapp"),
        ("siga por wasap por favor", "whatsapp"),
        ("prefiero seguir por wsp", "whatsapp"),
        ("Quiero seguir por Telegram", "telegram"),
        ("¿podemos continuar en telegram?", "telegram"),
        ("mejor hablemos por el whatsapp", "whatsapp"),
        ("escríbame mejor a mi whatsapp", "whatsapp"),
        ("pasemos a mensajes de texto", "sms"),
        ("me puede seguir atendiendo por sms", "sms"),
        ("¿me puede escribir por WhatsApp?", "whatsapp"),
        ("podemos seguir la conversación por whatsapp", "whatsapp"),
        ("quiero que me atiendan por WhatsApp", "whatsapp"),
        ("prefiero whatsapp", "whatsapp"),
        ("no, mejor por el guasap", "whatsapp"),
        ("me voy para telegram, sígame allá", "telegram"),
        ("¿no podemos seguir por WhatsApp?", "whatsapp"),
    ],
)
def test_wants_to_go_on(said, channel):
    assert wish(said) == channel


@pytest.mark.parametrize(
    "said",
    [
        "¿tienen WhatsApp?",
        "¿cuál es el whatsapp de la oficina?",
        "me llegó un mensaje raro por WhatsApp",
        "me escribieron por telegram cobrando una multa",
        "quiero seguir con mi reclamo",
        "hola",
        "no puedo pagar por whatsapp",
        "sigo sin luz y les escribí por WhatsApp",
        "sigo esperando respuesta por WhatsApp",
        "sigo recibiendo propaganda por mensaje de texto",
        "no quiero seguir por whatsapp",
        "no me quiero pasar a WhatsApp",
        "no me escriban más por whatsapp",
        "¿le puedo pasar la foto por WhatsApp?",
        "sigan mandándome la factura por whatsapp",
        "¿qué pasó con el WhatsApp de ustedes?",
        "voy a seguir reclamando por whatsapp hasta que respondan",
        "quiero que me sigan explicando el cobro de la factura del mes pasado porque no lo entendí en el whatsapp",
    ],
)
def test_wants_something_else(said):
    assert wish(said) is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Hola, sigo por aquí. Código ABCD2345", "ABCD2345"),
        ("codigo abcd-2345", "ABCD2345"),
        ("Código: ABCD 2345", "ABCD2345"),
        ("mi código de suscriptor es 4100101", None),
        ("código 4100101", None),
        ("código 42356789", None),
        ("ABCD2345", None),
    ],
)
def test_codes(said, code):
    assert code_in(said) == code
