"""The bar on top of the desk: the office, the agent, the way to the other page, the way out."""

from nicegui import ui

from bot.desk.guard import SUPERVISED
from bot.desk.icons import icon
from bot.desk.login_session import LoggedIn
from bot.desk.markup import Html, join, tag
from bot.entity import entity


def top_bar(who: LoggedIn) -> None:
    """Draw the bar on the live desk."""
    ui.html(_content(who), sanitize=False, tag="header").classes("top")


def bar(who: LoggedIn, here: str = "desk") -> Html:
    """The bar as finished HTML; `here` is the page that it stands on."""
    return tag("header", _content(who, here), cls="top")


def _content(who: LoggedIn, here: str = "desk") -> Html:
    """Logging out is a plain form, so that it works whatever the page's connection does."""
    leave = tag(
        "form",
        tag("button", icon("logout"), tag("span", "Salir", cls="wide"), type="submit", cls="btn quiet", title="Salir"),
        method="post",
        action="/logout",
    )
    return join(
        tag("span", "Ventanilla", cls="brand"),
        tag("span", entity().short_name, cls="office"),
        tag("span", who.name, cls="agent-name"),
        _other_page(here) if who.supervisor else None,
        leave,
    )


def _other_page(here: str) -> Html:
    if here == "learning":
        return tag(
            "a",
            icon("back"),
            tag("span", "Conversaciones", cls="wide"),
            href="/",
            cls="btn quiet",
            title="Conversaciones",
        )
    return tag(
        "a",
        icon("learning"),
        tag("span", "Aprendizaje", cls="wide"),
        href=SUPERVISED,
        cls="btn quiet",
        title="Aprendizaje",
    )
