"""Complaints, from the first word to the agents' queue, and what citizens do with their cases."""

import pytest
import yaml
from holidays import country_holidays

from tests.conversations.accounts import in_words
from tests.conversations.hearing import heard, not_heard
from tests.stack import ROOT

TERMS = yaml.safe_load((ROOT / "entity.yml").read_text())["legal_terms"]


def due_on(kind, received_on):
    """The last day of the legal term, by the published holidays."""
    term = next(term for term in TERMS if kind in term["kinds"])
    assert term["unit"] == "business"
    return country_holidays("CO").get_nth_working_day(received_on, term["days"]), term["days"]


def file(writer, text="El técnico rompió la reja de mi casa y no la arregló", begin="quiero poner una queja"):
    writer.say(begin)
    writer.say(text)
    return writer.say("sí")


@pytest.mark.parametrize("channel", ["whatsapp", "telegram", "sms", "web"])
def test_number_due_date_in_words_and_the_queue(on, clock, channel):
    text = "El lector dejó el contador abierto y con agua; solicito que lo revisen."
    writer = on(channel).start()
    heard(writer.say("KIERO PONER UNA KEJA"), "qué pasó")
    asked = writer.say(text)
    heard(asked, text, "¿Es correcto?")
    answer = writer.say("sí")
    case = writer.of_conversation("cases")[0]
    due, days = due_on(case["kind"], clock.now().date())
    heard(answer, case["number"], f"{days} días hábiles", in_words(due), "Una persona le escribirá")
    assert (case["due_on"], case["text"], case["status"]) == (due, text, "open")
    conversation = writer.conversation
    assert (conversation["owner"], conversation["queue_reason"]) == ("queue", "complaint")
    assert case["number"] in conversation["summary"] and text in conversation["summary"]


def test_the_sentence_that_began_it_may_say_everything(on):
    writer = on("web").start()
    text = "quiero quejarme porque el técnico me cobró veinte mil pesos por revisar el medidor"
    heard(writer.say(text), "¿Es correcto?", "veinte mil")
    writer.press("Sí")
    assert writer.of_conversation("cases")[0]["text"] == text


def test_while_it_waits_the_assistant_speaks_no_more_of_it_and_says_once_who_will(on, rows):
    writer = on("telegram").start()
    file(writer)
    heard(writer.say("es que además me gritó"), "Una persona le escribirá")
    assert writer.say("y no quiso dar su nombre") == []
    office = rows.one("select * from offices where key = 'principal'")
    heard(writer.say("a qué hora abre la oficina"), office["hours"])
    assert len(writer.of_conversation("cases")) == 1


def test_an_interruption_is_answered_and_the_form_goes_on(on, rows):
    writer = on("whatsapp").start()
    writer.say("quiero poner un reclamo")
    answer = writer.say("un momento, ¿dónde queda la oficina?")
    office = rows.one("select * from offices where key = 'principal'")
    heard(answer, office["address"], "Cuénteme en un solo mensaje")
    heard(writer.say("Me cobraron una reconexión que nadie hizo"), "¿Es correcto?")
    writer.say("sí señor")
    assert writer.of_conversation("cases")[0]["text"] == "Me cobraron una reconexión que nadie hizo"


def test_leaving_the_form(on):
    writer = on("sms").start()
    writer.say("quiero poner un reclamo")
    heard(writer.say("ya no, déjelo así"), "lo dejamos así")
    assert writer.conversation["dialog_open"] is False
    answer = writer.say("gracias")
    not_heard(answer, "Cuenteme")
    assert writer.of_conversation("cases") == []


def test_a_change_of_mind_at_the_last_question(on):
    writer = on("telegram").start()
    writer.say("quiero poner una queja")
    writer.say("La cuadrilla dejó escombros en mi andén")
    heard(writer.press("No"), "no radiqué nada")
    assert writer.of_conversation("cases") == [] and writer.conversation["owner"] == "assistant"
    # And the other way: later it is filed after all.
    file(writer, "La cuadrilla dejó escombros en mi andén y una zanja")
    assert len(writer.of_conversation("cases")) == 1


def test_the_same_complaint_twice_is_one_case(on, clerk):
    writer = on("web").start()
    file(writer)
    first = writer.of_conversation("cases")
    conversation = writer.conversation
    clerk.take(conversation)
    clerk.give_back(conversation)
    heard(file(writer), first[0]["number"])
    assert len(writer.of_conversation("cases")) == 1


def test_a_number_is_not_taken_for_what_happened(on):
    writer = on("sms").start()
    writer.say("quiero poner una queja")
    heard(writer.say("ok"), "pasó")
    heard(writer.say("La tapa del contador llegó rota de fábrica"), "¿Es correcto?")


def test_case_status_by_number_by_words_and_not_for_others(on):
    writer = on("whatsapp").start()
    file(writer)
    case = writer.of_conversation("cases")[0]
    heard(writer.say("en qué va mi reclamo?"), case["number"], in_words(case["due_on"]))
    heard(writer.say(f"estado del caso {case['number']}"), case["number"], "sin empezar")
    stranger = on("telegram").start()
    answer = stranger.say(f"cómo va el caso {case['number']}")
    heard(answer, "No encontré ese caso")
    not_heard(answer, in_words(case["due_on"]))
    nobody = stranger.say(f"cómo va el caso {case['number'][:8]}9999999")
    assert nobody.text == answer.text


