"""Files that went over a channel, kept in memory up to a total size."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

Kind = Literal["photo", "voice", "audio", "video", "sticker", "document"]
TOTAL_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True)
class File:
    """A file as it was sent. `kind` is the button it was sent with: a photo sent as a document is a document."""

    key: str
    name: str
    mime: str
    content: bytes
    kind: Kind

    @property
    def shown(self) -> dict[str, str | int]:
        """What a bubble knows of it."""
        size = len(self.content)
        url = f"/api/files/{self.key}"
        return {"name": self.name, "mime": self.mime, "size": size, "url": url, "kind": self.kind}


class Files:
    """The newest files; the oldest go when all together grow past `total` bytes."""

    def __init__(self, total: int = TOTAL_BYTES) -> None:
        self._total = total
        self._size = 0
        self._files: OrderedDict[str, File] = OrderedDict()

    def add(self, name: str, mime: str, content: bytes, kind: Kind | None = None) -> File:
        file = File(secrets.token_urlsafe(18), name, mime, content, kind or _usual(mime))
        self._files[file.key] = file
        self._size += len(content)
        while self._size > self._total and len(self._files) > 1:
            _, oldest = self._files.popitem(last=False)
            self._size -= len(oldest.content)
        return file

    def get(self, key: str) -> File | None:
        return self._files.get(key)


def _usual(mime: str) -> Kind:
    """What a phone's own buttons make of a file of this type."""
    if mime == "image/webp":
        return "sticker"
    if mime in ("image/jpeg", "image/png"):
        return "photo"
    if mime.startswith("audio/ogg"):
        return "voice"
    return "video" if mime.startswith("video/") else "document"
