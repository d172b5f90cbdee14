"""The Bot API's addresses: /bot<token>/<method>, and the download of files."""

import secrets
from pathlib import PurePosixPath
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from sandbox.telegram.bot import Bot
from sandbox.telegram.errors import TelegramError, not_found, unauthorized
from sandbox.telegram.methods import FOLDERS, call
from sandbox.telegram.parameters import Parameters, read_parameters


def routes(bot: Bot) -> APIRouter:
    """The stand-in for https://api.telegram.org."""
    router = APIRouter()

    @router.api_route("/bot{token}/{method:path}", methods=["GET", "POST"])
    async def method(token: str, method: str, request: Request) -> Response:
        try:
            _check_token(bot, token)
            result = await call(bot, method, await read_parameters(request))
        except TelegramError as error:
            return refusal(error)
        return JSONResponse({"ok": True, "result": result})

    @router.get("/file/bot{token}/{path:path}")
    async def download(token: str, path: str) -> Response:
        try:
            _check_token(bot, token)
            if bot.faults.strike("telegram", "media"):
                raise TelegramError(500, "Internal Server Error")
            file = bot.files.get(PurePosixPath(path).stem)
            if file is None or not path.startswith(f"{FOLDERS[file.kind]}/"):
                raise not_found("file not found")
        except TelegramError as error:
            return refusal(error)
        return Response(file.content, media_type="application/octet-stream")

    return router


async def execute(bot: Bot, parameters: Parameters) -> None:
    """Run the call of a webhook's answer; as with the real server, nobody hears its result."""
    try:
        await call(bot, parameters.text("method"), parameters)
    except TelegramError:
        return


def refusal(error: TelegramError) -> JSONResponse:
    headers: dict[str, Any] = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    return JSONResponse(error.body(), error.code, headers=headers)


def _check_token(bot: Bot, token: str) -> None:
    if ":" not in token or len(token) > 80 or token.startswith("0"):
        raise TelegramError(401, "Unauthorized: invalid token specified")
    if not secrets.compare_digest(token.encode(), bot.settings.telegram_token.encode()):
        raise unauthorized()
