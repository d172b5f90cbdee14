"""Sentences with what they mean, read from a file that was written by hand or by another program."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TSV_COLUMNS = 3


class ExamplesError(ValueError):
    """A file cannot be used; the message names the line and what is wrong with it."""


@dataclass(frozen=True)
class Entity:
    """A part of a text with its kind and normalised value; `start` and `end` count characters."""

    kind: str
    start: int
    end: int
    value: Any


@dataclass(frozen=True)
class Example:
    """A sentence and what it means. `entities` is None where the file does not say which there are."""

    text: str
    intent: str
    register: str = ""
    entities: tuple[Entity, ...] | None = None


def read(file: Path, intents: set[str]) -> list[Example]:
    """The sentences of a file: TSV (intent, register, text) or an object a line. ExamplesError names a bad line."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise ExamplesError(f"{file.name}: not UTF-8 (byte {error.start})") from None
    examples = [example for number, line in enumerate(lines, 1) for example in _line(file, number, line, intents)]
    if not examples:
        raise ExamplesError(f"{file.name}: no sentences")
    return examples


def _line(file: Path, number: int, line: str, intents: set[str]) -> Iterator[Example]:
    if not line.strip():
        return
    try:
        example = _object(line) if line.lstrip().startswith("{") else _row(line.rstrip("\r"))
        if example.intent not in intents:
            raise ValueError(f"no intent is called {example.intent!r}")
    except ValueError as error:
        raise ExamplesError(f"{file.name}, line {number}: {error}") from None
    yield example


def _row(line: str) -> Example:
    columns = line.split("\t")
    if len(columns) != TSV_COLUMNS:
        raise ValueError(f"{TSV_COLUMNS} columns divided by tabs (intent, register, text), not {len(columns)}")
    intent, register, text = (column.strip() for column in columns)
    return Example(_said(text), intent, register)


def _object(line: str) -> Example:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg}, column {error.colno})") from None
    text = _said(_string(fields, "text"))
    marked = fields.get("entities")
    if marked is not None and not isinstance(marked, list):
        raise ValueError("entities is not a list")
    entities = None if marked is None else tuple(_entity(one, text) for one in marked)
    return Example(text, _string(fields, "intent"), str(fields.get("register") or ""), entities)


def _entity(fields: Any, text: str) -> Entity:
    if not isinstance(fields, dict):
        raise ValueError("an entity is not an object")
    start, end = fields.get("start"), fields.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise ValueError(f"an entity's start and end do not fit into the text: {start}, {end}")
    return Entity(_string(fields, "entity"), start, end, fields.get("value", text[start:end]))


def _string(fields: dict[str, Any], name: str) -> str:
    if not isinstance(fields.get(name), str):
        raise ValueError(f"{name} is missing, or no text")
    return str(fields[name])


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("the text is empty")
    return text
