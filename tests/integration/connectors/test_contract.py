"""What every channel must do. Channels are found by their folder; tests/contract knows their providers."""

import asyncio
import importlib
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import ANY

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.citizens.address import Address
from bot.database import transaction
from bot.messaging import intake, spooling
from bot.messaging.content import Card, Choice, Document, Reply
from bot.messaging.conversation import Conversation
from bot.messaging.message import Message
from connectors import registry
from connectors.base import Connector, Invites, Part, Refused, Retry, SendError, Uncertain, restored, stored
from connectors.channel import Channel
from connectors.text import storable
from tests.channels import PUBLIC_URL, configure, forget, forget_spools
from tests.contract import example
from tests.contract.kit import Answer, Headers, Kit, Provider
from tests.database_away import emptied
from tests.serving import listening_socket, serve, until

example.install()


def kit_of(channel: str) -> Kit:
    """What is known of a channel's provider; a channel without it fails here."""
    kit: Kit = importlib.import_module(f"tests.contract.{channel}").KIT
    return kit


CHANNELS = [module.split(".")[1] for module in registry.channels()]
EVENTS = [(channel, event) for channel in CHANNELS for event in sorted(kit_of(channel).events) if event != "edit"]
EDITING = [channel for channel in CHANNELS if "edit" in kit_of(channel).events]
NEEDED = {"too_fast", "trouble", "refused", "unreachable"}

BILL = Document(media_id="abc", name="factura.pdf", mime="application/pdf")
PHOTO = Document(media_id="abc", name="oficina.jpg", mime="image/jpeg")
YES_NO = [Choice(title="Sí", payload="/affirm"), Choice(title="No", payload="/deny")]
LONG = " ".join(f"Esta es la frase {number} de una respuesta que no cabe en una parte." for number in range(120))
MENU = [Choice(title=f"Opción {name}", payload=f"/{name}", description="Lo que pasa al elegirla") for name in "ABCDEFG"]
REPLIES = {
    "text": Reply(text="Su factura vence el 5 de diciembre."),
    "long text": Reply(text=LONG),
    "choices": Reply(text="¿Le sirvió esta información?", choices=YES_NO),
    "choices without a text": Reply(choices=YES_NO),
    "choices below many lines": Reply(text="Primero esto.\nLuego aquello.\n\n¿Seguimos?", choices=YES_NO),
    "choices below a long text": Reply(text=LONG, choices=YES_NO),
    "long choices": Reply(text="¿Qué prefiere?", choices=[Choice(title="Hablar con una persona de la oficina")] * 2),
    "list": Reply(text="¿Qué necesita?", choices=MENU, list_button="Ver opciones"),
    "list below many lines": Reply(text="Le ayudo con esto.\n¿Qué necesita?", choices=MENU),
    "cards": Reply(
        text="Nuestras oficinas:",
        cards=[
            Card(title="Centro", text="Calle 10 # 5-20", image=PHOTO, choices=YES_NO),
            Card(title="El Prado", text="Carrera 21 # 14-08. Lunes a viernes.", choices=YES_NO[:1]),
            Card(title="La Esperanza"),
        ],
    ),
    "document": Reply(text="Aquí está su factura.", document=BILL),
    "document alone": Reply(document=BILL),
    "picture": Reply(text="Así se lee el medidor.", document=PHOTO),
    "place": Reply(text="¿Dónde está el daño?", ask_location=True),
    "place without a text": Reply(ask_location=True),
    "number": Reply(text="¿A qué número lo llamamos?", ask_contact=True),
    "after a place": Reply(text="Gracias.", ends_request=True),
}


@dataclass
class Tried:
    """One channel in this process: its connector, and the gateway with its webhooks."""

    kit: Kit
    connector: Connector
    client: httpx.AsyncClient

    async def post(self, event: str, headers: Headers | None = None) -> httpx.Response:
        body = self.kit.events[event].body
        proof = await self.kit.sign(self.client, self.kit.path, body) if headers is None else headers
        given = {"Content-Type": self.kit.content_type} | proof
        return await self.client.post(self.kit.path, content=body, headers=given)


