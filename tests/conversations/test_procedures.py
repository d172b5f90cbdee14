"""Procedures by what people call them, at once or within a term; offices; the two meanings of "baja"."""

from decimal import Decimal

import pytest

from tests.conversations.accounts import pesos
from tests.conversations.hearing import bare, heard, not_heard

AT_ONCE, TERM = ("de inmediato", "el mismo día"), "No es inmediato"


def content(rows, key):
    return rows.one("select content from procedures where key = %s", key)["content"]


@pytest.mark.parametrize(
    ("channel", "text", "key"),
    [
        ("whatsapp", "requisitos para poner el recibo a mi nombre", "cambio_titular"),
        ("sms", "q nesesito para el traspaso", "cambio_titular"),
        ("telegram", "cambio de dueño del contador, cómo es?", "cambio_titular"),
        ("web", "COMO HAGO PARA QUE ME RECONECTEN LA LUZ", "reconexion"),
        ("whatsapp", "cómo corro el medidor de sitio", "traslado_medidor"),
        ("sms", "kiero el acta de nasimiento", "partida_nacimiento"),
        ("telegram", "qué papeles piden pa la constancia de residencia", "certificado_residencia"),
        ("web", "necesito un permiso para construir", "licencia_construccion"),
        ("whatsapp", "cómo saco un paz y salvo", "paz_y_salvo"),
        ("sms", "que me bajen el estrato", "cambio_estrato"),
        ("telegram", "quiero dar de baja el servicio", "desconexion"),
    ],
)
def test_a_procedure_by_what_people_call_it(on, rows, channel, text, key):
    answer = on(channel).start().say(text)
    entry = content(rows, key)
    heard(answer, entry["name"])
    if entry["verified_at"]:
        assert bare(entry["requirements"][0]) in bare(answer.text) or bare(entry["steps"][0]) in bare(answer.text)


def test_cost_alone_when_only_the_cost_is_asked(on, rows):
    entry = next(
        each["content"] for each in rows.all("select content from procedures order by key")
        if each["content"]["verified_at"] and each["content"]["cost"]["amount"]
    )  # fmt: skip
    answer = on("sms").start().say(f"cuánto cuesta el trámite de {entry['name']}")
    heard(answer, entry["name"], pesos(Decimal(str(entry["cost"]["amount"]))))
    not_heard(answer, entry["steps"][0])


@pytest.mark.parametrize("immediate", [True, False])
def test_at_once_or_within_a_term(on, rows, immediate):
    entry = next(
        each["content"] for each in rows.all("select content from procedures order by key")
        if each["content"]["verified_at"] and each["content"]["time"]["immediate"] is immediate
    )  # fmt: skip
    answer = on("web").start().say(f"cuánto se demora el trámite de {entry['name']}")
    if immediate:
        assert any(words in answer.text for words in AT_ONCE)
    else:
        heard(answer, TERM, str(entry["time"]["value"]))


def test_is_the_passport_immediate(on, rows):
    entry = content(rows, "pasaporte")
    answer = on("whatsapp").start().say("el pasaporte lo entregan de inmediato?")
    heard(answer, entry["name"], TERM, str(entry["time"]["value"]), entry["competent"])


def test_the_list(on, rows):
    writer = on("telegram").start()
    titles = writer.say("qué trámites hacen ustedes").titles
    while titles[-1] == "Más opciones":
        titles += writer.press("Más opciones").titles
    assert set(titles) == {each["name"] for each in rows.all("select name from procedures")} | {"Más opciones"}


def test_a_procedure_that_nobody_knows_is_asked_for_again_and_found(on, rows):
    writer = on("web").start()
    heard(writer.say("qué requisitos piden"), "¿Qué trámite")
    heard(writer.say("xyz abc"), "No encontré")
    heard(writer.say("reconexión"), content(rows, "reconexion")["name"])


def test_offices_with_their_hours(on, rows):
    answer = on("sms").start().say("dnd kedan las oficinas y a q horas abren")
    for office in rows.all("select * from offices where verified_at is not null"):
        heard(answer, office["name"], office["address"], office["hours"].rstrip("."))


def test_baja_is_an_opt_out_and_alta_takes_it_back(on):
    writer = on("whatsapp").start()
    heard(writer.say("BAJA"), "No recibirá más avisos")

    def opted_out():
        return writer.rows.one("select opted_out_at from addresses where address = %s", writer.address)["opted_out_at"]

    assert opted_out() is not None
    heard(writer.say("no espere, sí quiero"), "Volverá a recibir")
    assert opted_out() is None
    writer.say("BAJA")
    # It is still answered.
    heard(writer.say("quiero dar de baja el servicio"), content(writer.rows, "desconexion")["name"])
    assert opted_out() is not None
    heard(writer.say("quiero volver a recibir avisos"), "enviaremos avisos")
    assert opted_out() is None


def test_an_appointment_goes_to_a_person(on):
    writer = on("telegram").start()
    heard(writer.say("necesito una cita para revisar el medidor"), "persona")
    conversation = writer.conversation
    assert (conversation["owner"], conversation["queue_reason"]) == ("queue", "appointment")
    assert "revisar el medidor" in conversation["summary"]
