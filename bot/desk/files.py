"""Files of citizens on the desk: pictures to look at, sound to listen to, documents to download."""

from bot.desk.markup import Html, join, tag
from bot.desk.queries import FileLine
from bot.media import kinds, phrases
from bot.media.links import FOR_AGENTS, path

# Every browser shows these; of others there is a link.
SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


def file(line: FileLine) -> Html:
    """One file, or what has become of it."""
    name = phrases.sort_name(line.mime)
    if not line.file_id:
        return tag("p", f"{name}: {phrases.state_of(line.state, line.reason)}", cls=f"extra file-{line.state}")
    address = path(line.file_id, FOR_AGENTS)
    match kinds.sort_of(line.mime):
        case "image" if line.mime in SHOWN:
            return picture(line.file_id, f"{name} que envió la persona")
        case "audio":
            return tag("audio", cls="sound", controls=True, preload="metadata", src=address, aria_label=name)
        case "video":
            return tag("video", cls="film", controls=True, preload="metadata", src=address, aria_label=name)
    return link(line)


def picture(file_id: str, said: str) -> Html:
    """A picture, to be opened in its full size; `said` is what it is to those who cannot see it."""
    address = path(file_id, FOR_AGENTS)
    shown = tag("img", src=address, alt=said, loading="lazy")
    return tag("a", shown, cls="picture", href=address, target="_blank", rel="noopener")


def link(line: FileLine) -> Html:
    """A file's name, to be opened or downloaded."""
    address = path(line.file_id, FOR_AGENTS)
    said = join(line.name, tag("span", f" · {_size(line.size)}", cls="file-size"))
    return tag("a", said, cls="extra file", href=address, target="_blank", rel="noopener")


def _size(count: int) -> str:
    return f"{count / 1_048_576:.1f} MB".replace(".", ",") if count >= 100_000 else f"{max(1, round(count / 1024))} KB"
