"""Calls: what Twilio is told to say at each step, the same when it asks again, and what becomes of who hangs up."""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.calls import after_call, by_text, calls
from bot.calls.call import Call
from bot.calls.callback import Callback
from bot.database import transaction
from bot.desk import casebook
from bot.desk.agent import Agent
from bot.entity import entity
from bot.messaging import delivery, inbox, outbox, ownership, spooling
from bot.messaging.content import Choice, Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Delivery, Message
from bot.settings import settings
from connectors.voice import dialog
from sandbox.twilio.signature import sign
from tests import office_time
from tests.builders import create_agent
from tests.channels import ACCOUNT_SID, AUTH_TOKEN, VOICE_NUMBER
from tests.database_away import database_away, emptied
from tests.integration.connectors.conftest import Phone, World
from tests.serving import until

_calls = itertools.count(1)
TRANSFER = entity().voice.transfer_number


class Line:
    """One call, as Twilio's side of it: signed webhooks, and what they answer."""

    def __init__(self, world: World, number: str = "") -> None:
        place = next(_calls)
        self.sid = f"CA{place:032x}"
        self.number = number or f"+57301555{place:04d}"
        self.gateway = world.gateway
        self.api = httpx.AsyncClient(trust_env=False, timeout=20)

    async def post(self, path: str = "", token: str = AUTH_TOKEN, **more: str) -> httpx.Response:
        url = f"{self.gateway}/webhooks/voice{path}"
        form = {
            "CallSid": self.sid, "AccountSid": ACCOUNT_SID, "From": self.number, "To": VOICE_NUMBER,
            "CallStatus": "in-progress", "Direction": "inbound", "FromCity": "",
        } | more  # fmt: skip
        return await self.api.post(url, data=form, headers={"X-Twilio-Signature": sign(token, url, form.items())})

    async def ask(self, path: str = "", **more: str) -> "Told":
        answer = await self.post(path, **more)
        assert answer.status_code == 200, answer.status_code
        return Told(answer.text)

    async def next(self, told: "Told", **more: str) -> "Told":
        """Do what the office said: send what was heard, or ask again where it wants that."""
        return await self.ask(told.next, **more)


class Told:
    """TwiML, taken apart."""

    def __init__(self, twiml: str) -> None:
        self.twiml = twiml
        self.root = ElementTree.fromstring(twiml)

    @property
    def words(self) -> str:
        return " ".join(say.text or "" for say in self.root.iter("Say"))

    @property
    def verbs(self) -> list[str]:
        return [verb.tag for verb in self.root]

    @property
    def gather(self) -> dict[str, str]:
        return next(self.root.iter("Gather")).attrib

    @property
    def next(self) -> str:
        """The path that is asked next."""
        found = next(verb for verb in self.root if verb.tag in ("Gather", "Dial", "Redirect"))
        url = found.get("action") or found.text or ""
        return url.partition("/webhooks/voice")[2].partition("#")[0]


@pytest.fixture
def line(world: World, monkeypatch: pytest.MonkeyPatch) -> Line:
    """A call in office hours. A busy machine's database is slow; one that is away says so at once."""
    monkeypatch.setattr(settings(), "store_seconds", 30.0)
    office_time.move_to(office_time.OPEN)
    return Line(world)


async def unhandled(session: AsyncSession) -> Message | None:
    return await session.scalar(select(Message).where(Message.direction == "in", Message.handled_at.is_(None)).limit(1))


async def answering(reply: Reply, *, seconds: float = 5) -> None:
    """The assistant's part: answer the next unhandled message."""

    async def look() -> bool:
        async with transaction() as session:
            message = await unhandled(session)
            if message is None:
                return False
            conversation = await ownership.lock(session, message.conversation_id)
            await outbox.send(session, conversation, reply, author="assistant", reply_to=message.id)
            message.handled_at, message.covered_by = clock.now(), "assistant"
            return True

    await until(look, seconds)


async def heard(line: Line, told: Told, reply: Reply, **said: str) -> Told:
    """Say something that the assistant answers at once."""
    told, _ = await asyncio.gather(line.next(told, **said), answering(reply))
    return told


async def only(table: type[Any]) -> Any:
    async with transaction() as session:
        return (await session.scalars(select(table))).one()


async def conversation_of(line: Line) -> Conversation:
    async with transaction() as session:
        return (
            await session.scalars(
                select(Conversation).where(Conversation.address.has(address=line.number, channel="voice"))
            )
        ).one()


