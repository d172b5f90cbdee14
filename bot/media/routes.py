"""Files by their signed links."""

import re
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response

from bot.database import transaction
from bot.media.file import Content, load
from bot.media.kinds import sort_of
from bot.media.links import link_is_good
from bot.words import fold

# Nothing that a citizen sent runs, loads or frames anything, even where a browser is led to show it as a page.
LOCKED_IN = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"
SHOWN = ("image", "audio", "video")


def routes() -> APIRouter:
    """GET /media/{id}: 404 for a link that was not made here, has expired, or names no file."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/media/{file_id}", get_file, methods=["GET"])
    return router


async def get_file(request: Request, file_id: str, expires: int = 0, signature: str = "") -> Response:
    """The file, or the one range of it that is asked for; shown or kept by the browser, never guessed at."""
    if not link_is_good(file_id, expires, signature):
        raise HTTPException(404)
    async with transaction() as session:
        try:
            file = await load(session, file_id)
        except LookupError:
            raise HTTPException(404) from None
    headers = {
        "Content-Disposition": _disposition(file),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=3600",
        "Cross-Origin-Resource-Policy": "cross-origin",  # the desk shows it from its own address
        "Referrer-Policy": "no-referrer",
        "Accept-Ranges": "bytes",
    }
    if file.from_citizen:
        headers["Content-Security-Policy"] = LOCKED_IN
    return _part(file, request.headers.get("range", ""), headers)


def _part(file: Content, wanted: str, headers: dict[str, str]) -> Response:
    """The whole, or one range: players ask for the end of a file to know how long it is (RFC 9110, 14)."""
    size = len(file.data)
    found = re.fullmatch(r"bytes=(\d{0,12})-(\d{0,12})", wanted)
    if not found or not (found[1] or found[2]):
        return Response(file.data, media_type=file.mime, headers=headers)
    first = int(found[1]) if found[1] else max(0, size - int(found[2]))
    last = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
    if first > last:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers |= {"Content-Range": f"bytes {first}-{last}/{size}"}
    return Response(file.data[first : last + 1], 206, media_type=file.mime, headers=headers)


def _disposition(file: Content) -> str:
    """To be shown or kept under its name; without accents for those that do not read RFC 6266's second form."""
    how = "inline" if sort_of(file.mime) in SHOWN or not file.from_citizen else "attachment"
    simple = re.sub(r"[^\w.-]", "_", fold(file.name), flags=re.ASCII)
    return f"{how}; filename=\"{simple}\"; filename*=UTF-8''{quote(file.name, safe='')}"
