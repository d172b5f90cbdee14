"""Short questions after an answer, and what they are about."""

from datetime import date

import pytest

from bot.messaging import follow_on, phrases
from bot.messaging.answer import Answer
from bot.messaging.content import Choice


@pytest.mark.parametrize(
    ("text", "about", "intent"),
    [
        ("y cuanto cuesta", "procedure_info", "/procedure_info"),
        ("y se demora mucho?", "procedure_info", "/procedure_info"),
        ("dónde lo hago", "procedure_info", "/procedure_info"),
        ("cuáles son los pasos", "procedure_info", "/procedure_info"),
        ("tienen otra mas cerca de la esperanza", "office_info", "/office_info"),
        ("y la de el prado a que hora cierra", "office_info", "/office_info"),
        ("¿Y A QUÉ HORA VUELVE?", "outage_report", "/outage_status"),
        ("cuanto se demora", "outage_status", "/outage_status"),
        ("y me van a cortar?", "bill_amount", "/bill_due_date"),
        ("y eso cuando aparece", "bill_payment_report", "/bill_payment_report"),
        ("cuanto se demoran", "human_handoff", "/human_handoff"),
        ("no, me equivoqué, es la cuenta 4100103", "bill_amount", '/bill_amount{"account_number": "4100103"}'),
        ("no, fueron 150 mil", "bill_payment_report", "/bill_payment_report"),
        ("no perdón, fue el martes", "bill_payment_report", "/bill_payment_report"),
        ("ay no y fueron 85.000", "bill_payment_report", "/bill_payment_report"),
        ("me equivoqué de fecha", "bill_payment_report", "/bill_payment_report"),
        ("¿y en cuánto me contestan?", "complaint_file", "/case_status"),
        ("¿y cuánto es?", "outage_compensation", "/outage_compensation"),
        ("a las 3", "appointment_change", "/appointment_book"),
        ("no perdón, 300 456 7899", "update_contact", "/update_contact"),
        ("mejor en 6 cuotas", "bill_payment_agreement", "/bill_payment_agreement"),
        ("¿necesito cita?", "office_info", "/appointment_book"),
        ("y toca con sita", "procedure_info", "/appointment_book"),
        ("¿y dónde queda?", "procedure_info", "/office_info"),
        ("la segunda", "office_info", "/office_info"),
        ("y kuanto bale", "procedure_info", "/procedure_info"),
        ("¿y el 8 de diciembre?", "office_info", "/office_info"),
        ("¿será el medidor?", "bill_explain", "/bill_explain"),
        ("qué son los intereses esos", "bill_amount", "/bill_explain"),
        ("y si no estoy de acuerdo con el cobro?", "bill_explain", "/complaint_file"),
        ("no, no estoy de acuerdo", "bill_amount", "/complaint_file"),
        ("no me parece justo", "bill_amount", "/complaint_file"),
        ("no, de acuerdo", "bill_amount", "/deny"),
        ("no, está bien", "bill_explain", "/deny"),
        ("No, está bien así, muchas gracias", "bill_amount", "/deny"),
        ("no gracias, de acuerdo", "bill_amount", "/deny"),
        ("pago el lunes", "bill_payment_report", "/bill_payment_report"),
        ("y me van a cobrar estos dias?", "outage_report", "/outage_compensation"),
        ("¿y de agua?", "bill_amount", "/bill_explain"),
        ("¿y cuándo me la ponen?", "bill_payment_report", '/procedure_info{"procedure": "reconexion"}'),
        ("i kuanto bale", "procedure_info", "/procedure_info"),
        ("fueron 95 no 85", "bill_payment_report", "/bill_payment_report"),
        ("me arrepentí, quiero en 6", "bill_payment_agreement", "/bill_payment_agreement"),
        ("¿y hasta cuándo?", "outage_report", "/outage_status"),
        ("y el carrotanke a q hora viene", "outage_report", "/outage_status"),
        ("el numero del reporte cual es", "outage_report", "/outage_status"),
        ("¿cuál es el número?", "complaint_file", "/case_status"),
        ("voy a pagar el viernes", "bill_payment_report", "/bill_payment_report"),
    ],
)
def test_what_names_nothing_goes_on_with_the_answer_before(text, about, intent):
    answer = follow_on.read(text, [about] if about else [], [])
    assert answer is not None and answer.intent == intent


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("y cuanto debo", "procedure_info"),
        ("no, fue mi hermano el martes", "bill_payment_report"),
        ("necesito una cita con el médico el martes", "office_info"),
        ("dónde pago", "procedure_info"),
        ("a que hora abren", "outage_status"),
        ("y para el pasaporte?", "procedure_info"),
        ("cuánto cuesta la reconexión", "procedure_info"),
        ("y cuanto cuesta", ""),
        ("se fue la luz", "outage_status"),
        ("van a cortar la luz?", "bill_amount"),
        ("perdón, y cuándo vence la cuenta 4100103", "bill_amount"),
        ("gracias", "office_info"),
        ("quiero que revisen el medidor", "bill_explain"),
        ("puedo hacer un acuerdo", "bill_amount"),
        ("¿no puedo hacer un acuerdo?", "bill_amount"),
        ("¿no hay acuerdos?", "bill_amount"),
        ("cuánto es mi saldo", "bill_explain"),
        ("no", "bill_amount"),
        ("donde queda " * 6, "office_info"),
    ],
)
def test_what_names_something_is_read_by_itself(text, about):
    assert follow_on.read(text, [about] if about else [], []) is None