async def test_a_caller_is_greeted(line: Line) -> None:
    told = await line.ask(CallStatus="ringing")

    assert "asistente virtual automático" in told.words
    assert "emergencia" in told.words.split(".")[1]
    assert "queda guardado" in told.words
    assert "Sí, acepto: marque uno" in told.words and "marque cero" in told.words
    assert told.gather["input"] == "dtmf speech"
    assert (told.gather["language"], told.gather["actionOnEmptyResult"], told.gather["speechTimeout"]) == (
        "es-CO", "true", "auto",
    )  # fmt: skip
    assert "http" not in told.words


async def test_who_did_not_sign_is_refused(line: Line) -> None:
    assert (await line.post(token="another")).status_code == 403
    assert (await line.post(To="+576015559999")).status_code == 403
    assert (await line.post("/heard?step=x")).status_code == 400


async def test_an_answer_is_said_and_its_choices_are_keys(line: Line) -> None:
    told = await line.ask()
    reply = Reply(text="Debe $120.500.", choices=[Choice(title="Ver detalle", payload="/x"), Choice(title="No")])

    told = await heard(line, told, reply, SpeechResult="Cuánto debo.", Confidence="0.9")

    assert told.words.startswith("Debe ciento veinte mil quinientos pesos.")
    assert "Para ver detalle, marque uno. No: marque dos." in told.words
    assert told.gather["numDigits"] == "1"
    await heard(line, told, Reply(text="Consumo."), Digits="1")
    async with transaction() as session:
        offered = (await session.scalars(select(Message).where(Message.body == "Debe $120.500."))).one()
        chosen = (await session.scalars(select(Message).where(Message.kind == "choice"))).one()
        delivered = (await session.scalars(select(Delivery).where(Delivery.message_id == offered.id))).one()
    assert chosen.content["choice"] == f"{offered.id}:0"
    assert delivered.status == "delivered"


async def test_a_long_menu_goes_on_behind_the_last_key(line: Line) -> None:
    told = await line.ask()
    many = Reply(text="¿Cuál?", choices=[Choice(title=f"Trámite {letter}") for letter in "ABCDEF"])
    told = await heard(line, told, many, SpeechResult="trámites")
    assert "Trámite C: marque tres. Para otras opciones, marque cuatro." in told.words
    assert "Trámite D" not in told.words

    told = await line.next(told, Digits="4")
    assert "Trámite D: marque uno" in told.words and "Trámite A" not in told.words
    await heard(line, told, Reply(text="Listo."), Digits="2")

    async with transaction() as session:
        chosen = (await session.scalars(select(Message).where(Message.kind == "choice"))).one()
    assert chosen.content["choice"].endswith(":4")


async def test_a_repeated_step_says_the_same(line: Line) -> None:
    first = await line.ask()
    assert (await line.ask()).twiml == first.twiml
    told = await heard(line, first, Reply(text="Son las tres."), SpeechResult="qué hora es")
    later = await heard(line, told, Reply(text="Son las cuatro."), SpeechResult="y ahora")

    assert (await line.next(first, SpeechResult="qué hora es")).twiml == told.twiml
    assert (await line.next(told, SpeechResult="y ahora")).twiml == later.twiml
    async with transaction() as session:
        said = (await session.scalars(select(Message.body).where(Message.direction == "in"))).all()
    assert sorted(said) == ["qué hora es", "y ahora"]


async def test_two_at_once_say_the_same(line: Line) -> None:
    told = await line.ask()

    one, other, _ = await asyncio.gather(
        line.next(told, SpeechResult="hola"), line.next(told, SpeechResult="hola"), answering(Reply(text="Buenas."))
    )

    assert one.twiml == other.twiml and "Buenas." in one.words


async def test_a_slow_answer_is_waited_for(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialog, "ANSWER_SECONDS", 0.2)
    told = await line.ask()

    first = await line.next(told, SpeechResult="cuánto debo")
    assert first.verbs == ["Say", "Pause", "Redirect"] and "Un momento" in first.words
    again = await line.next(told, SpeechResult="cuánto debo")
    assert again.twiml == first.twiml
    second = await line.next(first)
    assert second.verbs == ["Say", "Pause", "Redirect"]
    await answering(Reply(text="Debe $10."))
    third = await line.next(second)

    assert third.words == "Debe diez pesos."
    assert (await line.next(first)).twiml == second.twiml


