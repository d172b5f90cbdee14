"""What is printed once the system is ready: where to go, and with which login."""

import json
from pathlib import Path

from bot.settings import Settings


def lines(settings: Settings, demo: bool, seconds: float) -> list[str]:
    """The addresses, and in a demo the logins of the desk."""
    shown = [("Web chat", f"{settings.gateway_url}/")]
    if demo:
        shown.append(("Simulated phones", f"http://127.0.0.1:{settings.sandbox_port}/"))
    shown.append(("Agent desk", f"http://{_reachable(settings.host)}:{settings.desk_port}/"))
    logins = _logins(settings.data_dir / "demo-logins.json") if demo else []
    return [
        "",
        f"Ready after {seconds:.0f} s.",
        "",
        *(f"  {name:<18}{address}" for name, address in shown),
        *(f"  {'':<18}{each['login']} / {each['password']}  ({each['name']}{_role(each)})" for each in logins),
        "",
        "Ctrl-C ends everything.",
    ]


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host


def _role(login: dict[str, str]) -> str:
    return "" if login["role"] == "agent" else f", {login['role']}"


def _logins(file: Path) -> list[dict[str, str]]:
    try:
        found: list[dict[str, str]] = json.loads(file.read_text())
    except FileNotFoundError:
        return []
    return found