@pytest.mark.parametrize("text", ["no está bien", "no, está mal", "no, está bien caro", "no de acuerdo"])
def test_who_is_not_content_is_not_taken_for_content(text):
    answer = follow_on.read(text, ["bill_amount"], [])
    assert answer is None or answer.intent != "/deny"


@pytest.mark.parametrize("text", ["voy a pagar el viernes", "pago el lunes", "el viernes pago", "no, pagaré mañana"])
def test_a_payment_to_come_corrects_no_payment_made(text):
    assert follow_on.payment_to_come(text) and not follow_on.corrects_payment(text)


@pytest.mark.parametrize(
    "text",
    ["fue el lunes", "el pago fue el lunes", "pagué el lunes", "no, mi esposo pagó el lunes", "el pago el lunes"],
)
def test_a_payment_made_is_not_to_come(text):
    assert not follow_on.payment_to_come(text)


OCTOBER, SEPTEMBER = '/bill_amount{"month": "2026-10"}', '/bill_amount{"month": "2026-09"}'


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("la de octubre no", None),
        ("no quiero la de octubre", None),
        ("octubre, esa no", None),
        ("no, la de octubre", OCTOBER),
        ("no la de octubre", OCTOBER),
        ("no, de octubre", OCTOBER),
        ("¿y la de octubre no?", OCTOBER),
        ("la de octubre no, la de septiembre", SEPTEMBER),
        ("la de octubre, no la de septiembre", OCTOBER),
        ("no la de octubre, la de septiembre", SEPTEMBER),
    ],
)
def test_the_month_that_is_not_meant_is_not_told(text, intent, monkeypatch):
    monkeypatch.setattr("bot.clock.today", lambda: date(2026, 11, 22))
    answer = follow_on.read(text, ["bill_amount"], [], "La factura de noviembre es de $10.")
    assert answer is not None and answer.intent == (intent or "")
    assert bool(answer.replies) == (intent is None)


def test_another_service_after_an_answer_about_use():
    told = "En noviembre usó 15 m³ de agua. En octubre: 14 m³ de agua."
    answer = follow_on.read("¿y de luz?", ["bill_explain"], [], told)
    assert answer is not None and answer.intent == "/bill_explain"
    of_bill = follow_on.read("¿y de luz?", ["bill_explain"], [], "Su factura subió.")
    assert of_bill is not None and of_bill.intent == "/bill_explain"
    assert follow_on.read("¿y la luz?", ["bill_explain"], [], "Su factura subió.") is None


