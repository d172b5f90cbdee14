"""The web chat's HTTP interface, with the real database behind it."""

import asyncio
import logging
import os
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, media
from bot.citizens.address import Address
from bot.database import transaction
from bot.messaging.content import Document
from bot.messaging.message import InboundEvent, Message
from bot.settings import settings
from connectors.web.message import MAX_TEXT
from tests.builders import create_agent
from tests.database_away import database_away
from tests.integration.web.conftest import PICTURE
from tests.web_chat import Visitor, agent_takes_over, office_says


async def test_a_message_is_stored_under_a_hash_of_the_session(visitor: Visitor, session: AsyncSession) -> None:
    answer = await visitor.post("¿Cuánto debo?")

    assert (answer.status_code, answer.json()) == (202, {"accepted": True, "seq": 1, "reply": None})
    address = (await session.scalars(select(Address))).one()
    assert len(address.address) == 64
    token = visitor.api.headers["Authorization"].removeprefix("Bearer ")
    for table in ("addresses", "conversations", "messages", "inbound_events"):
        rows = (await session.execute(text(f"select * from app.{table}"))).all()
        assert token not in repr(rows)


async def test_the_same_id_five_times_at_once_is_one_message(visitor: Visitor, session: AsyncSession) -> None:
    id_ = str(uuid4())

    answers = await asyncio.gather(*(visitor.post("No tengo agua", id=id_) for _ in range(5)))

    assert {(answer.status_code, answer.json()["seq"]) for answer in answers} == {(202, 1)}
    assert await session.scalar(select(func.count()).select_from(Message)) == 1


async def test_one_citizen_cannot_use_up_anothers_id(visitor: Visitor, url: str, session: AsyncSession) -> None:
    id_, other = str(uuid4()), Visitor(url)
    await other.open()

    await visitor.post("Hola", id=id_)
    await other.post("Buenas", id=id_)

    assert await session.scalar(select(func.count()).select_from(InboundEvent)) == 2
    assert [message["text"] for message in (await other.read())["messages"]] == ["Buenas"]


async def test_what_was_said_is_read_back(visitor: Visitor) -> None:
    id_ = str(uuid4())
    await visitor.post("Quiero poner una queja", id=id_)
    before = await visitor.read()
    said = await office_says("¿Acepta continuar?", choices=["Sí", "No"])
    update = await visitor.read(after=1)

    (own,) = before["messages"]
    assert (own["id"], own["seq"], own["author"], own["status"]) == (id_, 1, "citizen", "received")
    assert (before["pending"], before["last"]) == (True, 1)
    (theirs,) = update["messages"]
    assert (theirs["author"], theirs["text"], theirs["seq"]) == ("assistant", "¿Acepta continuar?", 2)
    assert [(choice["title"], choice["data"]) for choice in theirs["choices"]] == [
        ("Sí", f"{said.id}:0"),
        ("No", f"{said.id}:1"),
    ]
    assert (update["pending"], update["last"]) == (False, 2)
    assert "/affirm" not in str(update)
    assert (await visitor.read())["messages"][0]["status"] == "answered"


async def test_a_document_is_a_link_that_works(visitor: Visitor) -> None:
    await visitor.post("Envíeme la factura")
    async with transaction() as session:
        media_id = await media.save(session, b"%PDF-1.7 a bill", mime="application/pdf", name="factura.pdf")
    await office_says("Aquí está.", document=Document(media_id=media_id, name="factura.pdf", mime="application/pdf"))

    document = (await visitor.read())["messages"][-1]["document"]

    assert document["name"] == "factura.pdf"
    path = document["url"].removeprefix(settings().gateway_url)
    assert (await visitor.api.get(path)).content == b"%PDF-1.7 a bill"
    assert (await visitor.api.get(path.replace("signature=", "signature=0"))).status_code == 404


async def test_an_agent_is_known_by_first_name(visitor: Visitor) -> None:
    await visitor.post("Quiero hablar con una persona")
    async with transaction() as session:
        agent = await create_agent(session, name="Ana Torres")
    await agent_takes_over(agent)
    await office_says("Buenas tardes", author="agent", agent_id=agent.id)

    update = await visitor.read()

    assert update["speaker"] == {"role": "agent", "name": "Ana"}
    assert (update["messages"][-1]["author"], update["messages"][-1]["author_name"]) == ("agent", "Ana")
    assert "Torres" not in str(update)


async def test_a_long_history_begins_with_its_latest(visitor: Visitor) -> None:
    await visitor.post("Hola")
    for number in range(205):
        await office_says(f"línea {number}")

    latest = (await visitor.read())["messages"]
    after = await visitor.read(after=1)

    assert [message["seq"] for message in latest] == list(range(7, 207))
    assert [message["seq"] for message in after["messages"]] == list(range(2, 202))
    assert after["last"] == 206


