"""Small drawings for the desk, as SVG of one colour; decoration, so that a name always stands beside them."""

from bot.desk.markup import Html
from connectors import registry

_OTHERS = {
    "back": "M15.5 4.5 8 12l7.5 7.5 1.4-1.4L10.8 12l6.1-6.1z",
    "info": "M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19zm-1 8h2v7h-2zm0-4h2v2.2h-2z",
    "send": "M3 20.5v-6.3L11 12 3 9.8V3.5L22 12z",
    "down": "M6 9l6 6 6-6-1.4-1.4L12 12.2 7.4 7.6z",
    "logout": "M10 3h9c.6 0 1 .4 1 1v16c0 .6-.4 1-1 1h-9v-2h8V5h-8zm1.3 4.8 4.2 4.2-4.2 4.2-1.4-1.4 1.8-1.8H3v-2h8.7"
    "L9.9 9.2z",
    "learning": "M12 3 1 8.5 12 14l9-4.5V16h2V8.5zM5 12.6V17c0 1.7 3.1 3.5 7 3.5s7-1.8 7-3.5v-4.4L12 16z",
    "phone": "M6.6 10.8a15 15 0 0 0 6.6 6.6l2.2-2.2c.3-.3.7-.4 1-.2 1.1.4 2.3.6 3.6.6.6 0 1 .4 1 1V20c0 .6-.4 1-1 1A17"
    " 17 0 0 1 3 4c0-.6.4-1 1-1h3.5c.6 0 1 .4 1 1 0 1.3.2 2.5.6 3.6.1.3 0 .7-.2 1z",
    "channel": "M4 3.5h16c.8 0 1.5.7 1.5 1.5v11c0 .8-.7 1.5-1.5 1.5H8.5L4 21.5c-.6.5-1.5.1-1.5-.7V5c0-.8.7-1.5"
    " 1.5-1.5z",
    "clip": "M16.5 6v11.2a4.2 4.2 0 0 1-8.4 0V5.6a2.7 2.7 0 0 1 5.4 0v10.2a1.1 1.1 0 0 1-2.2 0V6.6H9.7v9.2a2.7 2.7 0 0"
    " 0 5.4 0V5.6a4.2 4.2 0 0 0-8.4 0v11.6a5.8 5.8 0 0 0 11.6 0V6z",
    "alert": "M12 3 1.5 21h21zm-1 6.5h2v6h-2zm0 7.5h2v2h-2z",
    "check": "M9.5 18.2 3.8 12.5l1.4-1.4 4.3 4.3 9.3-9.3 1.4 1.4z",
}


def channel_icon(key: str) -> Html:
    """The drawing of a channel."""
    return _svg(registry.channel(key).icon or _OTHERS["channel"], f"icon channel-{key}")


def icon(name: str) -> Html:
    """One of the other drawings. KeyError for an unknown one."""
    return _svg(_OTHERS[name], "icon")


def _svg(path: str, cls: str) -> Html:
    return Html(
        f'<svg class="{cls}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f'<path fill="currentColor" fill-rule="evenodd" d="{path}"/></svg>'
    )
