"""What a file is, told by its content; and which kinds the office takes from citizens."""

import io
import zipfile
from typing import Literal

import puremagic

Sort = Literal["image", "audio", "video", "document"]

_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX, XLSX = f"{_OFFICE}.wordprocessingml.document", f"{_OFFICE}.spreadsheetml.sheet"
TEXT = "text/plain"
# The endings by which the library names what it has recognised, and the type under which we give it out.
BY_ENDING = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".jfif": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".heif": "image/heic",
    ".pdf": "application/pdf",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".mp3": "audio/mpeg",
    ".mp1": "audio/mpeg",
    ".koz": "audio/mpeg",  # "ID3": the beginning of an MP3 with a title
    ".m4a": "audio/mp4",
    ".f4a": "audio/mp4",
    ".aac": "audio/aac",
    ".amr": "audio/amr",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".3gp": "video/3gpp",
    ".3ga": "video/3gpp",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
}
TAKEN = frozenset({*BY_ENDING.values(), DOCX, XLSX, TEXT})
ENDINGS = {mime: ending for ending, mime in reversed(BY_ENDING.items())} | {DOCX: ".docx", XLSX: ".xlsx", TEXT: ".txt"}
# What other names of the same types begin with: a provider says "audio/ogg; codecs=opus", a browser "image/jpg".
SAME = {"image/jpg": "image/jpeg", "audio/mp3": "audio/mpeg", "audio/x-wav": "audio/wav", "image/heif": "image/heic"}
UNTOLD = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/ogg"})
# Recorders in browsers put sound alone into the containers of films.
SOUND_IN = {"video/webm": "audio/webm", "video/mp4": "audio/mp4", "video/3gpp": "audio/3gpp"}


def sniff(data: bytes, claimed: str = "") -> str | None:
    """The MIME type of a file that the office takes, by its content; None for any other.

    `claimed` only decides where the content leaves it open: whether a container of films holds sound alone.
    """
    found = _recognised(data)
    sound = SOUND_IN.get(found or "")
    return sound if sound and plain(claimed).startswith("audio/") else found


def may_be_taken(claimed: str) -> bool:
    """Whether a file that is said to be of this type is worth looking at."""
    mime = plain(claimed)
    return mime in TAKEN | UNTOLD or mime in SOUND_IN.values()


def plain(claimed: str) -> str:
    """A MIME type without its parameters, under its usual name."""
    mime = claimed.partition(";")[0].strip().lower()
    return SAME.get(mime, mime)


def sort_of(mime: str) -> Sort:
    """What people call a file of this type: an image, sound, a film, or a document."""
    match plain(mime).partition("/")[0]:
        case "image":
            return "image"
        case "audio":
            return "audio"
        case "video":
            return "video"
    return "document"


def _recognised(data: bytes) -> str | None:
    if not data:
        return None
    matches = puremagic.magic_string(data)
    if not matches:
        return TEXT if _is_plain_text(data) else None
    best = [match.extension for match in matches if match.confidence == matches[0].confidence]
    if ".docx" in best:
        return _office_document(data)
    return next((BY_ENDING[ending] for ending in best if ending in BY_ENDING), None)


def _office_document(data: bytes) -> str | None:
    """A Word or Excel file without macros; any other archive is refused: nobody sees what is in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def _is_plain_text(data: bytes) -> bool:
    """Words that a person wrote: not markup, not a script, nothing unprintable."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    if text.lstrip("\ufeff \t\r\n").startswith(("<", "#!")):
        return False
    return all(sign.isprintable() or sign in "\r\n\t\ufeff" for sign in text)