async def test_what_was_said_before_comes_in_pages(visitor: Visitor) -> None:
    await visitor.post("Hola")
    for number in range(5):
        await office_says(f"línea {number}")

    answer = await visitor.api.get("/chat/messages", params={"before": 4})

    assert [message["seq"] for message in answer.json()["messages"]] == [1, 2, 3]


async def test_a_conversation_can_be_kept_as_text(visitor: Visitor, url: str) -> None:
    await visitor.post("¿Cuánto debo?")
    await visitor.post(latitude=4.6, longitude=-74.1)
    await visitor.send_file(PICTURE, "medidor.png")
    await office_says("Debe $120.500.", choices=["Pagar", "Otra cosa"])
    other = Visitor(url)

    answer = await visitor.api.get("/chat/transcript")
    async with other.api:
        await other.open()
        others = await other.api.get("/chat/transcript")

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "attachment" in answer.headers["Content-Disposition"]
    words = [
        "Usted: ¿Cuánto debo?",
        "Usted: (ubicación)",
        "(archivo: medidor.png)",
        "virtual: Debe $120.500.",
        "- Pagar",
    ]
    assert [word for word in words if word not in answer.text] == []
    assert "120.500" not in others.text


async def test_what_the_citizen_did_is_read_back(visitor: Visitor) -> None:
    await visitor.post("Sí", choice="1:0")
    await visitor.post(latitude=4.6, longitude=-74.1)

    choice, place = (await visitor.read())["messages"]

    assert (choice["choice"], choice["place"], place["place"]) == ("1:0", False, True)
    assert "4.6" not in str(place)


async def test_the_office_tells_its_time(visitor: Visitor) -> None:
    clock.move(timedelta(days=40))
    await visitor.post("Hola")

    update = await visitor.read()

    told, said = (datetime.fromisoformat(moment) for moment in (update["now"], update["messages"][0]["at"]))
    assert abs(told - clock.now()) < timedelta(minutes=1)
    assert abs(told - said) < timedelta(minutes=1)


async def test_a_place_and_a_choice_are_stored_as_such(visitor: Visitor, session: AsyncSession) -> None:
    assert (await visitor.post(latitude=4.6, longitude=-74.1)).status_code == 202
    assert (await visitor.post("Sí", choice="1:0")).status_code == 202

    place, choice = await session.scalars(select(Message).order_by(Message.seq))
    assert (place.kind, place.content["latitude"], place.content["longitude"]) == ("location", 4.6, -74.1)
    assert (choice.kind, choice.content["choice"], choice.body) == ("choice", "1:0", "Sí")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic x", "Bearer " + "A" * 64])
async def test_an_unknown_session_is_told_so(visitor: Visitor, session: AsyncSession, header: str) -> None:
    visitor.api.headers["Authorization"] = header

    answers = [
        await visitor.post("Hola"),
        await visitor.api.get("/chat/messages"),
        await visitor.api.get("/chat/stream"),
    ]

    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert await session.scalar(select(func.count()).select_from(Message)) == 0


async def test_wrong_requests_are_refused_in_spanish(visitor: Visitor) -> None:
    too_long = await visitor.post("a" * (MAX_TEXT + 1))
    no_json = await visitor.api.post("/chat/messages", content=b"{")
    huge = await visitor.api.post("/chat/messages", content=b"x" * 1_100_000)
    no_number = await visitor.api.get("/chat/messages", params={"after": "uno"})
    beyond = await visitor.api.get("/chat/messages", params={"after": 2**31})

    assert too_long.status_code == 422
    assert too_long.json()["detail"] == "El mensaje es muy largo. Escriba 4000 caracteres como máximo."
    assert [answer.status_code for answer in (no_json, huge, no_number, beyond)] == [400, 413, 422, 422]
    assert all(answer.json()["detail"].endswith(".") for answer in (no_json, huge, no_number, beyond))


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """After its first twenty messages a session must wait for long."""
    monkeypatch.setattr(settings(), "web_per_session", 0.01)


async def test_too_fast_is_told_when_to_come_again(slow: None, visitor: Visitor, url: str) -> None:
    answers = await asyncio.gather(*(visitor.post(f"mensaje {number}") for number in range(25)))

    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) == 5
    assert all(int(answer.headers["Retry-After"]) > 60 for answer in refused)
    other = Visitor(url)
    await other.open()
    assert (await other.post("Hola")).status_code == 202


async def test_an_emergency_passes_where_others_must_wait(slow: None, visitor: Visitor) -> None:
    await asyncio.gather(*(visitor.post(f"mensaje {number}") for number in range(20)))
    assert (await visitor.post("hola")).status_code == 429

    assert (await visitor.post("huele a gas")).status_code == 202

    assert [m for m in (await visitor.read())["messages"] if m["purpose"] == "safety"]


