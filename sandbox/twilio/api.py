"""The REST API's addresses at api.twilio.com: messages and their media."""

import math
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from sandbox.twilio.account import Account
from sandbox.twilio.admission import admit
from sandbox.twilio.errors import TwilioError, not_found, server_error, too_many
from sandbox.twilio.message import Resource
from sandbox.twilio.outbound import Outbound

PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000


def routes(account: Account, outbound: Outbound) -> APIRouter:
    """The stand-in for https://api.twilio.com."""
    router = APIRouter()
    messages = "/2010-04-01/Accounts/{account_sid}/Messages"

    def find(request: Request, account_sid: str, sid: str) -> Resource:
        admit(account, request, account_sid)
        resource = account.resources.get(sid)
        if resource is None:
            raise not_found(request.url.path)
        return resource

    @router.post(f"{messages}.json", status_code=201)
    async def create_message(account_sid: str, request: Request) -> dict[str, Any]:
        admit(account, request, account_sid)
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True)
        media_urls = [value for name, value in pairs if name == "MediaUrl"]
        return await _send(account, outbound, dict(pairs), media_urls)

    @router.get(f"{messages}.json")
    async def list_messages(account_sid: str, request: Request) -> dict[str, Any]:
        admit(account, request, account_sid)
        return _page(account, request)

    @router.get(f"{messages}/{{sid}}/Media.json")
    async def list_media(account_sid: str, sid: str, request: Request) -> dict[str, Any]:
        resource = find(request, account_sid, sid)
        listed = [_media(resource, media_sid, file.mime) for media_sid, file in resource.media]
        return {"media_list": listed, "page": 0, "page_size": PAGE_SIZE, "next_page_uri": None, "uri": request.url.path}

    @router.get(f"{messages}/{{sid}}/Media/{{media_sid}}")
    async def get_media(account_sid: str, sid: str, media_sid: str, request: Request) -> Response:
        resource = find(request, account_sid, sid)
        file = dict(resource.media).get(media_sid.removesuffix(".json"))
        if file is None:
            raise not_found(request.url.path)
        if media_sid.endswith(".json"):
            return JSONResponse(_media(resource, media_sid.removesuffix(".json"), file.mime))
        if account.faults.strike(resource.channel, "media"):
            raise server_error()
        return RedirectResponse(f"{account.settings.base_url}/mms/{account.sid}/{file.key}", 307)

    @router.get("/mms/{account_sid}/{key}")
    async def content_network(account_sid: str, key: str, request: Request) -> Response:
        """The stand-in for mms.twiliocdn.com, which takes no credentials: whoever sends any gives them away."""
        file = account.files.get(key)
        if file is None or account_sid != account.sid:
            raise not_found(request.url.path)
        return Response(file.content, media_type=file.mime)

    @router.get(f"{messages}/{{sid}}.json")
    async def get_message(account_sid: str, sid: str, request: Request) -> dict[str, Any]:
        return find(request, account_sid, sid).as_dict()

    @router.delete(f"{messages}/{{sid}}.json", status_code=204)
    async def delete_message(account_sid: str, sid: str, request: Request) -> None:
        account.resources.remove(find(request, account_sid, sid).sid)

    @router.api_route("/2010-04-01/{path:path}", methods=["GET", "POST", "PUT", "DELETE"])
    async def nothing_else(path: str, request: Request) -> None:
        admit(account, request)
        raise not_found(request.url.path)

    return router


def refusal(error: TwilioError) -> JSONResponse:
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if error.status == 401 else {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return JSONResponse(error.body(), error.status, headers=headers)


async def _send(
    account: Account, outbound: Outbound, values: dict[str, str], media_urls: list[str]
) -> dict[str, Any]:  # fmt: skip
    channel = "whatsapp" if values.get("To", "").startswith("whatsapp:") else "sms"
    await account.faults.be_slow(channel)
    if fault := account.faults.strike(channel, "429"):
        raise too_many(math.ceil(fault.seconds))
    if fault := account.faults.strike(channel, "refused"):
        raise TwilioError(fault.code, "Refused by order of a test", 401 if fault.code == 20003 else 400)
    if account.faults.strike(channel, "500"):
        raise server_error()
    answer = outbound.create(values, media_urls).as_dict()
    await account.faults.hold_answer(channel)
    return answer


def _page(account: Account, request: Request) -> dict[str, Any]:
    """A page of messages, newest first; To, From and DateSent (with < or >) filter."""
    query = request.query_params
    try:
        size = min(MAX_PAGE_SIZE, max(1, int(query.get("PageSize", PAGE_SIZE))))
        page = max(0, int(query.get("Page", 0)))
    except ValueError as cause:
        raise TwilioError(20001, "Invalid parameter: Page and PageSize are whole numbers") from cause
    found = [resource.as_dict() for resource in account.resources.newest() if _matches(resource, query)]
    start = page * size
    path = request.url.path
    others = {k: v for k, v in query.items() if k not in ("Page", "PageSize", "PageToken")}

    def uri(number: int) -> str:
        return f"{path}?{urlencode(others | {'PageSize': size, 'Page': number})}"

    return {
        "messages": found[start : start + size],
        "page": page,
        "page_size": size,
        "start": start,
        "end": max(start, min(start + size, len(found)) - 1),
        "uri": uri(page),
        "first_page_uri": uri(0),
        "next_page_uri": uri(page + 1) if start + size < len(found) else None,
        "previous_page_uri": uri(page - 1) if page else None,
    }


def _matches(resource: Resource, query: Any) -> bool:
    sent = resource.sent.strftime("%Y-%m-%dT%H:%M:%SZ") if resource.sent else ""
    return (
        query.get("To") in (None, resource.to)
        and query.get("From") in (None, resource.from_)
        and ("DateSent" not in query or sent.startswith(query["DateSent"][:10]))
        and ("DateSent>" not in query or sent >= query["DateSent>"])
        and ("DateSent<" not in query or "" < sent <= query["DateSent<"])
    )


def _media(resource: Resource, media_sid: str, mime: str) -> dict[str, Any]:
    return {
        "sid": media_sid,
        "account_sid": resource.account_sid,
        "parent_sid": resource.sid,
        "content_type": mime,
        "uri": f"{resource.uri}/Media/{media_sid}.json",
    }
