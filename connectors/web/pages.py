"""What a browser loads: the chat's script, and the office's page with the chat on it."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from connectors.web import office_page, script


def routes() -> APIRouter:
    """The routes of script, page and style sheet, for the gateway's public listener."""
    router = APIRouter(tags=["web chat"])

    @router.get("/chat.js", response_class=Response)
    async def chat_script(request: Request) -> Response:
        """The script that puts the chat on any page."""
        return script.respond(request)

    @router.get("/", response_class=HTMLResponse)
    async def office() -> HTMLResponse:
        """The office's page with the chat on it."""
        return HTMLResponse(office_page.page(), headers=office_page.HEADERS)

    @router.get("/office.css", response_class=Response, include_in_schema=False)
    async def office_style() -> Response:
        return Response(office_page.style(), media_type="text/css", headers={"Cache-Control": "public, max-age=300"})

    return router
