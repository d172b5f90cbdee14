"""Who waits for a person, and wants none any more."""

import pytest

from bot.messaging import waiting


@pytest.mark.parametrize(
    "text",
    [
        "ya no, gracias",
        "ya no espero más",
        "mejor no quiero hablar con nadie",
        "Déjelo así",
        "ya lo solucioné gracias",
        "no hace falta que me escriban",
        "no me comunique con nadie",
        "mejor siga usted",
        "ya entendí, muchas gracias",
        "ya volvió la luz",
        "ya no es necesario",
    ],
)
def test_no_person_is_wanted_any_more(text):
    assert waiting.wants_nobody(text)


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "gracias",
        "ya cancelé",
        "no tengo agua",
        "no me contestan",
        "ya lo resolvieron?",
        "no me pasen con la misma persona",
        "nadie me atiende",
        "quiero hablar con una persona",
        "ya no quiero seguir",
        "ya no puedo más",
        "no quiero vivir",
        "ya entendí, pero me siguen cobrando",
    ],
)
def test_a_person_is_still_awaited(text):
    assert not waiting.wants_nobody(text)
