"""Files that a citizen sends in the web chat: once, looked at, and seen again."""

import asyncio
import threading
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.media.attachment import Attachment, State
from bot.media.file import StoredFile
from bot.media.vault import FolderVault
from bot.messaging import spooling
from bot.messaging.message import Message
from bot.settings import settings
from connectors.web import limits, upload
from tests.channels import forget_spools
from tests.database_away import database_away
from tests.integration.web.conftest import PICTURE
from tests.web_chat import Visitor


async def test_a_photo_is_a_message_with_its_file(visitor: Visitor, session: AsyncSession) -> None:
    id_ = str(uuid4())

    answer = await visitor.send_file(PICTURE, "mi cañería.png", id_=id_)

    assert (answer.status_code, answer.json()) == (202, {"accepted": True, "seq": 1, "reply": None})
    message = (await session.scalars(select(Message))).one()
    attachment = (await session.scalars(select(Attachment))).one()
    stored = (await session.scalars(select(StoredFile))).one()
    assert (message.kind, message.author) == ("media", "citizen")
    assert (attachment.state, attachment.file_id) == (State.STORED, stored.id)
    assert (stored.mime, stored.name) == ("image/png", "mi cañería.png")
    (shown,) = (await visitor.read())["messages"]
    (file,) = shown["files"]
    assert (shown["id"], file["name"], file["image"]) == (id_, "mi cañería.png", True)
    path = file["url"].removeprefix(settings().gateway_url)
    assert (await visitor.api.get(path)).content == PICTURE


async def test_the_same_id_at_once_and_later_is_one_file(visitor: Visitor, session: AsyncSession) -> None:
    id_ = str(uuid4())

    answers = await asyncio.gather(*(visitor.send_file(PICTURE, id_=id_) for _ in range(2)))
    answers.append(await visitor.send_file(PICTURE, id_=id_))

    assert {(answer.status_code, answer.json()["seq"]) for answer in answers} == {(202, 1)}
    for table in (Message, Attachment, StoredFile):
        assert await session.scalar(select(func.count()).select_from(table)) == 1


async def test_a_file_sent_with_the_database_away_is_kept_and_stored_in_its_place_once(
    visitor: Visitor, session: AsyncSession
) -> None:
    id_ = str(uuid4())
    async with database_away():
        await visitor.post("mire")
        kept = [await visitor.send_file(PICTURE, "mi cañería.png", id_=id_) for _ in range(2)]
        await visitor.post("¿la ve?")
        refused = await visitor.send_file(b"<html><script>alert(1)</script>")

    assert [(one.status_code, one.json()) for one in kept] == [
        (202, {"accepted": True, "seq": None, "reply": None})
    ] * 2
    assert refused.status_code == 422
    first, photo, last = (await visitor.read())["messages"]
    assert [first["text"], photo["id"], last["text"]] == ["mire", id_, "¿la ve?"]
    (file,) = photo["files"]
    assert (file["name"], file["image"]) == ("mi cañería.png", True)
    assert (await visitor.api.get(file["url"].removeprefix(settings().gateway_url))).content == PICTURE
    for table in (Attachment, StoredFile):
        assert await session.scalar(select(func.count()).select_from(table)) == 1


async def test_files_leave_room_for_what_citizens_write(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    await forget_spools()
    monkeypatch.setattr(settings(), "spool_max_bytes", 8000)
    photo = PICTURE + bytes(5000)
    async with database_away():
        files = [await visitor.send_file(photo) for _ in range(2)]
        text = await visitor.post("¿la ve?")

    assert [file.status_code for file in files] == [202, 503] and int(files[1].headers["Retry-After"]) >= 1
    assert text.status_code == 202
    assert [message["text"] for message in (await visitor.read())["messages"]] == ["", "¿la ve?"]


async def test_a_vault_that_takes_nothing_holds_nobody_up(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(spooling, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(FolderVault, "write", full)
    assert (await visitor.send_file(PICTURE)).status_code == 503
    async with database_away():
        assert (await visitor.send_file(PICTURE)).status_code == 202
        await visitor.post("¿la ve?")
    assert [message["text"] for message in (await visitor.read())["messages"]] == ["¿la ve?"]


async def test_a_vault_that_hangs_is_told_to_the_browser_and_holds_nobody_up(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    with monkeypatch.context() as patch:
        patch.setattr(FolderVault, "write", lambda *_: over.wait(60))
        patch.setattr("bot.media.file.PUT_SECONDS", 0.5)
        patch.setattr(settings(), "store_seconds", 0.1)
        answer = await visitor.send_file(PICTURE)
        over.set()

    assert answer.status_code == 503
    assert not spooling.waiting()
    assert (await visitor.post("¿la ve?")).json()["seq"] == 1


REFUSED = [
    (b"MZ\x90\x00 a program", "image/png", 422, "ese tipo de archivo"),
    (b"<html><script>alert(1)</script>", "text/plain", 422, "ese tipo de archivo"),
    (b"", "image/png", 422, "llegó vacío"),
    (b"\x89PNG" + bytes(2000), "image/png", 413, "es muy grande"),
]


async def test_what_is_not_taken_is_told_why(
    visitor: Visitor, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "media_max_bytes", 1000)
    for data, mime, status, words in REFUSED:
        answer = await visitor.send_file(data, mime=mime)
        assert answer.status_code == status
        assert words in answer.json()["detail"]
    assert await session.scalar(select(func.count()).select_from(Message)) == 0


async def test_a_file_without_its_end_gives_its_place_back(
    visitor: Visitor, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(limits, "UPLOADS_PER_SESSION", 1)
    sending = asyncio.Event()

    async def endless():
        yield b"\x89PNG"
        sending.set()
        await asyncio.sleep(1)
        yield b""

    headers = {"Ventanilla-Id": str(uuid4())}
    slow = asyncio.create_task(visitor.api.post("/chat/files", content=endless(), headers=headers))
    await sending.wait()
    beside = await visitor.send_file(PICTURE)
    refused = await slow

    assert refused.status_code == 408
    assert (beside.status_code, beside.headers.get("Retry-After")) == (429, "5")
    assert (await visitor.send_file(PICTURE)).status_code == 202
    assert await session.scalar(select(func.count()).select_from(Message)) == 1


async def test_too_many_files_are_told_when_to_come_again(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    statuses = [(await visitor.send_file(b"MZ")).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


@pytest.mark.parametrize("headers", [{}, {"Ventanilla-Id": "1"}, {"Ventanilla-Id": "../../etc"}])
async def test_a_file_needs_an_id(visitor: Visitor, headers: dict[str, str]) -> None:
    assert (await visitor.api.post("/chat/files", content=PICTURE, headers=headers)).status_code == 422


async def test_nobody_sends_files_without_a_session(visitor: Visitor) -> None:
    visitor.api.headers["Authorization"] = "Bearer x"
    assert (await visitor.send_file(PICTURE)).status_code == 401


async def test_another_citizens_file_is_not_shown(visitor: Visitor, url: str) -> None:
    other = Visitor(url)
    async with other.api:
        await other.open()
        await visitor.send_file(PICTURE)
        assert (await other.read())["messages"] == []
