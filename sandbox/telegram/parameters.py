"""The parameters of a Bot API call, however they were sent: query, form, multipart or JSON."""

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from sandbox.telegram.errors import TelegramError, bad_request

MAX_UPLOAD = 50 * 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """A file in a multipart request."""

    name: str
    mime: str
    content: bytes


@dataclass
class Parameters:
    """Named values. Unknown names are ignored, as the real server does."""

    values: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; like the real server, what is not a number counts as 0."""
        text = self.text(name).strip()
        if not text:
            return default
        try:
            return int(text)
        except ValueError:
            return 0

    def number(self, name: str) -> float | None:
        try:
            return float(self.text(name))
        except ValueError:
            return None

    def boolean(self, name: str) -> bool:
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def json(self, name: str, error: str) -> Any:
        """A JSON value, already decoded or as text; None when absent, BadRequest(error) when it does not parse."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as cause:
            raise bad_request(error) from cause


async def read_parameters(request: Request) -> Parameters:
    """All parameters of a request; those of the body win over those of the address."""
    parameters = Parameters(dict(request.query_params))
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/json":
        parameters.values |= _from_json(await request.body())
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form(max_part_size=MAX_UPLOAD) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    parameters.uploads[name] = await _upload(value)
                else:
                    parameters.values[name] = value
    return parameters


def from_webhook_answer(content_type: str, body: bytes) -> Parameters:
    """The call that a webhook's answer may carry; empty when it carries none."""
    if "json" not in content_type.lower():
        return Parameters()
    try:
        return Parameters(_from_json(body))
    except TelegramError:
        return Parameters()


def _from_json(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(body or b"{}")
    except ValueError as cause:
        raise bad_request("can't parse JSON object") from cause
    if not isinstance(values, dict):
        raise bad_request("object expected as request")
    return values


async def _upload(file: UploadFile) -> Upload:
    content = await file.read(MAX_UPLOAD + 1)
    if len(content) > MAX_UPLOAD:
        raise TelegramError(413, "Request Entity Too Large")
    return Upload(file.filename or "file", file.content_type or "application/octet-stream", content)