def test_a_question_goes_on_with_the_latest_answer_that_it_fits():
    further = follow_on.read("¿y cuánto cuesta?", ["office_info", "procedure_info"], [])
    assert further is not None and further.intent == "/procedure_info"


def test_the_words_of_an_answer_are_about_it():
    told = "Certificado de residencia. Necesita: documento de identidad; declaración de dos vecinos."
    further = follow_on.read("¿y cuánto cuesta el certificado?", ["procedure_info"], [], told)
    assert further is not None and further.intent == "/procedure_info"
    assert follow_on.read("¿y cuánto cuesta el pasaporte?", ["procedure_info"], [], told) is None


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("¿y la anterior?", "2026-10"),
        ("y la de agosto de 2026 porfa", "2026-08"),
        ("y el recibo de marzo del 2026", "2026-03"),
        ("y la de agosto por qué llegó tan cara", None),
    ],
)
def test_the_same_of_another_month(text, month):
    further = follow_on.read(text, ["bill_copy"], [], "Esta es la copia de su factura de noviembre de 2026, por $1.")
    assert (further and further.intent) == (f'/bill_copy{{"month": "{month}"}}' if month else None)


def test_what_was_not_understood_is_explained_further_or_by_a_person():
    further = follow_on.read("no entiendo", ["bill_explain"], [Choice(title="Ver cada cobro", payload="/bill_explain")])
    assert further is not None and further.intent == "/bill_explain"
    person = follow_on.read("no entiendo nada", ["procedure_info"], [])
    assert person is not None and person.replies[0].choices[0].payload == "/human_handoff"


@pytest.mark.parametrize("text", ["¿me puede repetir?", "otra vez", "repítame por favor", "¿cómo dijo?"])
def test_the_answer_is_given_once_more(text):
    offered = [Choice(title="Ver detalle", payload="/bill_explain")]
    again = follow_on.read(text, ["bill_amount"], offered, "Debe $10.000.")
    assert again is not None and again.replies[0].text == "Debe $10.000." and again.replies[0].choices == offered


@pytest.mark.parametrize(
    "text", ["¿cómo así?", "explíqueme más fácil por favor", "me lo puede explicar con palabras más sencillas?"]
)
def test_the_second_time_it_is_a_person_who_explains(text):
    first = follow_on.read(text, ["procedure_info"], [], "Necesita: documento.")
    assert first is not None and not first.intent
    second = follow_on.read(text, ["procedure_info"], first.replies[0].choices, first.replies[0].text)
    assert second is not None and second.replies[0].text != first.replies[0].text


@pytest.mark.parametrize(
    ("text", "about", "said"),
    [
        ("¿y de la otra cuenta?", "bill_amount", phrases.WHICH_ACCOUNT),
        ("tengo otra casa", "bill_due_date", phrases.WHICH_ACCOUNT),
        ("está a nombre de Juana Pérez", "case_status", phrases.CASE_BY_PERSON),
        ("¿y con la cédula no se puede?", "case_status", phrases.CASE_BY_PERSON),
        ("¿y esa agua se puede tomar?", "outage_report", phrases.NOT_KNOWN_IF_SAFE),
        ("puedo cocinar con el agua así", "outage_status", phrases.NOT_KNOWN_IF_SAFE),
    ],
)
def test_what_is_said_at_once(text, about, said):
    answer = follow_on.read(text, [about], [], "…")
    assert answer is not None and [reply.text for reply in answer.replies] == [said] and not answer.intent


def test_the_number_of_the_other_account_may_come_bare_where_it_was_asked_for():
    number = '/bill_amount{"account_number": "4100103"}'
    assert follow_on.read("4100103", ["bill_amount"], [], phrases.WHICH_ACCOUNT) == Answer(intent=number)
    assert follow_on.read("4100103", ["bill_amount"], [], "Debe $10.000.") is None


def test_who_names_themselves_and_wants_something_else_is_read_whole():
    assert follow_on.read("me llamo Juan y quiero saber cuánto debo de la luz", ["case_status"], [], "…") is None
