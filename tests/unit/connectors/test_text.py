"""Long texts are cut where a reader would pause, and nothing of them is lost."""

from hypothesis import given
from hypothesis import strategies as st

from connectors.text import split, storable, utf16_units

TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(" \n.?!aeiouñ😀")), max_size=400)


def within(limit: int):
    return lambda text: utf16_units(text) <= limit


@given(TEXTS, st.integers(2, 60))
def test_every_piece_fits_and_only_white_space_is_lost(text: str, limit: int) -> None:
    pieces = split(text, within(limit))

    assert all(within(limit)(piece) and piece == piece.strip() and piece for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(TEXTS.map(str.strip).filter(bool))
def test_a_text_that_fits_stays_whole(text: str) -> None:
    assert split(text, within(800)) == [text]


def test_cut_at_the_best_pause_of_the_second_half() -> None:
    paragraph = "Uno dos tres.\n\nCuatro cinco. Seis siete"
    sentence = "Corta aquí. Y sigue con más palabras hasta el final"

    assert split(paragraph, within(25)) == ["Uno dos tres.", "Cuatro cinco. Seis siete"]
    assert split(sentence, within(20)) == ["Corta aquí.", "Y sigue con más", "palabras hasta el", "final"]
    assert split("palabra " * 4, within(17)) == ["palabra palabra", "palabra palabra"]


def test_an_emoji_is_never_cut_in_two() -> None:
    assert split("😀" * 5, within(4)) == ["😀😀", "😀😀", "😀"]


def test_nothing_gives_nothing() -> None:
    assert split(" \n ", within(10)) == []


@given(st.text(st.characters(categories=["Cs", "Cc", "L", "So"])))
def test_what_is_stored_has_no_nul_and_no_half_characters(text: str) -> None:
    assert "\x00" not in storable(text)
    assert storable(text).encode() == storable(storable(text)).encode()
