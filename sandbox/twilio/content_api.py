"""The REST API's addresses at content.twilio.com: templates."""

from typing import Any

from fastapi import APIRouter, Request

from sandbox.twilio.account import Account
from sandbox.twilio.admission import admit
from sandbox.twilio.content import Content, approve, new_content
from sandbox.twilio.errors import TwilioError, not_found

MAX_PAGE_SIZE = 1000


def routes(account: Account) -> APIRouter:
    """The stand-in for https://content.twilio.com."""
    router = APIRouter()

    @router.post("/v1/Content", status_code=201)
    async def create_content(request: Request) -> dict[str, Any]:
        admit(account, request)
        content = new_content(account.sid, await _json(request), account.clock.now())
        account.keep_content(content)
        return content.as_dict(account.settings.base_url)

    @router.get("/v1/Content")
    async def list_contents(request: Request) -> dict[str, Any]:
        admit(account, request)
        base = account.settings.base_url
        meta = {"key": "contents", "page": 0, "page_size": MAX_PAGE_SIZE, "url": f"{base}/v1/Content"}
        meta |= {"first_page_url": f"{base}/v1/Content", "next_page_url": None, "previous_page_url": None}
        return {"meta": meta, "contents": [content.as_dict(base) for content in account.contents.values()]}

    @router.get("/v1/Content/{sid}")
    async def get_content(sid: str, request: Request) -> dict[str, Any]:
        admit(account, request)
        return _content(account, request, sid).as_dict(account.settings.base_url)

    @router.delete("/v1/Content/{sid}", status_code=204)
    async def delete_content(sid: str, request: Request) -> None:
        admit(account, request)
        account.contents.pop(_content(account, request, sid).sid)

    @router.post("/v1/Content/{sid}/ApprovalRequests/whatsapp", status_code=201)
    async def submit(sid: str, request: Request) -> dict[str, Any]:
        admit(account, request)
        return approve(_content(account, request, sid), await _json(request))

    @router.get("/v1/Content/{sid}/ApprovalRequests")
    async def approval(sid: str, request: Request) -> dict[str, Any]:
        admit(account, request)
        content = _content(account, request, sid)
        url = f"{account.settings.base_url}/v1/Content/{sid}/ApprovalRequests"
        unsubmitted = {"type": "whatsapp", "status": "unsubmitted"}
        return {"sid": sid, "account_sid": account.sid, "whatsapp": content.approval or unsubmitted, "url": url}

    @router.api_route("/v1/{path:path}", methods=["GET", "POST", "PUT", "DELETE"])
    async def nothing_else(path: str, request: Request) -> None:
        admit(account, request)
        raise not_found(request.url.path)

    return router


def _content(account: Account, request: Request, sid: str) -> Content:
    content = account.contents.get(sid)
    if content is None:
        raise not_found(request.url.path)
    return content


async def _json(request: Request) -> dict[str, Any]:
    try:
        values = await request.json()
    except ValueError as cause:
        raise TwilioError(20001, "Invalid parameter: the body is no JSON") from cause
    if not isinstance(values, dict):
        raise TwilioError(20001, "Invalid parameter: the body is no JSON object")
    return values