async def test_no_answer_after_three_waits_is_a_person(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialog, "ANSWER_SECONDS", 0.05)
    told = await line.next(await line.ask(), SpeechResult="cuánto debo")
    for _ in range(2):
        told = await line.next(told)
        assert told.verbs[-1] == "Redirect"

    told = await line.next(told)

    assert told.verbs == ["Say", "Say", "Dial"]
    assert [number.text for number in told.root.iter("Number")] == [TRANSFER]
    assert (await conversation_of(line)).owner == Owner.QUEUE


@asynccontextmanager
async def busy_with(conversation: Conversation) -> AsyncIterator[None]:
    """A database in which somebody else has the conversation."""
    async with transaction() as session:
        await ownership.lock(session, conversation.id)
        yield


async def test_a_busy_database_is_waited_for(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialog, "ANSWER_SECONDS", 0.05)
    told = await line.next(await line.ask(), SpeechResult="cuánto debo")
    await answering(Reply(text="Debe $10."))
    async with busy_with(await conversation_of(line)):
        with monkeypatch.context() as patch:
            patch.setattr(settings(), "store_seconds", 0.2)
            told = await line.next(told)
    assert told.verbs == ["Say", "Pause", "Redirect"] and not spooling.waiting()

    assert (await line.next(told)).words == "Debe diez pesos."


async def test_an_answer_that_was_stored_too_late_is_said_at_the_next_try(line: Line) -> None:
    told = await line.ask()
    answer = await heard(line, told, Reply(text="Debe $10."), SpeechResult="cuánto debo")
    again = await line.ask("/wait?step=1&try=1")

    assert told.next.endswith("step=1")
    assert again.twiml == answer.twiml and again.words == "Debe diez pesos."


async def test_nobody_is_turned_away_while_earlier_calls_are_being_stored(world: World, line: Line) -> None:
    await line.ask()
    async with busy_with(await conversation_of(line)):
        await line.ask("/fallback")
        other = Line(world)
        calling = asyncio.create_task(other.ask())
        assert not (await asyncio.wait({calling}, timeout=0.3))[0] and spooling.waiting()
    told = await calling

    assert not spooling.waiting()
    answer = await heard(other, told, Reply(text="Debe $10."), SpeechResult="cuánto debo")
    assert answer.words == "Debe diez pesos."


async def test_an_emergency_is_answered_at_once(line: Line) -> None:
    told = await line.next(await line.ask(), SpeechResult="Huele a gas en la cocina.")

    assert "Abra puertas y ventanas" in told.words and "uno, seis, cuatro" in told.words
    assert told.verbs[-1] == "Dial"
    conversation = await conversation_of(line)
    assert (conversation.queue_reason, conversation.priority) == ("emergency", 10)


async def test_an_emergency_does_not_wait_for_a_busy_database(line: Line) -> None:
    told = await line.ask()
    async with busy_with(await conversation_of(line)):
        told = await line.next(told, SpeechResult="Huele a gas en la cocina.")

    assert "Abra puertas y ventanas" in told.words and told.verbs[-1] == "Dial"
    await until(emptied)
    assert (await conversation_of(line)).priority == 10


async def test_an_emergency_by_key(line: Line) -> None:
    told = await line.next(await line.ask(), Digits="*")

    assert "llame al uno, dos, tres" in told.words
    assert (await conversation_of(line)).priority == 10


@pytest.mark.parametrize("said", [{"SpeechResult": "se cayó un cable y echa chispas"}, {"Digits": "*"}])
async def test_an_emergency_with_the_database_away(line: Line, said: dict[str, str]) -> None:
    async with database_away():
        greeted = await line.ask()
        told = await line.next(greeted, **said)

    assert "asistente virtual automático" in greeted.words
    assert "llame al uno, dos, tres" in told.words.casefold()
    assert told.verbs[-1] == "Dial"
    conversation = await conversation_of(line)
    assert (conversation.queue_reason, conversation.priority) == ("emergency", 10)
    assert (await only(Callback)).number == line.number
    told = await line.next(told, DialCallStatus="busy")
    assert "uno, dos, tres" not in told.words  # it was said, once
    async with transaction() as session:
        assert len((await session.scalars(select(Message).where(Message.purpose == "safety"))).all()) == 1


