"""Photos, voice notes and documents in conversations: answered by what they are about, and never lost."""

import base64

import pytest

from sandbox.pages import HERE
from tests.conversations.hearing import heard
from tests.serving import eventually

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(60)
COMPLAINT = "El técnico rompió la reja de mi casa y no la arregló"


def sent(content, mime="image/jpeg", name="foto.jpg", **more):
    return {"name": name, "mime": mime, "data": base64.b64encode(content).decode()} | more


def attachments(writer):
    """What came, once every file of it was had or given up."""
    return eventually(lambda: _settled(writer.of_conversation("attachments")))


def _settled(rows):
    return rows if rows and all(row["state"] != "waiting" for row in rows) else None


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
def test_photos_of_a_complaint_belong_to_its_case(on, channel):
    writer = on(channel).start()
    writer.say("quiero poner una queja")
    asked = writer.say("", media=sent(JPEG))
    heard(asked, "Recibí su foto", "Sigamos", "qué pasó")
    writer.say(COMPLAINT)
    writer.say("sí")
    heard(writer.say("", media=sent(JPEG + b"2")), "Recibí su foto")
    case = writer.of_conversation("cases")[0]
    assert [(row["state"], row["case_id"]) for row in attachments(writer)] == [("stored", case["id"])] * 2


def test_an_album_is_answered_once(on):
    writer = on("telegram").start()
    for number in range(3):
        writer.post("", media=sent(JPEG + bytes([number])))
    answers = writer.hear("Recibí su foto")
    assert [row["state"] for row in attachments(writer)][:1] == ["stored"]
    assert answers.text.count("Recibí su foto") == 1


def test_a_voice_note_is_kept_and_a_person_offered(on):
    writer = on("telegram").start()
    answer = writer.say("", media=sent((HERE / "voice.ogg").read_bytes(), "audio/ogg", "nota.ogg", kind="voice"))
    heard(answer, "Recibí su nota de voz", "escríbame")
    assert "Hablar con una persona" in answer.titles
    assert [row["state"] for row in attachments(writer)] == ["stored"]


def test_a_sticker_is_no_photo(on):
    writer = on("whatsapp").start()
    heard(writer.say("", media=sent((HERE / "sticker.webp").read_bytes(), "image/webp", kind="sticker")), "palabras")


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
def test_what_is_not_taken_is_said_plainly(on, channel):
    writer = on(channel).start()
    writer.post("", media=sent(b"MZ" + bytes(90), "application/x-msdownload", "recibo.exe", kind="document"))
    heard(writer.hear("no puedo recibir"), "foto o en PDF")
    assert [(row["state"], row["reason"]) for row in attachments(writer)] == [("refused", "type")]