def test_status_without_any_case_asks_for_the_number(on):
    writer = on("sms").start()
    heard(writer.say("quiero saber en que va mi caso"), "número de su caso")
    heard(writer.say("ese que puse la otra vez"), "Un número de caso es así")
    heard(writer.say("2026-VS-0999999"), "No encontré ese caso")


def test_withdrawing(on, clerk):
    writer = on("web").start()
    file(writer)
    conversation = writer.conversation
    clerk.take(conversation)
    clerk.give_back(conversation)
    case = writer.of_conversation("cases")[0]
    heard(writer.say("quiero retirar mi reclamo"), "¿Retira", case["number"])
    heard(writer.say("no"), "sigue su curso")
    writer.say("quiero retirar mi reclamo")
    heard(writer.press("Sí, retirarlo"), "retirado", case["number"])
    assert writer.of_conversation("cases")[0]["outcome"] == "withdrawn"
    assert writer.of_conversation("follow_ups") == []


@pytest.mark.parametrize("said", ["mejor no, olvídelo", "quiero retirar la queja que puse"])
def test_withdrawing_while_a_person_is_awaited_ends_the_wait(on, said):
    writer = on("telegram").start()
    file(writer)
    assert writer.conversation["owner"] == "queue"
    [case] = writer.of_conversation("cases")
    heard(writer.say(said), "¿Retira", case["number"])
    heard(writer.say("no"), "sigue su curso")
    writer.say("quiero retirar la queja que puse")
    heard(writer.say("sí"), "retirado", "Ya no espera")
    assert writer.of_conversation("cases")[0]["outcome"] == "withdrawn"
    assert (writer.conversation["owner"], writer.conversation["summary"]) == ("assistant", "")
    heard(writer.say("¿a qué hora abren?"), "Oficina principal")


def test_who_has_said_more_to_the_person_awaited_goes_on_waiting(on):
    writer = on("telegram").start()
    file(writer)
    heard(writer.say("la reja era nueva y tengo las fotos y los testigos"), "Una persona")
    writer.say("quiero retirar la queja que puse")
    not_heard(writer.say("sí"), "Ya no espera")
    assert writer.of_conversation("cases")[0]["outcome"] == "withdrawn"
    assert writer.conversation["owner"] == "queue"


def test_an_agreement_that_was_asked_for_is_not_wanted_after_all(on, accounts):
    account = accounts.fresh(least=31_000, most=1_400_000)
    writer = on("sms").start()
    writer.identify(account.number, account.document, "quiero pagar en 4 cuotas")
    [case] = writer.of_conversation("cases")
    heard(writer.say("mejor no"), "¿Retira", case["number"])
    heard(writer.say("sí"), "retirado", "Ya no espera")
    assert [asked["status"] for asked in writer.of_conversation("payment_agreements")] == ["lapsed"]


def test_reopening_and_appealing_a_closed_case(on, clerk, clock):
    writer = on("telegram").start()
    file(writer, "Me cobraron dos veces el cargo fijo del agua")
    conversation, case = writer.conversation, writer.of_conversation("cases")[0]
    clerk.take(conversation)
    clerk.close_case(conversation, case, "denied", "El cobro es correcto.")
    writer.hear("Cerramos su caso")
    answer = writer.say("no estoy de acuerdo con la respuesta, quiero apelar")
    appeal = writer.of_conversation("cases")[1]
    due, _ = due_on("recurso_reposicion_apelacion", clock.now().date())
    heard(answer, appeal["number"], in_words(due))
    assert (appeal["kind"], appeal["appeals_id"], appeal["due_on"]) == ("recurso_reposicion_apelacion", case["id"], due)
    assert writer.conversation["owner"] == "queue"


def test_reopening_by_asking_for_it(on, clerk):
    writer = on("whatsapp").start()
    file(writer, "Me llegó la factura de otra persona y nadie la recoge")
    conversation, case = writer.conversation, writer.of_conversation("cases")[0]
    clerk.take(conversation)
    clerk.close_case(conversation, case, "solved", "Se corrigió la dirección.")
    writer.hear("Cerramos su caso")
    heard(writer.say("no me solucionaron nada, reabran mi caso"), "Reabrí", case["number"])
    after = writer.of_conversation("cases")[0]
    assert (after["status"], after["times_reopened"], after["due_on"]) == ("reopened", 1, case["due_on"])
    assert (writer.conversation["owner"], writer.conversation["queue_reason"]) == ("queue", "reopened")


def test_a_request_about_ones_data_is_filed_without_consent(on, clock):
    writer = on("sms")
    writer.say("hola")
    writer.say("No acepto")
    answer = writer.say("quiero que borren mis datos personales")
    case = writer.of_conversation("cases")[0]
    heard(answer, case["number"])
    assert case["kind"].startswith("habeas_data")