async def test_a_call_with_the_database_away_is_kept_and_called_back(line: Line) -> None:
    office_time.move_to(office_time.CLOSED)
    async with database_away():
        told = await line.next(await line.ask(), SpeechResult="cuánto debo")
        assert "no puedo consultar" in told.words and "uno, dos, tres" in told.words
        assert "Una persona le devolverá la llamada al número que termina en" in told.words
        assert "Atendemos de nuevo mañana" in told.words
        told = await line.next(told, SpeechResult="es por la casa azul")
        assert told.words.startswith("Quedó anotado")
        told = await line.next(told, Digits="3015559876")
        assert "tres, cero, uno, cinco, cinco, cinco, nueve, ocho, siete, seis" in told.words
        told = await line.next(told)
        assert told.verbs == ["Say", "Hangup"]
        assert (await line.post("/status", CallStatus="completed")).status_code == 204

    conversation = await conversation_of(line)
    assert conversation.owner == Owner.QUEUE
    assert conversation.summary.startswith("Devolver la llamada.\nLlamó el ")
    assert (await only(Callback)).number == "+573015559876"
    assert (await only(Call)).outcome == "completed"
    async with transaction() as session:
        said = list(await session.scalars(select(Message).where(Message.direction == "in").order_by(Message.seq)))
        assert set(await session.scalars(select(Delivery.status))) == {"delivered"}  # the greeting
    assert [message.body for message in said] == ["cuánto debo", "es por la casa azul"]
    assert {message.covered_by for message in said} == {"queue"}


async def test_a_call_goes_on_when_the_database_is_back(line: Line) -> None:
    office_time.move_to(office_time.CLOSED)
    async with database_away():
        told = await line.next(await line.ask(), SpeechResult="cuánto debo")

    told = await line.next(told, Digits="3015559876")

    assert "lo llamamos al" in told.words
    assert (await only(Callback)).number == "+573015559876"
    assert (await line.next(told)).verbs == ["Say", "Hangup"]


@pytest.mark.parametrize(("outcome", "owed"), [("completed", 0), ("no-answer", 1)])
async def test_who_spoke_with_a_person_while_the_database_was_away_is_not_called_back(
    line: Line, outcome: str, owed: int
) -> None:
    async with database_away():
        told = await line.next(await line.ask(), SpeechResult="cuánto debo")
        assert told.verbs == ["Say", "Say", "Dial"]
        told = await line.next(told, DialCallStatus=outcome, DialCallDuration="130")

    assert ("Una persona le devolverá la llamada" in told.words) == bool(owed)
    async with transaction() as session:
        assert len((await session.scalars(select(Callback).where(Callback.done_at.is_(None)))).all()) == owed
    assert ("Devolver la llamada." in (await conversation_of(line)).summary) == bool(owed)


