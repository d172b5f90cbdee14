"""Formatted text: Telegram's HTML in, plain text and entities out, with the real parser's refusals."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.errors import TelegramError, bad_request

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
ATTRIBUTE = re.compile(r"""\s*([^\s=>/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]+))?""")
REFERENCE = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);")


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of Telegram's offsets and limits."""
    return len(text.encode("utf-16-le")) // 2


@dataclass
class _Open:
    tag: str
    offset: int
    attributes: dict[str, str]


@dataclass
class _Parser:
    source: str
    text: list[str] = field(default_factory=list)
    length: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)

    def parse(self) -> tuple[str, list[dict[str, Any]]]:
        position = 0
        while position < len(self.source):
            if self.source[position] == "<":
                position = self._tag(position)
            else:
                end = self.source.find("<", position)
                end = len(self.source) if end < 0 else end
                self._write(REFERENCE.sub(lambda m: html.unescape(m[0]), self.source[position:end]))
                position = end
        if self.open:
            raise _refuse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        self.entities.sort(key=lambda e: (e["offset"], -e["length"]))
        return "".join(self.text), self.entities

    def _write(self, text: str) -> None:
        self.text.append(text)
        self.length += utf16_length(text)

    def _tag(self, position: int) -> int:
        end = self.source.find(">", position)
        closing = self.source.startswith("</", position)
        if end < 0:
            raise _refuse(f"Unclosed {'end' if closing else 'start'} tag at byte offset {self._byte(position)}")
        if closing:
            self._close(self.source[position + 2 : end].strip().lower(), position)
        else:
            self._start(self.source[position + 1 : end], position)
        return end + 1

    def _start(self, content: str, position: int) -> None:
        name = re.match(r"[^\s>]*", content)[0].lower()  # type: ignore[index]
        attributes = {
            key.lower(): html.unescape(value.strip("\"'")) for key, value in ATTRIBUTE.findall(content[len(name) :])
        }
        if name not in TAGS:
            raise _refuse(f'Unsupported start tag "{name}" at byte offset {self._byte(position)}')
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(position)}')
        self.open.append(_Open(name, self.length, attributes))

    def _close(self, name: str, position: int) -> None:
        if not self.open:
            raise _refuse(f"Unexpected end tag at byte offset {self._byte(position)}")
        opened = self.open.pop()
        if name not in ("", opened.tag):
            at = self._byte(position)
            raise _refuse(f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", found "</{name}>"')
        length = self.length - opened.offset
        if length:
            self._entity(opened, length)

    def _entity(self, opened: _Open, length: int) -> None:
        entity: dict[str, Any] = {"offset": opened.offset, "length": length, "type": TAGS[opened.tag]}
        if opened.tag == "a":
            url = opened.attributes.get("href") or "".join(self.text).encode("utf-16-le")[
                2 * opened.offset : 2 * (opened.offset + length)
            ].decode("utf-16-le")
            if not re.match(r"(https?|tg|mailto|tel):", url):
                return  # the real server drops a link that leads nowhere and keeps its text
            entity["url"] = url
        self.entities.append(entity)

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode())


def _refuse(reason: str) -> TelegramError:
    return bad_request(f"can't parse entities: {reason}")


def parse_text(text: str, parse_mode: str) -> tuple[str, list[dict[str, Any]]]:
    """Plain text and entities (offsets in UTF-16 units) of a text in a parse mode; TelegramError when it is refused.

    Markdown is not understood here: the office writes HTML or plain text."""
    if not text or parse_mode.lower() in ("", "none"):
        return text, []
    if parse_mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    return _Parser(text).parse()


def commands(text: str) -> list[dict[str, Any]]:
    """The entity of a bot command at the start of what a citizen writes."""
    found = re.match(r"/[A-Za-z0-9_]{1,64}(?=\s|$)", text)
    return [{"offset": 0, "length": found.end(), "type": "bot_command"}] if found else []
