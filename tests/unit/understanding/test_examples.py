"""Files of sentences: both forms are read, and a bad line is named."""

import json
from pathlib import Path

import pytest

from bot.understanding.examples import Entity, Example, ExamplesError, read

INTENTS = {"greet", "rating"}


def lines(tmp_path: Path, *content: str) -> Path:
    file = tmp_path / "sentences"
    file.write_text("\n".join(content) + "\n", encoding="utf-8")
    return file


def sentence(**fields: object) -> str:
    return json.dumps({"text": "le doy un 4", "intent": "rating", **fields})


def test_both_forms_are_read(tmp_path):
    marked = {"entity": "rating", "start": 10, "end": 11, "value": 4}
    file = lines(tmp_path, "greet\tsms\tola", "", sentence(register="plain", entities=[marked]), sentence())

    assert read(file, INTENTS) == [
        Example("ola", "greet", "sms"),
        Example("le doy un 4", "rating", "plain", (Entity("rating", 10, 11, 4),)),
        Example("le doy un 4", "rating"),
    ]


def test_a_file_from_windows_is_read(tmp_path):
    file = tmp_path / "sentences.tsv"
    file.write_bytes(b"\xef\xbb\xbfgreet\tplain\thola\r\n")

    assert read(file, INTENTS) == [Example("hola", "greet", "plain")]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("greet\thola", "not 2"),
        ("greet\tplain\t ", "the text is empty"),
        ("hello\tplain\thola", "no intent is called 'hello'"),
        ("{", "not JSON"),
        (sentence(intent=7), "intent is missing, or no text"),
        (sentence(entities="x"), "entities is not a list"),
        (sentence(entities=["x"]), "an entity is not an object"),
        (sentence(entities=[{"entity": "rating", "start": 10, "end": 12}]), "do not fit into the text: 10, 12"),
        (sentence(entities=[{"entity": "rating", "start": True, "end": 2}]), "do not fit"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, complaint):
    with pytest.raises(ExamplesError) as raised:
        read(lines(tmp_path, "greet\tplain\thola", line), INTENTS)

    assert str(raised.value).startswith("sentences, line 2: ")
    assert complaint in str(raised.value)


def test_a_file_without_sentences(tmp_path):
    with pytest.raises(ExamplesError, match="no sentences"):
        read(lines(tmp_path, ""), INTENTS)


def test_a_file_in_another_encoding(tmp_path):
    file = tmp_path / "sentences.tsv"
    file.write_bytes("greet\tplain\taño".encode("latin-1"))

    with pytest.raises(ExamplesError, match=r"sentences.tsv: not UTF-8 \(byte 13\)"):
        read(file, INTENTS)