async def test_a_call_that_can_be_kept_nowhere(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space left on device")

    office_time.move_to(office_time.CLOSED)
    async with database_away():
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            told = await line.ask()
            assert (await line.post(told.next, SpeechResult="cuánto debo")).status_code == 503
            danger = await line.next(told, SpeechResult="huele a gas")
            told = await line.ask("/fallback")
            assert (await line.post("/status", CallStatus="completed")).status_code == 503

    assert "uno, seis, cuatro" in danger.words and danger.verbs[-1] == "Redirect"
    assert "llame más tarde" in told.words and told.verbs[-1] == "Hangup"


async def test_who_met_a_failure_is_called_back(line: Line) -> None:
    office_time.move_to(office_time.CLOSED)
    await line.ask()
    told = await line.ask("/fallback")
    assert "Una persona le devolverá la llamada" in told.words
    await until(emptied)
    assert (await only(Callback)).number == line.number
    assert (await line.next(told)).verbs == ["Say", "Hangup"]


async def test_silence_twice_then_a_person(line: Line) -> None:
    told = await line.ask()
    for _ in range(2):
        told = await line.next(told, SpeechResult="")
        assert told.words.startswith("No le escuché. Hola") and told.words.count("No le escuché") == 1
    told = await line.next(told, SpeechResult="")
    assert told.verbs[-1] == "Dial"


async def test_a_silent_call_at_night_is_no_task(line: Line) -> None:
    office_time.move_to(office_time.CLOSED)
    told = await line.ask()
    for _ in range(3):
        told = await line.next(told)
    assert told.verbs[-1] == "Hangup"
    async with transaction() as session:
        assert await session.scalar(select(Callback)) is None


async def test_repeat_please(line: Line) -> None:
    told = await heard(line, await line.ask(), Reply(text="Son las tres."), SpeechResult="qué hora es")
    assert (await line.next(told, SpeechResult="¿Me lo repite?")).words == "Son las tres."


async def handed_over(line: Line, **said: str) -> Told:
    """Ask for a person, as the assistant's action hands over."""

    async def hand() -> bool:
        async with transaction() as session:
            message = await unhandled(session)
            if message is None:
                return False
            conversation = await ownership.lock(session, message.conversation_id)
            await ownership.hand_over(session, conversation, reason="person", summary="Pidió hablar con una persona.")
            message.handled_at, message.covered_by = clock.now(), "assistant"
        return True

    told, _ = await asyncio.gather(line.next(await line.ask(), **(said or {"Digits": "0"})), until(hand))
    return told


async def test_busy_is_called_back(line: Line) -> None:
    told = await handed_over(line)
    assert told.verbs[-1] == "Dial"

    told = await line.next(told, DialCallStatus="busy")

    assert "Una persona le devolverá la llamada" in told.words
    assert (await only(Callback)).number == line.number
    told = await line.next(told, Digits="3015559876")
    assert (await only(Callback)).number == "+573015559876"
    assert "tres, cero, uno, cinco, cinco, cinco, nueve, ocho, siete, seis" in told.words
    assert (await line.next(told)).verbs[-1] == "Hangup"
    await line.post("/status", CallStatus="completed")
    assert (await only(Callback)).number == "+573015559876"
    assert "Devolver la llamada." in (await conversation_of(line)).summary


async def test_a_person_who_answered(line: Line) -> None:
    told = await handed_over(line)

    told = await line.next(told, DialCallStatus="completed", DialCallDuration="130")

    assert told.verbs == ["Say", "Hangup"]
    await line.post("/status", CallStatus="completed")
    async with transaction() as session:
        assert await session.scalar(select(Callback)) is None
    assert "Habló con la oficina por teléfono (2 minutos)." in (await conversation_of(line)).summary


async def test_at_night_a_call_back(line: Line) -> None:
    office_time.move_to(office_time.CLOSED)
    told = await handed_over(line)

    assert "Atendemos de nuevo mañana a las siete de la mañana" in told.words
    assert (await only(Callback)).number == line.number


async def test_a_hidden_number_is_asked_for(world: World) -> None:
    office_time.move_to(office_time.CLOSED)
    line = Line(world, number="anonymous")
    told = await handed_over(line)

    assert "¿A qué número lo llamamos?" in told.words
    told = await line.next(told, Digits="123")
    await line.next(told, Digits="3015550000")
    assert (await only(Callback)).number == "+573015550000"


async def test_hanging_up_before_a_person_is_called_back(line: Line) -> None:
    await handed_over(line)

    for _ in range(2):
        assert (await line.post("/status", CallStatus="completed")).status_code == 204

    assert (await only(Callback)).number == line.number
    assert (await only(Call)).outcome == "completed"
    assert (await line.post("/status", CallStatus="completed", CallSid="CA" + "f" * 32)).status_code == 204


async def test_an_answer_to_nobody_is_not_sent_on(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialog, "ANSWER_SECONDS", 0.05)
    await line.next(await line.ask(), SpeechResult="cuánto debo")
    await line.post("/status", CallStatus="completed")

    await answering(Reply(text="Debe $10."))
    await delivery.deliver((await conversation_of(line)).id)

    async with transaction() as session:
        message = (await session.scalars(select(Message).where(Message.body == "Debe $10."))).one()
        kept = (await session.scalars(select(Delivery).where(Delivery.message_id == message.id))).one()
    assert (kept.status, kept.error) == ("failed", "voice 487")


async def agent_writes(line: Line, words: str) -> None:
    async with transaction() as session:
        conversation = await ownership.lock(session, (await conversation_of(line)).id)
        await outbox.send(session, conversation, Reply(text=words), author="agent")
    await delivery.deliver(conversation.id)


async def test_an_agent_writes_after_the_call(world: World, line: Line) -> None:
    phone = world.phone("sms")
    line.number = phone.address
    await phone.write("Hola")
    await line.ask()
    await line.post("/status", CallStatus="completed")

    await agent_writes(line, "Ya está arreglado.")

    (message,) = await phone.received()
    assert message["text"] == "Ya esta arreglado."


async def text_conversation(phone: Phone) -> Conversation:
    async with transaction() as session:
        found = select(Conversation).where(Conversation.address.has(address=phone.address, channel="sms"))
        return (await session.scalars(found)).one()


async def called_and_claimed(world: World, line: Line) -> tuple[Phone, Agent]:
    """Somebody has called, and an agent has the conversation since."""
    phone = world.phone("sms")
    line.number = phone.address
    await phone.write("Hola")
    async with transaction() as session:  # which the assistant has answered
        await session.execute(update(Message).values(handled_at=clock.now()))
    await line.ask()
    await line.post("/status", CallStatus="completed")
    async with transaction() as session:
        agent = await create_agent(session)
        conversation = await ownership.lock(session, (await conversation_of(line)).id)
        assert await ownership.claim(session, conversation.id, agent_id=agent.id, expected_version=0)
    return phone, agent


async def test_the_reply_to_what_an_agent_wrote_after_the_call_is_that_agents(world: World, line: Line) -> None:
    phone, agent = await called_and_claimed(world, line)
    await agent_writes(line, "¿Le queda bien mañana a las 8?")
    await phone.received()

    await phone.write("sí, a las 8")
    texts = await text_conversation(phone)
    await inbox.handle(texts.id)

    texts = await text_conversation(phone)
    assert (texts.owner, texts.agent_id) == (Owner.AGENT, agent.id)
    assert texts.summary.startswith("Responde por mensaje de texto")
    async with transaction() as session:
        calls_pane = await casebook.context(session, (await conversation_of(line)).id)
        texts_pane = await casebook.context(session, texts.id)
    assert [(one.conversation_id, one.by_number) for one in calls_pane.elsewhere] == [(texts.id, True)]
    assert [one.channel for one in texts_pane.elsewhere] == ["voice"]


async def test_what_waits_in_the_queue_takes_the_reply_along(world: World, line: Line) -> None:
    phone, agent = await called_and_claimed(world, line)
    await agent_writes(line, "¿Le queda bien mañana a las 8?")
    await phone.received()
    async with transaction() as session:
        conversation = await ownership.lock(session, (await conversation_of(line)).id)
        await ownership.give_back(session, conversation, agent_id=agent.id)
        await ownership.hand_over(session, conversation, reason="complaint", summary="Reclamo.")

    await phone.write("sí, a las 8")
    texts = await text_conversation(phone)
    await inbox.handle(texts.id)

    texts = await text_conversation(phone)
    assert (texts.owner, texts.queue_reason) == (Owner.QUEUE, "complaint")
    assert texts.summary.endswith("Reclamo.")


@pytest.mark.parametrize("why", ["said in the call", "something else came since", "given back", "long ago"])
async def test_no_reply_to_an_agent(world: World, line: Line, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    phone, agent = await called_and_claimed(world, line)
    if why == "said in the call":
        line.sid = "CA" + "f" * 32
        await line.ask()
    await agent_writes(line, "¿Le queda bien mañana a las 8?")
    if why != "said in the call":
        await phone.received()
    async with transaction() as session:
        texts = await ownership.lock(session, (await text_conversation(phone)).id)
        if why == "something else came since":
            await outbox.send(session, texts, Reply(text="¿Se resolvió?"))
        if why == "given back":
            await ownership.give_back(session, await conversation_of(line), agent_id=agent.id)
        if why == "long ago":
            monkeypatch.setattr(after_call, "ANSWERED_WITHIN", timedelta())

    async with transaction() as session:
        texts = await ownership.lock(session, texts.id)
        assert not await after_call.follow(session, texts)
        assert texts.owner == Owner.ASSISTANT


async def test_an_agent_writes_in_the_call(line: Line) -> None:
    told = await line.ask()
    await agent_writes(line, "Soy Ana, ya reviso.")

    told = await line.next(told, SpeechResult="")

    assert told.words.startswith("Soy Ana, ya reviso.")
    await line.post("/status", CallStatus="completed")
    async with transaction() as session:
        assert set(await session.scalars(select(Delivery.status))) == {"delivered"}


async def test_without_sms_an_agent_has_to_call(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_text, "can_send", lambda _address: False)
    await line.ask()
    await line.post("/status", CallStatus="completed")

    await agent_writes(line, "Ya está arreglado.")

    assert (await only(Callback)).number == line.number
    assert (await conversation_of(line)).owner == Owner.QUEUE


async def test_a_call_that_nobody_ends(line: Line) -> None:
    await line.ask()
    async with transaction() as session:
        call = (await session.scalars(select(Call))).one()
        call.last_step_at = clock.now() - timedelta(minutes=6)
    async with transaction() as session:
        await calls.end_lost(session)
    assert (await only(Call)).outcome == "lost"
