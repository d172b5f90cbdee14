"""Files that went over a channel, kept in memory up to a total size."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass

TOTAL_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True)
class File:
    """A file as it was sent."""

    key: str
    name: str
    mime: str
    content: bytes


class Files:
    """The newest files; the oldest go when all together grow past `total` bytes."""

    def __init__(self, total: int = TOTAL_BYTES) -> None:
        self._total = total
        self._size = 0
        self._files: OrderedDict[str, File] = OrderedDict()

    def add(self, name: str, mime: str, content: bytes) -> File:
        file = File(secrets.token_urlsafe(18), name, mime, content)
        self._files[file.key] = file
        self._size += len(content)
        while self._size > self._total and len(self._files) > 1:
            _, oldest = self._files.popitem(last=False)
            self._size -= len(oldest.content)
        return file

    def get(self, key: str) -> File | None:
        return self._files.get(key)
