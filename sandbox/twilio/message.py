"""Message resources of the REST API, and the newest of them."""

import secrets
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from sandbox.files import File
from sandbox.phone import Button
from sandbox.twilio.segments import segments

KEPT = 50_000


def new_sid(prefix: str) -> str:
    """An identifier as Twilio makes them: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


@dataclass
class Resource:
    """A message as Twilio keeps it. `from_` and `to` carry `whatsapp:` on that channel; `told`: the statuses that its
    StatusCallback has taken."""

    sid: str
    account_sid: str
    channel: str
    direction: str
    from_: str
    to: str
    body: str
    status: str
    created: datetime
    updated: datetime
    sent: datetime | None = None
    error_code: int | None = None
    error_message: str | None = None
    status_callback: str = ""
    media: list[tuple[str, File]] = field(default_factory=list)
    media_urls: list[str] = field(default_factory=list)
    content_sid: str = ""
    buttons: list[list[Button]] = field(default_factory=list)
    list_label: str = ""
    failure: int | None = None
    told: list[str] = field(default_factory=list)

    @property
    def uri(self) -> str:
        return f"/2010-04-01/Accounts/{self.account_sid}/Messages/{self.sid}"

    @property
    def num_segments(self) -> int:
        return segments(self.body) if self.channel == "sms" else 1

    def as_dict(self) -> dict[str, Any]:
        """The JSON of the REST API."""
        return {
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": format_datetime(self.created),
            "date_sent": format_datetime(self.sent) if self.sent else None,
            "date_updated": format_datetime(self.updated),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": self.error_message,
            "from": self.from_,
            "messaging_service_sid": None,
            "num_media": str(len(self.media) or len(self.media_urls)),
            "num_segments": str(self.num_segments),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{self.uri}/Media.json"},
            "to": self.to,
            "uri": f"{self.uri}.json",
        }


class Resources:
    """The newest messages by SID."""

    def __init__(self) -> None:
        self._by_sid: OrderedDict[str, Resource] = OrderedDict()

    def add(self, resource: Resource) -> None:
        self._by_sid[resource.sid] = resource
        while len(self._by_sid) > KEPT:
            self._by_sid.popitem(last=False)

    def get(self, sid: str) -> Resource | None:
        return self._by_sid.get(sid)

    def remove(self, sid: str) -> None:
        self._by_sid.pop(sid, None)

    def newest(self) -> Iterator[Resource]:
        return reversed(self._by_sid.values())
