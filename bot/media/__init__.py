"""Files of citizens and of the office: what is known of them in rows, their bytes in the vault."""

from bot.media.file import Content, NotAccepted, NotKept, StoredFile, accept, check, load, save
from bot.media.links import link, link_is_good

__all__ = [
    "Content",
    "NotAccepted",
    "NotKept",
    "StoredFile",
    "accept",
    "check",
    "link",
    "link_is_good",
    "load",
    "save",
]
