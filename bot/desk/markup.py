"""HTML written by hand: everything that is not already Html is escaped, so that a citizen's text stays text."""

from html import escape

VOID = frozenset({"img", "input"})


class Html(str):
    """A piece of finished HTML."""

    __slots__ = ()


def tag(name: str, /, *children: str | None, **attributes: str | bool | None) -> Html:
    """`tag("span", text, cls="name", aria_label="…")`; None and False leave an attribute or a child out."""
    opening = f"<{name}{_attributes(attributes)}>"
    return Html(opening if name in VOID else f"{opening}{join(*children)}</{name}>")


def join(*children: str | None) -> Html:
    """Pieces one after the other."""
    return Html("".join(text(child) for child in children if child is not None))


def text(value: str) -> Html:
    """Text as HTML: escaped unless it is Html already."""
    return value if isinstance(value, Html) else Html(escape(value))


def _attributes(attributes: dict[str, str | bool | None]) -> str:
    written = []
    for name, value in attributes.items():
        label = "class" if name == "cls" else name.rstrip("_").replace("_", "-")
        if value is True:
            written.append(f" {label}")
        elif value is not None and value is not False:
            written.append(f' {label}="{escape(value)}"')
    return "".join(written)
