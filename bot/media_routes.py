"""Files by their signed links."""

import re
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Response

from bot import media
from bot.database import transaction
from bot.text import fold


def routes() -> APIRouter:
    """GET /media/{id}: 404 for a link that was not made here, has expired, or names no file."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/media/{media_id}", get_file, methods=["GET"])
    return router


async def get_file(media_id: str, expires: int = 0, signature: str = "") -> Response:
    """The file, to be shown or kept by the browser, never guessed at."""
    if not media.link_is_good(media_id, expires, signature):
        raise HTTPException(404)
    async with transaction() as session:
        try:
            data, mime, name = await media.load(session, media_id)
        except LookupError:
            raise HTTPException(404) from None
    return Response(
        data,
        media_type=mime,
        headers={
            "Content-Disposition": _shown_as(name),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _shown_as(name: str) -> str:
    """To be shown, under its name; without accents for those that do not read RFC 6266's second form."""
    simple = re.sub(r"[^\w.-]", "_", fold(name), flags=re.ASCII)
    return f"inline; filename=\"{simple}\"; filename*=UTF-8''{quote(name, safe='')}"