def connector_of(channel: str) -> Connector:
    return next(connector for connector in registry.configured() if connector.channel == channel)


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A channel that is set up."""
    kit = kit_of(request.param)
    configure(monkeypatch, **kit.settings)
    for name, value in kit.patches.items():
        monkeypatch.setattr(name, value)
    yield request.param
    monkeypatch.undo()
    forget()


@pytest.fixture
async def tried(channel: str, database: str) -> AsyncIterator[Tried]:
    connector, app = connector_of(channel), FastAPI()
    app.include_router(connector.routes())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC_URL) as client:
        yield Tried(kit_of(channel), connector, client)


async def received() -> list[tuple[Message, Address]]:
    """What is stored of citizens, with who said it."""
    query = (
        select(Message, Address)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Address, Address.id == Conversation.address_id)
        .where(Message.direction == "in")
        .order_by(Message.id)
    )
    async with transaction() as session:
        return [(message, address) for message, address in await session.execute(query)]


def resembles(got: Any, wanted: Any) -> bool:
    """Equal, or of an object and a list as much as is wanted."""
    if isinstance(wanted, dict):
        return all(resembles(got.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        return len(got) == len(wanted) and all(map(resembles, got, wanted))
    return bool(got == wanted)


def test_every_channel_is_tried() -> None:
    assert {"telegram", "whatsapp", "sms", "web", "kiosk"} <= set(CHANNELS)
    for channel in CHANNELS:
        provider = kit_of(channel).provider
        assert "text" in kit_of(channel).events
        assert provider is None or set(provider.fails) == NEEDED


def test_the_platform_knows_what_kind_of_channel_it_is(channel: str) -> None:
    described, connector = registry.channel(channel), connector_of(channel)

    assert described.name == connector.channel == channel
    assert described.title
    assert described.phrase
    # What citizens ask to go on to can be offered to them, and the other way round.
    assert isinstance(connector, Invites) == bool(described.spellings)
    if isinstance(connector, Invites):
        told = connector.invitation("sigue-ABCD2345", "Código ABCD2345")
        assert "ABCD2345" in told
    # One that is asked for by its name is not taken for another.
    named = re.sub(r"[^a-z ]", "", described.phrase.lower())
    others = [other.spellings for other in registry.described().values() if other.name != channel and other.spellings]
    assert not any(re.fullmatch(spellings, named) for spellings in others)
    assert not described.spellings or re.fullmatch(described.spellings, named)


@pytest.mark.parametrize("other", ["", "folder gone"])
def test_a_channel_that_is_gone_has_its_name_left(other: str) -> None:
    assert registry.channel(other).title == other
    assert registry.channel(other) == Channel(other, title=other, phrase=other)


@pytest.mark.parametrize(("channel", "event"), EVENTS, indirect=["channel"])
async def test_what_the_provider_sends_is_understood(tried: Tried, event: str) -> None:
    assert (await tried.post(event)).is_success

    [(message, address)] = await received()
    got = {**message.content, "kind": message.kind, "text": message.body, "address": address.address}
    assert resembles(got, tried.kit.events[event].meaning), got
    assert (address.channel, address.account) == (tried.connector.channel, tried.connector.account)


async def test_what_nobody_has_signed_is_refused(tried: Tried) -> None:
    event = tried.kit.events["text"]
    proof = await tried.kit.sign(tried.client, tried.kit.path, event.body)

    for headers in ({}, {name: f"{value}x" for name, value in proof.items()}):
        refused = await tried.post("text", headers)
        assert refused.status_code in (401, 403)
        assert event.meaning["text"] not in refused.text
    assert await received() == []


async def test_what_comes_twice_is_stored_once(tried: Tried) -> None:
    event = tried.kit.events["text"]
    proof = await tried.kit.sign(tried.client, tried.kit.path, event.body)

    answers = await asyncio.gather(*(tried.post("text", proof) for _ in range(4)))

    assert all(answer.is_success for answer in answers)
    assert len(await received()) == 1


async def test_what_comes_while_the_database_is_away_is_kept(tried: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: Any) -> None:
        return None

    try:
        with monkeypatch.context() as patch:
            patch.setattr(intake, "_store_now", away)
            patch.setattr(intake, "DRAIN_SECONDS", 0.0)
            assert (await tried.post("text")).is_success
            assert spooling.waiting()
            assert await received() == []
        await until(emptied)

        event = tried.kit.events["text"]
        got = [(message.kind, message.body, address.address) for message, address in await received()]
        wanted = (event.meaning["kind"], event.meaning["text"], event.meaning.get("address", ANY))
        assert got == [wanted]
    finally:
        await forget_spools()


@pytest.mark.parametrize("channel", EDITING, indirect=True)
async def test_an_edit_corrects_and_is_no_message_of_its_own(tried: Tried) -> None:
    await tried.post("text")
    assert (await tried.post("edit")).is_success

    [(message, _)] = await received()
    assert message.body == tried.kit.events["edit"].meaning["text"]


async def test_junk_is_turned_away_and_breaks_nothing(tried: Tried) -> None:
    for junk in (b"", b"{", b"[]", b"a=b&c", b"\xff\xfe", b"null", b"7", b'{"update_id": 1}', b'{"id": {}}'):
        proof = await tried.kit.sign(tried.client, tried.kit.path, junk)
        headers = {"Content-Type": tried.kit.content_type} | proof
        answer = await tried.client.post(tried.kit.path, content=junk, headers=headers)
        assert answer.status_code < 500, junk

    assert await received() == []


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_a_reply_has_the_channels_form(channel: str, reply: Reply) -> None:
    kit, parts = kit_of(channel), connector_of(channel).render(reply, 41)

    assert_fits(kit, reply, parts)
    said = kit.written(" ".join(part.text for part in parts))
    missing = [word for word in kit.written(reply.words).split() if word not in said]
    assert not missing
    assert not reply.document or any(part.document == reply.document for part in parts)


TEXTS = st.text(st.sampled_from("aáeñ €😀[~.\n12"), max_size=700) | st.text(max_size=40).map(storable)
TITLES = st.text("abcdeñá ", min_size=1, max_size=40).filter(str.strip)
MADE_CHOICES = st.lists(st.builds(Choice, title=TITLES, description=st.text("abc ", max_size=90)), max_size=10)
MADE_CARDS = st.builds(Card, title=TITLES, text=TEXTS, choices=MADE_CHOICES.map(lambda made: made[:3]))
MADE = st.builds(Reply, text=TEXTS, choices=MADE_CHOICES, ask_location=st.booleans()) | st.builds(
    Reply,
    text=TEXTS,
    cards=st.lists(MADE_CARDS, max_size=3),
)


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reply=MADE)
def test_any_reply_stays_within_the_channels_limits(channel: str, reply: Reply) -> None:
    assert_fits(kit_of(channel), reply, connector_of(channel).render(reply, 10**18))


def assert_fits(kit: Kit, reply: Reply, parts: list[Part]) -> None:
    """Within the limits, every choice to be had once, and the same after a stay in the database."""
    assert [part for part in parts if not kit.fits(part)] == []
    assert [restored(stored(part)) for part in parts] == parts
    tapped = [button.number for part in parts for button in part.buttons]
    lines = "\n".join(part.text for part in parts).splitlines()
    for number in range(1, len(reply.offered) + 1):
        assert tapped.count(number) == 1 or any(line.startswith(f"{number}. ") for line in lines)
    if not reply.cards:
        assert not any(part.buttons for part in parts[:-1])


@asynccontextmanager
async def provider_answering(answer: Answer) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A provider that always answers so: its address, and the bodies that it was sent."""
    bodies: list[bytes] = []

    async def take(request: Request) -> JSONResponse:
        bodies.append(await request.body())
        return JSONResponse(answer[1], answer[0])

    app = FastAPI()
    app.add_api_route("/{path:path}", take, methods=["POST"])
    async with serve(app, listening_socket()) as url:
        yield url, bodies


