"""Long texts are cut where a reader would pause, and nothing of them is lost."""

from hypothesis import given
from hypothesis import strategies as st

from connectors.text import shorten, split, storable, utf16_units

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


WORDS = st.lists(st.text("abñé0123456789.,$#:/-?😀", min_size=1, max_size=25), min_size=1, max_size=40)


@given(WORDS, st.sampled_from([" ", "\n", "  ", "\n\n"]), st.integers(25, 90))
def test_a_word_a_number_or_an_address_is_never_cut(words: list[str], space: str, limit: int) -> None:
    pieces = split(space.join(words), lambda text: len(text) <= limit)

    assert [word for piece in pieces for word in piece.split()] == words


def test_an_address_on_the_web_stays_whole() -> None:
    url = "https://www.ejemplo.gov.co/tramites/cambio-de-titular?paso=1&origen=chat"

    assert split(f"Vea {url} y siga los pasos. Después escríbanos.", within(77)) == [
        f"Vea {url}",
        "y siga los pasos. Después escríbanos.",
    ]


def test_what_belongs_together_is_not_parted() -> None:
    phone = "Llámenos gratis a la línea de atención 300 123 4567 cuando quiera"
    money = "El valor total de su factura de este mes es de $ 120.500 pesos"

    assert split(phone, within(45)) == ["Llámenos gratis a la línea de atención", "300 123 4567 cuando quiera"]
    assert split(money, within(50)) == ["El valor total de su factura de este mes es de", "$ 120.500 pesos"]


def test_an_abbreviation_ends_no_sentence() -> None:
    office = "La oficina queda en la Cra. 7 # 45-23 y abre a las 8:00 a. m. en punto"

    assert split(office, within(30)) == [
        "La oficina queda en la",
        "Cra. 7 # 45-23 y abre a las",
        "8:00 a. m. en punto",
    ]


@given(st.lists(st.sampled_from(["👩‍👧", "🇨🇴", "👍🏽", "e\u0301", "2️⃣", "😀", "ñ"]), min_size=2, max_size=30))
def test_a_character_of_many_signs_is_never_cut(characters: list[str]) -> None:
    pieces = split("".join(characters), within(12))

    rest = list(characters)
    for piece in pieces:
        left = piece
        while left:
            assert left.startswith(rest[0])
            left = left.removeprefix(rest.pop(0))
    assert rest == []


@given(TEXTS, st.integers(5, 40))
def test_shortened(text: str, longest: int) -> None:
    short = shorten(text, longest)

    assert len(short) <= longest and "\n" not in short
    assert short == " ".join(text.split()) or short.endswith("…")


def test_shortened_after_a_word() -> None:
    assert shorten("Cambio de titular de la cuenta", 24) == "Cambio de titular de la…"
    assert shorten("Certificado de residencia", 24) == "Certificado de…"
    assert shorten("Registro de usuario con equipo médico", 24) == "Registro de usuario con…"
    assert shorten("Mi factura", 24) == "Mi factura"
