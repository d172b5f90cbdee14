import pytest

from bot.words import fold, plain


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("¿CUÁNTO  Año?", "¿cuanto año?"), ("an\u0303o\u200b nuevo", "año nuevo"), ("\tla 2ª\n vez ", "la 2a vez"),
        ("Código AAA2-BBB3", "codigo aaa2-bbb3"), ("1️⃣ 👍🏽", "1\u20e3 👍🏽"), ("", ""),
    ],
)  # fmt: skip
def test_folding_leaves_letters_and_their_number(text, folded):
    assert fold(text) == folded


def test_plain_words_have_no_letters_held_down():
    assert plain("¡HOLAAA!  ñññandú llegó 1000") == "¡hola! ñandu llego 1000"
