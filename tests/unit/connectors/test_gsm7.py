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
        ("a" * 151 + "€" + "b" * 153, 2),
        ("á" * 66 + "😀" + "á" * 66, 3),  # 134 units, likewise
        ("á" * 65 + "😀" + "á" * 67, 2),
    ],
)
def test_segments(text: str, count: int) -> None:
    assert segments(text) == count


def test_one_letter_outside_the_alphabet_makes_the_whole_text_dearer() -> None:
    assert not is_gsm7("¿Cuánto debo?") and is_gsm7("¿Que paso?")
    assert (segments("¿Cuanto debo?" * 12), segments("¿Cuánto debo?" + "¿Cuanto debo?" * 11)) == (1, 3)


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
        ("1️⃣ Sí 👍🏽 2️⃣ No", "1 Si 2 No"),
        ("21 °C ± 2, Ç ç, ½ m²", "21 oC +/- 2, Ç c, 1/2 m2"),
        ("₡1.200 o ₲5.000", "CRC 1.200 o Gs. 5.000"),
        ("Ана, 水", "Ана, 水"),
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


@given(st.text(st.sampled_from("aé€[😀áñ"), min_size=1, max_size=400))
def test_segments_as_the_standard_parts_them(text: str) -> None:
    """Counted again by cutting the text: as much as goes into each part, a sign never in two."""
    wide = (
        {c: 2 if c in EXTENSION else 1 for c in text}
        if is_gsm7(text)
        else {c: len(c.encode("utf-16-le")) // 2 for c in text}
    )
    single, part = (160, 153) if is_gsm7(text) else (70, 67)
    if sum(wide[c] for c in text) <= single:
        assert segments(text) == 1
        return
    rest, count = list(text), 0
    while rest:
        room = part
        while rest and wide[rest[0]] <= room:
            room -= wide[rest.pop(0)]
        count += 1
    assert segments(text) == count


@given(st.text())
def test_what_is_folded_has_no_sign_that_only_typography_needs(text: str) -> None:
    folded = fold(text)
    assert not set(folded) & set("áíóúÁÍÓÚ«»“”‘’–—…ºª°·´`•\t\u00a0")
    assert "ñ" not in text or "ñ" in folded