async def test_what_is_said_with_the_database_away_is_kept_and_stored_in_order_once(visitor: Visitor) -> None:
    id_ = str(uuid4())
    token = visitor.api.headers["Authorization"].removeprefix("Bearer ")
    async with database_away():
        said = [await visitor.post("hola"), await visitor.post("huele a gas en mi casa", id=id_)]
        said.append(await visitor.post("huele a gas en mi casa", id=id_))  # its answer was lost on the way
        said.append(await visitor.post("en la cocina"))
        reading = await visitor.api.get("/chat/messages")
        [kept] = (settings().data_dir / "spool").glob("web-*")
        assert b"en la cocina" in kept.read_bytes() and token.encode() not in kept.read_bytes()

    assert [answer.status_code for answer in said] == [202] * 4
    assert [(answer.json()["accepted"], answer.json()["seq"]) for answer in said] == [(True, None)] * 4
    scripts = [answer.json()["reply"] for answer in said]
    assert scripts[0] is scripts[3] is None and "164" in scripts[1] and scripts[1] == scripts[2]
    assert reading.status_code == 503
    again = await visitor.post("huele a gas en mi casa", id=id_)
    assert (again.json()["accepted"], again.json()["reply"]) == (True, None)  # it stands in the history
    shown = (await visitor.read())["messages"]
    own = [message["text"] for message in shown if message["author"] == "citizen"]
    assert own == ["hola", "huele a gas en mi casa", "en la cocina"]
    assert [message["text"] for message in shown if message["purpose"] == "safety"] == [scripts[1]]


async def test_neither_database_nor_spool(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space left on device")

    async with database_away():
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            ordinary, emergency = await visitor.post("hola"), await visitor.post("huele a gas en mi casa")

    assert ordinary.status_code == 503
    assert int(ordinary.headers["Retry-After"]) >= 1
    assert emergency.status_code == 202
    assert emergency.json()["accepted"] is False  # which the browser sends again
    assert "164" in emergency.json()["reply"]


async def test_a_session_begins_with_the_database_away(visitor: Visitor) -> None:
    async with database_away():
        assert len(await visitor.open()) == 64


async def test_only_allowed_pages_may_use_the_chat(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "web_origins", "https://alcaldia.example https://otra.example")
    ask = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}

    for origin, allowed in (("https://alcaldia.example", True), ("https://malo.example", False)):
        preflight = await visitor.api.options("/chat/messages", headers=ask | {"Origin": origin})
        refused = await visitor.api.get("/chat/messages", headers={"Origin": origin, "Authorization": ""})
        expected = origin if allowed else None
        assert refused.status_code == (401 if allowed else 403)
        assert preflight.status_code == 204
        assert preflight.headers.get("Access-Control-Allow-Origin") == expected
        assert refused.headers.get("Access-Control-Allow-Origin") == expected
        assert "Access-Control-Allow-Credentials" not in preflight.headers


@pytest.mark.parametrize("origin", ["null", "http://[", "https://malo.example", "file://"])
async def test_other_pages_can_do_nothing(visitor: Visitor, session: AsyncSession, origin: str) -> None:
    visitor.api.headers["Origin"] = origin

    answers = [
        await visitor.post("Hola"),
        await visitor.api.get("/chat/messages"),
        await visitor.api.get("/chat/stream"),
        await visitor.api.get("/chat/transcript"),
        await visitor.send_file(PICTURE),
        await visitor.api.post("/chat/sessions"),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert await session.scalar(select(func.count()).select_from(Message)) == 0


async def test_the_offices_own_page_needs_no_leave(visitor: Visitor, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "public_url", "https://chat.alcaldia.example/")
    for origin in (url, "https://chat.alcaldia.example"):
        visitor.api.headers["Origin"] = origin
        assert (await visitor.post("Hola")).status_code == 202


async def test_the_script_is_sent_once(visitor: Visitor) -> None:
    first = await visitor.api.get("/chat.js")
    again = await visitor.api.get("/chat.js", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Content-Encoding"] == "gzip"
    assert first.headers["Content-Type"].startswith("text/javascript")
    assert (again.status_code, again.content) == (304, b"")
    plain = await visitor.api.get("/chat.js", headers={"Accept-Encoding": "identity"})
    assert plain.content == first.content
    assert "Content-Encoding" not in plain.headers


async def test_the_page_is_guarded(visitor: Visitor) -> None:
    page = await visitor.api.get("/")

    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "Set-Cookie" not in page.headers


async def test_nothing_said_is_logged(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await visitor.post("mi cédula es 10203040")
    await visitor.api.post("/chat/messages", content=b'{"id": "x", "text": "mi secreto"')
    token = visitor.api.headers["Authorization"].removeprefix("Bearer ")

    own = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]

    assert not [line for line in own if "10203040" in line or "secreto" in line or token in line]
