"""The Bot API stand-in, driven by the unchanged python-telegram-bot."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import Application, MessageHandler, filters
from telegram.request import HTTPXRequest

from tests.sandboxes import TOKEN, Office, Sandbox, free_port, sandbox_for, serving_office, wait_for

ANA, LUIS = 700000101, 700000102


@pytest.fixture
def office() -> Iterator[Office]:
    with serving_office() as office:
        yield office


@pytest.fixture
def sandbox(office: Office) -> Iterator[Sandbox]:
    with sandbox_for(office) as sandbox:
        yield sandbox


def make_bot(sandbox: Sandbox, token: str = TOKEN, read_timeout: float = 5) -> Bot:
    request = HTTPXRequest(read_timeout=read_timeout)
    return Bot(token, base_url=f"{sandbox.url}/bot", base_file_url=f"{sandbox.url}/file/bot", request=request)


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with make_bot(sandbox) as bot:
        yield bot


def updates(office: Office) -> list[dict[str, Any]]:
    return [json.loads(request.body) for request in office.on("/telegram")]


def parsed(update: dict[str, Any], bot: Any) -> Any:
    return Update.de_json(update, bot)


async def listen(bot: Bot, office: Office, **options: Any) -> None:
    kinds = ["message", "edited_message", "callback_query", "my_chat_member"]
    await bot.set_webhook(f"{office.url}/telegram", secret_token="s3cret_T", allowed_updates=kinds, **options)


async def settled(condition: Any) -> Any:
    return await asyncio.to_thread(wait_for, condition)


async def hello(sandbox: Sandbox, phone: str = "ana") -> None:
    """Open the chat, so that the bot may write."""
    await asyncio.to_thread(sandbox.write, "telegram", phone, "hola")


async def test_an_application_answers_a_citizen(sandbox: Sandbox, office: Office) -> None:
    builder = Application.builder().token(TOKEN).base_url(f"{sandbox.url}/bot").updater(None)
    application = builder.build()

    async def echo(update: Update, _: Any) -> None:
        assert update.message is not None
        await update.message.reply_text(f"Usted escribió: {update.message.text}")

    application.add_handler(MessageHandler(filters.TEXT, echo))
    async with application:
        await listen(application.bot, office)
        sandbox.write("telegram", "ana", "/start pago_1")
        request = (await settled(lambda: office.on("/telegram")))[0]
        assert request.headers["x-telegram-bot-api-secret-token"] == "s3cret_T"
        assert request.headers["content-type"] == "application/json"
        update = parsed(json.loads(request.body), application.bot)
        await application.process_update(update)
        assert update.message.entities[0].type == "bot_command"
        assert update.effective_user.language_code == "es"
    assert [m["text"] for m in sandbox.messages("telegram", "ana")] == ["Usted escribió: /start pago_1"]


async def test_message_ids_start_at_one_in_every_chat(sandbox: Sandbox, office: Office, bot: Bot) -> None:
    await listen(bot, office)
    sandbox.write("telegram", "ana", "hola")
    sandbox.write("telegram", "luis", "buenas")
    await settled(lambda: len(updates(office)) == 2)
    first, second = sorted(updates(office), key=lambda u: u["update_id"])
    assert first["message"]["message_id"] == second["message"]["message_id"] == 1
    assert (first["message"]["chat"]["id"], second["message"]["chat"]["id"]) == (ANA, LUIS)
    assert second["update_id"] == first["update_id"] + 1


async def test_refusals_come_as_the_clients_exceptions(sandbox: Sandbox, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(ANA, "antes de que escriba")
    await hello(sandbox)
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(ANA, "a" * 4097)
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(ANA, "")
    with pytest.raises(BadRequest, match="Text must be non-empty"):
        await bot.send_message(ANA, "  \n ")
    with pytest.raises(BadRequest, match='unsupported start tag "x" at byte offset 6'):
        await bot.send_message(ANA, "año: <x>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Can't parse entities: can't find end tag"):
        await bot.send_message(ANA, "<b>sin fin", parse_mode="HTML")
    too_much = InlineKeyboardMarkup([[InlineKeyboardButton("Sí", callback_data="ñ" * 33)]])
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(ANA, "¿Sí?", reply_markup=too_much)
    await bot.send_message(ANA, "a" * 4096)
    fits = InlineKeyboardMarkup([[InlineKeyboardButton("Sí", callback_data="ñ" * 32)]])
    sent = await bot.send_message(ANA, "¿Sí?", reply_markup=fits)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("¿Sí?", ANA, sent.message_id, reply_markup=fits)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("otra", ANA, 999)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("otra", ANA, 1)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query("12345")


async def test_wrong_token_and_unknown_method(sandbox: Sandbox, bot: Bot) -> None:
    with pytest.raises(InvalidToken):
        async with make_bot(sandbox, "123456:another"):
            pass
    assert sandbox.http.get("/bot123456:another/getMe").json() == {
        "ok": False,
        "error_code": 401,
        "description": "Unauthorized",
    }
    answer = sandbox.http.post(f"/bot{TOKEN}/sendMassage")
    assert answer.status_code == 404
    assert answer.json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


async def test_unknown_parameters_are_ignored_in_form_json_and_query(sandbox: Sandbox) -> None:
    await hello(sandbox)
    path = f"/bot{TOKEN}/sendMessage"
    values: dict[str, Any] = {"chat_id": ANA, "text": "hola", "no_such_parameter": "1"}
    assert sandbox.http.post(path, data=values).json()["ok"]
    assert sandbox.http.post(path, json=values).json()["result"]["chat"]["id"] == ANA
    assert sandbox.http.get(path, params=values).json()["ok"]
    assert [m["text"] for m in sandbox.messages("telegram", "ana")] == ["hola"] * 3


async def test_a_blocked_bot_is_told_and_refused(sandbox: Sandbox, office: Office, bot: Bot) -> None:
    await listen(bot, office)
    await hello(sandbox)
    sandbox.api("POST", "telegram/ana/block")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ANA, "¿sigue ahí?")
    update = (await settled(lambda: [u for u in updates(office) if "my_chat_member" in u]))[0]
    assert parsed(update, bot).my_chat_member.new_chat_member.status == "kicked"
    sandbox.api("POST", "telegram/ana/unblock")
    await bot.send_message(ANA, "gracias")
    await settled(lambda: len([u for u in updates(office) if "my_chat_member" in u]) == 2)


async def test_a_chat_takes_a_burst_and_then_one_message_a_second(sandbox: Sandbox, bot: Bot) -> None:
    await hello(sandbox)
    for number in range(20):
        await bot.send_message(ANA, str(number))
    with pytest.raises(RetryAfter) as refused:
        for number in range(3):
            await bot.send_message(ANA, str(number))
    assert refused.value.retry_after == 1
    raw = sandbox.http.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": ANA, "text": "más"})
    assert raw.status_code == 429
    assert raw.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    assert raw.headers["retry-after"] == "1"
    await hello(sandbox, "luis")
    await bot.send_message(LUIS, "otro chat no espera")


async def test_buttons_are_pressed_answered_and_edited(sandbox: Sandbox, office: Office, bot: Bot) -> None:
    await listen(bot, office)
    await hello(sandbox)
    yes, no = InlineKeyboardButton("Sí", callback_data="si|7"), InlineKeyboardButton("No", callback_data="no|7")
    markup = InlineKeyboardMarkup([[yes, no]])
    sent = await bot.send_message(ANA, "¿Quedó <b>resuelto</b>?", parse_mode="HTML", reply_markup=markup)
    shown = sandbox.messages("telegram", "ana")[-1]
    assert shown["text"] == "¿Quedó resuelto?"
    assert shown["entities"] == [{"offset": 7, "length": 8, "type": "bold"}]
    assert [(b["title"], b["data"]) for b in shown["buttons"]] == [("Sí", "si|7"), ("No", "no|7")]
    sandbox.api("POST", "telegram/ana/press", {"button": "Sí"})
    pressed = (await settled(lambda: [u for u in updates(office) if "callback_query" in u]))[0]
    query = parsed(pressed, bot).callback_query
    assert (query.data, query.message.message_id, query.from_user.id) == ("si|7", sent.message_id, ANA)
    await query.answer("Anotado")
    await query.edit_message_reply_markup(None)
    assert sandbox.messages("telegram", "ana")[-1]["buttons"] == []


async def test_reply_keyboard_location_and_contact(sandbox: Sandbox, office: Office, bot: Bot) -> None:
    await listen(bot, office)
    await hello(sandbox)
    place_key = KeyboardButton("Enviar ubicación", request_location=True)
    keyboard = ReplyKeyboardMarkup([["Facturas"], [place_key]], one_time_keyboard=True)
    await bot.send_message(ANA, "Elija", reply_markup=keyboard)
    sandbox.api("POST", "telegram/ana/press", {"button": "Facturas"})
    assert sandbox.api("GET", "telegram/ana/state")["keyboard"] == []
    await bot.send_message(ANA, "¿Dónde?", reply_markup=keyboard)
    sandbox.api("POST", "telegram/ana/press", {"button": "Enviar ubicación"})
    sandbox.api("POST", "telegram/ana/messages", {"contact": True})
    await settled(lambda: len(updates(office)) == 4)
    _, chosen, located, contact = [parsed(u, bot).message for u in updates(office)]
    assert chosen.text == "Facturas"
    assert (located.location.latitude, located.location.longitude) == (4.65, -74.08)
    assert contact.contact.user_id == contact.from_user.id == ANA
    await bot.send_message(ANA, "Listo", reply_markup=ReplyKeyboardRemove())
    assert sandbox.api("GET", "telegram/ana/state")["keyboard"] == []


async def test_documents_go_both_ways(sandbox: Sandbox, office: Office, bot: Bot) -> None:
    await listen(bot, office)
    photo = {"name": "medidor.jpg", "mime": "image/jpeg", "data": "/9j/4AAQ"}
    sandbox.api("POST", "telegram/ana/messages", {"text": "mi medidor", "media": photo})
    update = (await settled(lambda: updates(office)))[0]
    message = parsed(update, bot).message
    assert message.caption == "mi medidor"
    file = await message.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == b"\xff\xd8\xff\xe0\x00\x10"
    sent: Any = await bot.send_document(
        ANA, io.BytesIO(b"%PDF-1.4 factura"), filename="factura.pdf", caption="Su factura"
    )
    again: Any = await bot.send_document(ANA, sent.document.file_id)
    assert again.document.file_name == "factura.pdf"
    shown = sandbox.messages("telegram", "ana")[0]
    assert (shown["text"], shown["document"]["name"]) == ("Su factura", "factura.pdf")
    opened = sandbox.http.get(shown["document"]["url"])
    assert (opened.content, opened.headers["content-type"]) == (b"%PDF-1.4 factura", "application/pdf")
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_document(ANA, "no-such-file")
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(ANA, io.BytesIO(b"x"), caption="a" * 1025)


async def test_an_edit_is_an_update_with_the_same_message_id(sandbox: Sandbox, office: Office, bot: Bot) -> None:
    await listen(bot, office)
    written = sandbox.write("telegram", "ana", "cuanto devo")
    sandbox.api("PUT", f"telegram/ana/messages/{written['id']}", {"text": "¿Cuánto debo?"})
    await settled(lambda: len(updates(office)) == 2)
    first, second = updates(office)
    assert second["edited_message"]["message_id"] == first["message"]["message_id"]
    assert second["edited_message"]["edit_date"] >= first["message"]["date"]
    assert first["update_id"] < second["update_id"]


async def test_a_refused_update_comes_again_before_the_chats_next(sandbox: Sandbox, office: Office, bot: Bot) -> None:
    await listen(bot, office)
    office.answers = [Response(status_code=500), Response(status_code=503)]
    for text in ("uno", "dos", "tres"):
        sandbox.write("telegram", "ana", text)
    await settled(lambda: len(updates(office)) == 5)
    got = office.on("/telegram")
    assert got[0].body == got[1].body == got[2].body
    assert [u["message"]["text"] for u in updates(office)] == ["uno", "uno", "uno", "dos", "tres"]
    assert got[2].at - got[1].at > 1.8  # the first repetition comes at once, the second after 2 s
    assert got[1].at - got[0].at < got[2].at - got[1].at
    log = [e for e in sandbox.api("GET", "webhooks") if e["provider"] == "telegram"]
    assert [(e["attempt"], e["status"]) for e in log][:4] == [(1, 500), (2, 503), (3, 200), (1, 200)]
    assert "uno" not in json.dumps(log)
    await settled(lambda: [m["status"] for m in sandbox.messages("telegram", "ana", "sent")] == ["delivered"] * 3)


async def test_a_slow_chat_does_not_hold_up_another(sandbox: Sandbox, office: Office, bot: Bot) -> None:
    await listen(bot, office, max_connections=2)

    async def slow(_: Any) -> Response:
        await asyncio.sleep(1.5)
        return Response()

    office.answers = [slow]
    sandbox.write("telegram", "ana", "primero")
    await settled(lambda: len(updates(office)) == 1)
    sandbox.write("telegram", "ana", "segundo")
    sandbox.write("telegram", "luis", "entretanto")
    await settled(lambda: len(updates(office)) == 3)
    assert [u["message"]["text"] for u in updates(office)] == ["primero", "entretanto", "segundo"]


async def test_updates_wait_for_a_webhook_and_for_its_server(sandbox: Sandbox, office: Office, bot: Bot) -> None:
    sandbox.write("telegram", "ana", "antes")
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.set_webhook(f"http://127.0.0.1:{free_port()}/nobody")
    await settled(lambda: any(e["error"] == "ConnectError" for e in sandbox.api("GET", "webhooks")))
    info = await bot.get_webhook_info()
    assert (info.pending_update_count, info.last_error_message) == (1, "ConnectError")
    await asyncio.sleep(1)  # a webhook is set at most once a second
    await listen(bot, office)
    await settled(lambda: len(updates(office)) == 1)
    assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_kinds_not_asked_for_do_not_come(sandbox: Sandbox, office: Office, bot: Bot) -> None:
    await bot.set_webhook(f"{office.url}/telegram", allowed_updates=["message"])
    await hello(sandbox)
    sandbox.api("POST", "telegram/ana/block")
    sandbox.api("POST", "telegram/ana/unblock")
    sandbox.write("telegram", "ana", "fin")
    await settled(lambda: len(updates(office)) == 2)
    assert all("message" in u for u in updates(office))


async def until_taken(bot: Bot, url: str) -> None:
    """Set the webhook as soon as Telegram takes the call."""
    while True:
        try:
            await bot.set_webhook(url)
            return
        except RetryAfter:
            await asyncio.sleep(0.05)


async def test_set_webhook_is_strict(sandbox: Sandbox, office: Office, bot: Bot) -> None:
    def refusal(**values: Any) -> str:
        """What is wrong with the values, once Telegram looks at them: it takes one call a second."""
        return str(wait_for(lambda: looked_at(values))["description"])

    def looked_at(values: dict[str, Any]) -> dict[str, Any] | None:
        answer: dict[str, Any] = sandbox.http.post(f"/bot{TOKEN}/setWebhook", json=values).json()
        return None if answer["error_code"] == 429 else answer

    good = f"{office.url}/telegram"
    assert refusal(url="http://office.example/hook").endswith("An HTTPS URL must be provided for webhook")
    assert refusal(url="https://office.example:9000/hook").endswith("only on ports 80, 88, 443 or 8443")
    assert refusal(url=good, secret_token="no spaces") == "Bad Request: secret token contains unallowed characters"
    assert refusal(url=good, secret_token="a" * 257) == "Bad Request: secret token is too long"
    await until_taken(bot, good)
    with pytest.raises(RetryAfter):
        await bot.set_webhook(good + "2")
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""


async def test_the_call_in_a_webhooks_answer_is_run(sandbox: Sandbox, office: Office, bot: Bot) -> None:
    await listen(bot, office)
    office.answers = [JSONResponse({"method": "sendMessage", "chat_id": ANA, "text": "Salga y llame ya"})]
    sandbox.write("telegram", "ana", "huele a gas")
    await settled(lambda: sandbox.messages("telegram", "ana"))
    assert sandbox.messages("telegram", "ana")[0]["text"] == "Salga y llame ya"


async def test_a_webhook_is_repeated_byte_for_byte(sandbox: Sandbox, office: Office, bot: Bot) -> None:
    await listen(bot, office)
    sandbox.write("telegram", "ana", "hola")
    await settled(lambda: office.on("/telegram"))
    entry = sandbox.api("GET", "webhooks")[-1]
    repeated = sandbox.api("POST", f"webhooks/{entry['id']}/repeat")
    assert (repeated["status"], repeated["repeat_of"]) == (200, entry["id"])
    first, second = office.on("/telegram")
    assert first.body == second.body
    assert first.headers == second.headers


async def test_faults(sandbox: Sandbox) -> None:
    await hello(sandbox)
    async with make_bot(sandbox, read_timeout=0.5) as bot:
        sandbox.api("POST", "faults", {"channel": "telegram", "kind": "429", "seconds": 7})
        with pytest.raises(RetryAfter):
            await bot.send_message(ANA, "uno")
        sandbox.api("POST", "faults", {"channel": "telegram", "kind": "500", "count": 2})
        for _ in range(2):
            with pytest.raises(NetworkError, match="Internal Server Error"):
                await bot.send_message(ANA, "dos")
        sandbox.api("POST", "faults", {"channel": "telegram", "kind": "timeout_after_accept", "seconds": 1})
        with pytest.raises(TimedOut):
            await bot.send_message(ANA, "tres")
        assert [m["text"] for m in sandbox.messages("telegram", "ana")] == ["tres"]
        sandbox.api("POST", "faults", {"channel": "telegram", "kind": "slow", "seconds": 1, "count": None})
        with pytest.raises(TimedOut):
            await bot.send_message(ANA, "cuatro")
        assert [f["kind"] for f in sandbox.api("GET", "faults")] == ["slow"]
        sandbox.api("DELETE", "faults")
        await bot.send_message(ANA, "cinco")


async def test_other_sites_are_kept_out(sandbox: Sandbox) -> None:
    assert sandbox.http.get("/api/phones", headers={"Host": "evil.example"}).status_code == 403
    assert sandbox.http.post("/api/telegram/ana/block", headers={"Origin": "https://evil.example"}).status_code == 403
    assert sandbox.http.get("/api/phones", headers={"Origin": sandbox.url}).status_code == 200
