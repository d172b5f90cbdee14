"""The bar on top of the desk: the office, the agent, the way out."""

from nicegui import ui

from bot.desk.icons import icon
from bot.desk.login_session import LoggedIn
from bot.desk.markup import join, tag
from bot.entity import entity


def top_bar(who: LoggedIn) -> None:
    """Draw the bar. Logging out is a plain form, so that it works whatever the page's connection does."""
    leave = tag(
        "form",
        tag("button", icon("logout"), tag("span", "Salir", cls="wide"), type="submit", cls="btn quiet", title="Salir"),
        method="post",
        action="/logout",
    )
    bar = join(
        tag("span", "Ventanilla", cls="brand"),
        tag("span", entity().short_name, cls="office"),
        tag("span", who.name, cls="agent-name"),
        leave,
    )
    ui.html(bar, sanitize=False, tag="header").classes("top")
