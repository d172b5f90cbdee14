"""The pages: all phones of a citizen side by side, and each phone alone."""

from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from sandbox.phones import CITIZENS
from sandbox.provider import Provider

HERE = Path(__file__).parent
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".ogg": "audio/ogg",
    ".webp": "image/webp",
}
TITLES = {"telegram": "Telegram", "whatsapp": "WhatsApp", "sms": "SMS", "voice": "Llamada"}
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


def routes(provider: Provider) -> APIRouter:
    router = APIRouter()
    settings = provider.network.settings
    shared = {"office": escape(settings.office_name), "location": escape(settings.location)}

    @router.get("/")
    async def index(persona: str = "ana") -> HTMLResponse:
        slugs = [slug for slug, *_ in CITIZENS]
        current = persona if persona in slugs else slugs[0]
        citizens = "".join(
            f'<a href="?persona={slug}"{" aria-current=true" if slug == current else ""}>{_short_name(name)}</a>'
            for slug, name, *_ in CITIZENS
        )
        number = next(number for slug, _, number, _ in CITIZENS if slug == current)
        return _page("index.html", shared | {"citizens": citizens, "phone": current, "number": number})

    @router.get("/phones/{channel}/{phone}")
    async def alone(channel: str, phone: str) -> HTMLResponse:
        found = provider.network.phones.find(channel, phone)
        if found is None:
            raise HTTPException(404, "no such phone")
        values = {"channel": channel, "title": TITLES[channel], "phone": found.slug, "name": escape(found.name)}
        return _page("phone.html", shared | values)

    @router.get("/assets/{name}")
    async def asset(name: str) -> Response:
        file = HERE / name
        if file.suffix not in TYPES or not file.is_file():
            raise HTTPException(404, "no such file")
        return Response(file.read_bytes(), media_type=TYPES[file.suffix], headers=HEADERS)

    return router


def _short_name(name: str) -> str:
    """A name whose surname a narrow screen leaves out."""
    first, _, rest = name.partition(" ")
    return f"{escape(first)}<span> {escape(rest)}</span>"


def _page(name: str, values: dict[str, str]) -> HTMLResponse:
    return HTMLResponse(Template((HERE / name).read_text()).substitute(values), headers=HEADERS)
