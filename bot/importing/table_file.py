"""An office's CSV file, read line by line: its encoding and separator found out, its columns checked."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bot.words import fold

SEPARATORS = ";,\t|"
LONGEST_CELL = 10_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class BadFile(Exception):
    """The file as a whole cannot be read; the text says why, in the words of whoever runs the import."""


@dataclass(frozen=True)
class Row:
    """One line of the file: its number as an editor shows it, and its cells by column ("" where one is missing)."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Layout:
    """How a file is written."""

    encoding: str
    separator: str


def rows(file: Path, required: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[Row]:
    """The lines of a file with these columns, in any order, whatever their capitals and accents.

    Raises BadFile: missing, unknown or double columns, an empty file, an encoding that cannot be read.
    """
    layout = layout_of(file)
    with _opened(file, layout) as text:
        reader = csv.reader(text, delimiter=layout.separator, strict=True)
        try:
            names = _columns(next(reader, []), required, optional)
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield _row(reader.line_num, names, cells)
        except csv.Error as error:
            raise BadFile(f"línea {reader.line_num}: comillas o separadores mal puestos ({error})") from error


def layout_of(file: Path) -> Layout:
    """UTF-8 with or without its mark, else Windows-1252; the separator that the first line has most of."""
    try:
        with file.open("rb") as binary:
            start = binary.read(4)
            if start.startswith(_UTF16) or b"\0" in start:
                raise BadFile("el archivo está en UTF-16 o no es un texto: guárdelo como «CSV UTF-8»")
            encoding = "utf-8-sig" if _is_utf8(file) else "cp1252"
    except OSError as error:
        raise BadFile(f"no se puede abrir ({error.strerror})") from error
    with _opened(file, Layout(encoding, ";")) as text:
        first = text.readline(LONGEST_CELL)
    if not first.strip():
        raise BadFile("el archivo está vacío, o su primera línea lo está: ahí van los nombres de las columnas")
    return Layout(encoding, max(SEPARATORS, key=first.count))


@contextmanager
def _opened(file: Path, layout: Layout) -> Iterator[TextIO]:
    # Windows-1252 leaves five bytes undefined: they become a sign that the checks of the cells then refuse.
    with file.open(encoding=layout.encoding, errors="replace", newline="") as text:
        yield text


def _is_utf8(file: Path) -> bool:
    try:
        with file.open(encoding="utf-8") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _columns(header: list[str], required: tuple[str, ...], optional: tuple[str, ...]) -> list[str]:
    names = [fold(name).replace(" ", "_") for name in header]
    if missing := [name for name in required if name not in names]:
        raise BadFile(f"la primera línea debe nombrar las columnas; faltan: {', '.join(missing)}")
    # By position: a file without a first line of names has a citizen's data there.
    if unknown := [str(place) for place, name in enumerate(names, 1) if name not in {*required, *optional}]:
        raise BadFile(
            f"columnas desconocidas: la {', la '.join(unknown)}; se esperan {', '.join((*required, *optional))}"
        )
    if len(set(names)) < len(names):
        raise BadFile("una columna está dos veces")
    return names


def _row(line: int, names: list[str], cells: list[str]) -> Row:
    # Spreadsheets leave empty cells at the end of a line away, or add some.
    extra = [cell for cell in cells[len(names) :] if cell.strip()]
    padded = [*cells, *[""] * (len(names) - len(cells))]
    found = {name: cell.strip() for name, cell in zip(names, padded, strict=False)}
    return Row(line, found | ({"": extra[0]} if extra else {}))
