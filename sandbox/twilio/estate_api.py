"""The addresses under which the account, its numbers, its messaging service and its senders are read."""

from typing import Any

from fastapi import APIRouter, Request

from sandbox.twilio import estate
from sandbox.twilio.account import Account
from sandbox.twilio.admission import admit
from sandbox.twilio.errors import TwilioError, not_found

PAGE_SIZE = 50
CHANNELS = ("whatsapp", "rcs")


def routes(account: Account) -> APIRouter:
    """Parts of the stand-ins for https://api.twilio.com and https://messaging.twilio.com."""
    router = APIRouter()
    rest, messaging = "/2010-04-01/Accounts/{account_sid}", "/v1/Services"

    @router.get(f"{rest}.json")
    async def get_account(account_sid: str, request: Request) -> dict[str, Any]:
        admit(account, request, account_sid)
        return estate.account(account)

    @router.get(f"{rest}/IncomingPhoneNumbers.json")
    async def list_numbers(account_sid: str, request: Request) -> dict[str, Any]:
        admit(account, request, account_sid)
        wanted = request.query_params.get("PhoneNumber", "").strip()
        # Twilio looks for the digits anywhere in the number, and a + may come as a space.
        found = [number for number in estate.numbers(account) if wanted.lstrip("+") in number["phone_number"]]
        return _old_page(request, "incoming_phone_numbers", found)

    @router.get(f"{rest}/IncomingPhoneNumbers/{{sid}}.json")
    async def get_number(account_sid: str, sid: str, request: Request) -> dict[str, Any]:
        admit(account, request, account_sid)
        return _one(request, [n for n in estate.numbers(account) if n["sid"] == sid])

    @router.get(messaging)
    async def list_services(request: Request) -> dict[str, Any]:
        admit(account, request)
        found = estate.service(account)
        return _page(account, request, "services", [found] if found else [])

    @router.get(f"{messaging}/{{sid}}/PhoneNumbers")
    async def list_service_numbers(sid: str, request: Request) -> dict[str, Any]:
        admit(account, request)
        found = estate.service(account)
        if found is None or found["sid"] != sid:
            raise not_found(request.url.path)
        return _page(account, request, "phone_numbers", estate.service_numbers(account))

    @router.get("/v2/Channels/Senders")
    async def list_senders(request: Request) -> dict[str, Any]:
        admit(account, request)
        channel = request.query_params.get("Channel", "")
        if channel not in CHANNELS:
            raise TwilioError(20001, "Invalid parameter: Channel is whatsapp or rcs")
        return _page(account, request, "senders", estate.senders(account) if channel == "whatsapp" else [])

    @router.get("/v2/Channels/Senders/{sid}")
    async def get_sender(sid: str, request: Request) -> dict[str, Any]:
        admit(account, request)
        return _one(request, [sender for sender in estate.senders(account) if sender["sid"] == sid])

    return router


def _one(request: Request, found: list[dict[str, Any]]) -> dict[str, Any]:
    if not found:
        raise not_found(request.url.path)
    return found[0]


def _old_page(request: Request, key: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    """All of them as the one page that api.twilio.com would give."""
    return {
        key: found,
        "page": 0,
        "page_size": PAGE_SIZE,
        "start": 0,
        "end": max(0, len(found) - 1),
        "uri": request.url.path,
        "first_page_uri": request.url.path,
        "next_page_uri": None,
        "previous_page_uri": None,
    }


def _page(account: Account, request: Request, key: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    """All of them as the one page that the newer addresses would give."""
    url = f"{account.settings.base_url}{request.url.path}"
    meta = {"key": key, "page": 0, "page_size": PAGE_SIZE, "url": url, "first_page_url": url}
    return {key: found, "meta": meta | {"next_page_url": None, "previous_page_url": None}}
