"""Which pages may use the chat: those of this address, and those of the origins that the office allows."""

from fastapi import Request

from bot.settings import settings
from connectors.web import refusal

SENT_HEADERS = "Authorization, Content-Type, Last-Event-ID, Ventanilla-Id, Ventanilla-Name"


def check(request: Request) -> None:
    """Raises Refusal for a page of an origin that is not allowed. Who names no origin is no page of another's."""
    if not _is_allowed(request):
        raise refusal.not_here()


def headers(request: Request) -> dict[str, str]:
    """Headers for the answer to a page of another origin, if that origin may use the chat."""
    origin = request.headers.get("origin", "")
    if not origin or not _is_listed(origin):
        return {"Vary": "Origin"}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": SENT_HEADERS,
        "Access-Control-Expose-Headers": "Retry-After",
        "Access-Control-Max-Age": "86400",
        "Vary": "Origin",
    }


def _is_allowed(request: Request) -> bool:
    origin = request.headers.get("origin", "")
    return not origin or _is_listed(origin) or _is_own(origin, request.headers.get("host", ""))


def _is_listed(origin: str) -> bool:
    allowed = settings().web_origins.split()
    return origin in allowed or "*" in allowed


def _is_own(origin: str, host: str) -> bool:
    """Our own page, under the name that was asked for or, behind a proxy that changes it, under the public one."""
    return origin == settings().gateway_url or (bool(host) and origin.partition("://")[2] == host)
