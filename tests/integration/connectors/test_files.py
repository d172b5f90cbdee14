"""Citizens' files from the providers' own servers into the vault, over real HTTP, once and looked at."""

import base64

import httpx
import pytest
from sqlalchemy import select

from bot import clock, media
from bot.database import transaction
from bot.media import fetching, retention
from bot.media.attachment import Attachment, State, take_up
from bot.media.file import StoredFile
from bot.media.vault import vault
from bot.messaging.message import Message
from bot.settings import settings
from connectors.base import FileTooLarge, Refused
from tests.integration.connectors.conftest import World

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\0" * 500
VOICE = b"OggS\x00\x02" + b"\0" * 20 + b"\x01\x13OpusHead" + b"\0" * 20
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
CHANNELS = ("telegram", "whatsapp")


def sent(content: bytes, mime: str = "image/jpeg", name: str = "mi casa.jpg", **more: str) -> dict[str, str]:
    return {"name": name, "mime": mime, "data": base64.b64encode(content).decode()} | more


async def only() -> Attachment:
    async with transaction() as session:
        return (await session.scalars(select(Attachment).execution_options(populate_existing=True))).one()


async def said() -> list[str]:
    async with transaction() as session:
        return list(await session.scalars(select(Message.body).where(Message.direction == "out").order_by(Message.seq)))


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(("content", "mime"), [(JPEG, "image/jpeg"), (VOICE, "audio/ogg")])
async def test_fetched_once_and_given_out_by_a_signed_link(
    world: World, channel: str, content: bytes, mime: str
) -> None:
    await world.phone(channel).write(media=sent(content, mime, "mi casa.jpg"))
    waiting = await only()
    assert waiting.state == State.WAITING

    await fetching.fetch(waiting.id)
    await fetching.fetch(waiting.id)

    stored = await only()
    assert (stored.state, stored.attempts, await said()) == (State.STORED, 1, [])
    async with transaction() as session:
        file = (await session.scalars(select(StoredFile))).one()
    assert (file.id, file.mime, file.size) == (stored.file_id, mime, len(content))
    assert file.id not in stored.reference and "casa" not in file.id
    async with httpx.AsyncClient(trust_env=False) as browser:
        answer = await browser.get(media.link(file.id))
        assert answer.content == content
        assert answer.headers["content-type"] == mime
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("sandbox;")
        assert answer.headers["content-disposition"].startswith("inline;")
        tail = await browser.get(media.link(file.id), headers={"Range": "bytes=-4"})
        assert (tail.status_code, tail.content) == (206, content[-4:])
        assert (await browser.get(media.link(file.id), headers={"Range": "bytes=9999-"})).status_code == 416
        forged = media.link(file.id).replace("signature=", "signature=0")
        assert (await browser.get(forged)).status_code == 404


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_page_that_calls_itself_a_photo_is_refused_and_said_so(world: World, channel: str) -> None:
    await world.phone(channel).write(media=sent(PAGE))
    await fetching.fetch((await only()).id)
    refused = await only()
    assert (refused.state, refused.reason, refused.file_id) == (State.REFUSED, "type", None)
    assert [words[:46] for words in await said()] == ["Por seguridad no puedo recibir ese tipo de arc"]


async def test_what_is_said_to_be_a_program_is_never_fetched(world: World) -> None:
    await world.phone("telegram").write(media=sent(b"MZ" + b"\0" * 90, "application/x-msdownload", "recibo.exe"))
    await world.fault("telegram", "media", count=None)  # would be met
    await fetching.fetch((await only()).id)
    assert (await only()).state == State.REFUSED


@pytest.mark.parametrize("channel", CHANNELS)
async def test_too_large_is_refused_with_the_limit(world: World, channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "media_max_bytes", 1024 * 1024)
    await world.phone(channel).write(media=sent(JPEG + b"\0" * 1024 * 1024))
    await fetching.fetch((await only()).id)
    assert (await only()).reason == "size"
    assert "hasta 1 MB" in (await said())[0]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_provider_that_fails_is_asked_again_and_at_last_given_up(
    world: World, channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.phone(channel).write(media=sent(JPEG))
    await world.fault(channel, "media")
    attachment = await only()
    await fetching.fetch(attachment.id)
    again = await only()
    assert (again.state, again.attempts) == (State.WAITING, 1)
    assert again.due_at > clock.now()

    await fetching.fetch(attachment.id)  # too early: nothing happens
    assert (await only()).attempts == 1
    await make_due()
    await fetching.fetch(attachment.id)
    assert (await only()).state == State.STORED


async def test_given_up_after_all_attempts(world: World) -> None:
    await world.phone("telegram").write(media=sent(JPEG))
    await world.fault("telegram", "media", count=None)
    attachment = await only()
    for _ in range(len(fetching.PAUSES) + 1):
        await make_due()
        await fetching.fetch(attachment.id)
    assert (await only()).state == State.LOST
    assert [words[:27] for words in await said()] == ["No pude descargar el archiv"]


async def test_a_job_that_died_is_taken_up(world: World) -> None:
    await world.phone("telegram").write(media=sent(JPEG))
    attachment = await only()
    async with transaction() as session:
        begun = await fetching._begin(session, attachment.id)
    assert begun
    async with transaction() as session:
        await take_up(session, clock.now())
    await fetching.fetch(attachment.id)
    assert (await only()).attempts == 1, "the job that has it may be alive"
    await make_due()
    async with transaction() as session:
        await take_up(session, clock.now())
    await fetching.fetch(attachment.id)
    assert ((await only()).state, (await only()).attempts) == (State.STORED, 2)


async def test_another_accounts_address_is_not_fetched(world: World) -> None:
    connector = world.connector("whatsapp")
    for url in ("http://169.254.169.254/latest/meta-data", f"{world.gateway}/health/live", "file:///etc/passwd"):
        with pytest.raises(Refused, match="not Twilio's"):
            await connector.download(url, 1000)  # type: ignore[attr-defined]


async def test_a_file_is_cut_off_at_the_limit(world: World) -> None:
    await world.phone("whatsapp").write(media=sent(JPEG))
    reference = (await only()).reference
    with pytest.raises(FileTooLarge):
        await world.connector("whatsapp").download(reference, 100)  # type: ignore[attr-defined]


async def test_old_files_go_and_bytes_without_a_row_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.phone("telegram").write(media=sent(JPEG))
    await fetching.fetch((await only()).id)
    file_id = (await only()).file_id
    assert file_id
    assert await retention.forget_old() == 0
    monkeypatch.setattr(settings(), "media_days", 0)
    assert await retention.forget_old() == 1
    assert ((await only()).state, (await only()).file_id) == (State.EXPIRED, None)
    with pytest.raises(LookupError):
        await vault().get(file_id)

    async with transaction() as session:
        orphan = await media.accept(session, JPEG, claimed="image/jpeg", name="", owner="web:one")
        await media.save(session, JPEG, mime="image/jpeg", name="")  # the office's own
    monkeypatch.setattr(settings(), "media_days", 1)
    assert await retention.forget_old() == 0
    monkeypatch.setattr(retention, "UNCLAIMED_SECONDS", -1)
    assert await retention.forget_old() == 1
    with pytest.raises(LookupError):
        await vault().get(orphan.id)

    await vault().put("left-behind-by-a-dead-process", b"x")
    assert await retention.sweep() >= 1
    with pytest.raises(LookupError):
        await vault().get("left-behind-by-a-dead-process")


async def make_due() -> None:
    async with transaction() as session:
        (await session.scalars(select(Attachment))).one().due_at = clock.now()
