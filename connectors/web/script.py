"""/chat.js: the hand-written parts of the script in one piece, with the office's name and suggestions in place."""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import Request, Response
from rjsmin import jsmin

from bot.entity import Entity, entity
from bot.settings import settings

FOLDER = Path(__file__).parent / "script"
PARTS = (
    *("look.js", "time.js", "element.js", "files.js", "store.js", "connection.js"),
    *("item.js", "log.js", "panel.js", "chat.js"),
)
HEADERS = {
    "Cache-Control": "public, max-age=300",
    "Vary": "Accept-Encoding",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Script:
    plain: bytes
    zipped: bytes
    etag: str


@lru_cache
def script() -> Script:
    """The script as it is served, the same for everybody."""
    plain = build(entity()).encode()
    return Script(plain, gzip.compress(plain, 9, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:20]}"')


def respond(request: Request) -> Response:
    """The script, compressed where the browser takes that, or 304 if it has it."""
    made = script()
    headers = HEADERS | {"ETag": made.etag}
    if made.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(made.zipped, media_type="text/javascript", headers=headers | {"Content-Encoding": "gzip"})
    return Response(made.plain, media_type="text/javascript", headers=headers)


def build(office: Entity) -> str:
    """The parts in one function of their own, so that nothing of them meets the page's own names."""
    parts = jsmin("\n".join((FOLDER / part).read_text(encoding="utf-8") for part in PARTS))
    style = re.sub(
        r"\s*([{};]|: |, )\s*", lambda sign: sign[1].strip(), (FOLDER / "chat.css").read_text(encoding="utf-8")
    )
    about = {
        "name": office.short_name,
        "privacy": office.privacy.url,
        "zone": office.time_zone,
        "largest": settings().media_max_bytes,
        "suggestions": suggestions(office),
    }
    return f'(() => {{\n"use strict";\nconst office = {_json(about)};\nconst STYLE = {_json(style)};\n{parts}}})();\n'


def suggestions(office: Entity) -> list[str]:
    """Five sentences to begin with, all of which the assistant understands."""
    own = [service for service in office.services if service.own]
    water = next((service for service in own if service.key == "agua"), own[0] if own else None)
    outage = [f"No tengo {water.name}"] if water else []
    return ["¿Cuánto debo?", *outage, "¿Dónde puedo pagar?", "Quiero poner una queja", "Hablar con una persona"]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
