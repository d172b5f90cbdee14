"""SMS costs what it must: the standard's alphabet, its segments, and the folding into it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.sms.gsm7 import BASIC, EXTENSION, fold, is_gsm7, segments


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("á" * 134, 2),
        ("á" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "b" * 152, 3),  # 306 units, but the sign must not be parted
    ],
)
def test_segments(text: str, count: int) -> None:
    assert segments(text) == count


def test_the_alphabet() -> None:
    assert (len(BASIC), len(EXTENSION)) == (127, 10)
    assert is_gsm7("¿Que paso? éÉñÑüÜ¿¡àèìòùÇ")
    assert not any(is_gsm7(letter) for letter in "áíóúÁÍÓÚç«»“”‘’–—…ºª°·´`•\t\u00a0😀")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("¿Cuánto debo? ¡Página única!", "¿Cuanto debo? ¡Pagina unica!"),
        ("ÁÍÓÚ áíóú", "AIOU aiou"),
        ("año, pingüino, café, ÉXITO", "año, pingüino, café, ÉXITO"),
        ("n\u0303o e\u0301l a\u0301", "ño él a"),
        ("“Sí” – ‘no’ — «tal vez»…", '"Si" - \'no\' - "tal vez"...'),
        ("N.º 3, 4.ª, 12\u00a0m³", "N.o 3, 4.a, 12 m3"),
        ("⚠️ POSIBLE FUGA 🔥\n\n1. Sí", "POSIBLE FUGA\n\n1. Si"),
        ("$1.200 [a] {b} €", "$1.200 [a] {b} €"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


SPANISH = st.text("abcdeñÑáéíóúüÁÉÍÓÚÜ¿?¡!.,;: \n0123456789$%#-–—“”‘’«»…ºª°·•´`\u00a0😀⚠️💡€[]")


@given(SPANISH)
def test_spanish_always_fits_the_alphabet(text: str) -> None:
    assert is_gsm7(fold(text))


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(sorted(BASIC - {"\r"})).map(lambda text: " ".join(text.split())))
def test_what_is_in_the_alphabet_stays(text: str) -> None:
    assert fold(text) == text


@given(st.text(max_size=700), st.text(max_size=5))
def test_more_text_never_takes_fewer_segments(text: str, more: str) -> None:
    assert segments(text) <= segments(text + more)