async def sent(channel: str, provider: Provider, url: str, monkeypatch: pytest.MonkeyPatch) -> str | SendError:
    """What becomes of "Hola" at a provider with this address."""
    configure(monkeypatch, **(kit_of(channel).settings | {provider.setting: url}))
    connector = connector_of(channel)
    await connector.start()
    try:
        return await connector.send(provider.address, Part(text="Hola"))
    except SendError as error:
        return error
    finally:
        await connector.stop()


SENDING = [(channel, kind) for channel in CHANNELS if kit_of(channel).provider for kind in sorted(NEEDED)]
CALLERS = sorted({channel for channel, _ in SENDING})


@pytest.mark.parametrize("channel", CALLERS, indirect=True)
async def test_what_the_provider_takes_has_its_id(channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = provider_of(channel)
    async with provider_answering(provider.accepted) as (url, bodies):
        outcome = await sent(channel, provider, url, monkeypatch)

    assert isinstance(outcome, str) and outcome
    assert len(bodies) == 1 and b"Hola" in bodies[0]


@pytest.mark.parametrize(("channel", "kind"), SENDING, indirect=["channel"])
async def test_what_the_provider_does_not_take_says_what_to_do(
    channel: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = provider_of(channel)
    async with provider_answering(provider.fails[kind]) as (url, _):
        outcome = await sent(channel, provider, url, monkeypatch)

    assert isinstance(outcome, Retry if kind in ("too_fast", "trouble") else Refused), outcome
    assert not isinstance(outcome, Refused) or outcome.unreachable == (kind == "unreachable")
    assert "Hola" not in str(outcome) and provider.address not in str(outcome)


@pytest.mark.parametrize("channel", CALLERS, indirect=True)
async def test_nobody_there_is_to_try_again(channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = listening_socket()
    url = f"http://127.0.0.1:{nowhere.getsockname()[1]}"
    nowhere.close()

    assert isinstance(await sent(channel, provider_of(channel), url, monkeypatch), Retry)


@pytest.mark.parametrize("channel", CALLERS, indirect=True)
async def test_an_answer_that_is_lost_leaves_doubt(channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.close()

    listener = listening_socket()
    async with await asyncio.start_server(hang_up, sock=listener):
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        assert isinstance(await sent(channel, provider_of(channel), url, monkeypatch), Uncertain)


def provider_of(channel: str) -> Provider:
    provider = kit_of(channel).provider
    assert provider is not None
    return provider
