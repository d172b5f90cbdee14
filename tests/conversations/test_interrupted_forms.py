"""Every form as people fill it: with doubts, digressions, corrections; and always back to its question."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.citizen import Writer
from tests.conversations.accounts import Known, pesos
from tests.conversations.hearing import heard, not_heard

HOURS = ("¿y a qué hora cierran?", "lunes a ")


@dataclass(frozen=True)
class Form:
    """How a form is reached, what it asks, and what a clerk says of the question.

    `public`: it needs no consent; `identified`: it needs the identity check.
    """

    wish: str
    asks: str
    where: tuple[str, str]
    why: tuple[str, str]
    missing: tuple[str, str]
    public: bool = False
    identified: bool = False


FORMS = {
    "account": Form(
        "cuanto devo",
        "escriba su número de cuenta",
        ("dónde sale ese número?", "7 dígitos"),
        ("¿para qué lo necesita?", "encuentro su cuenta"),
        ("no tengo el recibo", "factura anterior"),
    ),
    "case": Form(
        "cómo va mi reclamo",
        "escriba el número de su caso",
        ("dónde lo encuentro", "mensaje con que lo radicamos"),
        ("y para qué", "encuentro su caso"),
        ("no me lo sé", "una persona puede buscarlo"),
        public=True,
    ),
    "outage": Form(
        "no ay luz",
        "¿En qué dirección o barrio?",
        ("dónde sale la dirección", "en su factura"),
        ("¿para qué la necesita?", "ubico la falla"),
        ("no tengo la direccion a la mano", "Basta el nombre del barrio"),
        public=True,
    ),
    "complaint": Form(
        "kiero poner una keja",
        "qué pasó y qué solicita",
        ("cuál es el dato", "qué pasó, desde cuándo"),
        ("¿para qué?", "radico su reclamo"),
        ("no sé", "Con sus palabras basta"),
        public=True,
    ),
    "payment": Form(
        "ya pagué y no aparece",
        "¿Qué valor pagó?",
        ("¿dónde sale ese valor?", "comprobante"),
        ("¿por qué me preguntan eso?", "busco su pago"),
        ("no me acuerdo", "movimiento de su banco"),
        identified=True,
    ),
    "agreement": Form(
        "quiero pagar a cuotas",
        "¿En cuántas cuotas",
        ("¿cuál es?", "entre 2 y 12"),
        ("¿para qué?", "calculo cada cuota"),
        ("no sé", "entre 2 y 12"),
        identified=True,
    ),
    "contact": Form(
        "quiero cambiar mi celular",
        "nuevo celular o correo",
        ("¿cuál?", "celular o el correo"),
        ("¿para qué lo necesitan?", "una persona lo confirme"),
        ("no lo tengo a la mano", "cuando lo tenga"),
        identified=True,
    ),
}


@pytest.fixture
def reach(on, accounts) -> Callable[[str, str], Writer]:
    """A citizen to whom a form has just put its question."""

    def reached(name: str, channel: str) -> Writer:
        form = FORMS[name]
        writer = on(channel)
        if form.public:
            heard(writer.say(form.wish), form.asks)
            return writer
        writer.start()
        if not form.identified:
            heard(writer.say(form.wish), form.asks)
            return writer
        account: Known = accounts.fresh(least=31_000, most=1_400_000)
        heard(writer.identify(account.number, account.document, form.wish), form.asks)
        return writer

    return reached


@pytest.mark.parametrize("name", FORMS)
def test_doubts_and_a_digression_come_back_to_the_question(reach, name):
    form, writer = FORMS[name], reach(name, "telegram")
    for said, helped in (form.where, form.why, form.missing, ("espere lo busco", "aquí le espero"), HOURS):
        answer = writer.say(said)
        heard(answer, helped, form.asks)
    assert writer.conversation["dialog_open"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("account", "olvidelo"),
        ("case", "mejor no"),
        ("outage", "ya no qiero"),
        ("complaint", "déjelo así"),
        ("payment", "mejor no, olvídelo"),
        ("agreement", "no gracias, mejor después"),
        ("contact", "me arrepentí"),
    ],
)
def test_every_form_can_be_left_and_in_every_form_a_person_called(reach, name, said):
    writer = reach(name, "sms")
    heard(writer.say(said), "lo dejamos así")
    assert not writer.conversation["dialog_open"]
    assert writer.of_conversation("cases") == writer.of_conversation("outage_reports") == []
    heard(writer.say(FORMS[name].wish), FORMS[name].asks)
    writer.say("mejor quiero hablar con una persona")
    assert (writer.conversation["owner"], writer.conversation["dialog_open"]) == ("queue", False)


def test_amount_and_day_in_any_order_and_corrected(on, accounts, clock):
    account = accounts.fresh(least=31_000)
    writer = on("telegram").start()
    writer.identify(account.number, account.document, "ya cancelé la factura y no aparece")
    heard(writer.say("fue hoy"), "¿Qué valor pagó?")
    writer.say("olvídelo")
    heard(writer.say("ya pagué y no aparece mi pago"), "¿Qué valor pagó?")
    heard(writer.say("120"), "$120.000")
    heard(writer.say("mil"), "¿Qué día")
    corrected = writer.say("no, fueron 1300000")
    heard(corrected, "Corregido: $1.300.000", "¿Qué día")
    not_heard(corrected, "Escriba el día")
    heard(writer.say("hoy"), "$1.300.000")
    heard(writer.say("no, fueron 1250000"), "Corregido: $1.250.000")
    [report] = writer.of_conversation("payment_reports")
    assert (report["amount"], report["paid_on"]) == (1_250_000, clock.now().date())


def test_a_payment_told_in_one_sentence(on, accounts, clock):
    account = accounts.fresh(least=31_000)
    writer = on("sms").start()
    told = f"pagué 85.000 hoy y no me aparece, cuenta {account.number}"
    heard(writer.say(told), account.number, "documento")
    heard(writer.say(account.document), "$85.000")
    [report] = writer.of_conversation("payment_reports")
    assert (report["amount"], report["paid_on"]) == (85_000, clock.now().date())


def test_instalments_told_in_the_first_sentence(on, accounts):
    account = accounts.fresh(least=31_000, most=1_400_000)
    writer = on("telegram").start()
    writer.say(f"quiero pagar en 4 cuotas lo que debo de la cuenta {account.number}")
    answer = writer.say(account.document)
    heard(answer, "4 cuotas", "no está aprobado")
    not_heard(answer, "¿En cuántas")
    assert [asked["instalments"] for asked in writer.of_conversation("payment_agreements")] == [4]


def test_the_number_of_instalments_is_explained_when_asked(reach):
    writer = reach("agreement", "web")
    heard(writer.say("¿cuántas puedo?"), "entre 2 y 12", "¿En cuántas cuotas")
    heard(writer.say("espere lo pienso"), "aquí le espero", "¿En cuántas cuotas")
    heard(writer.say("¿y de cuánto es cada cuota?"), "sin contar intereses", "¿En cuántas cuotas")
    heard(writer.say("en tres"), "3 cuotas")


def test_the_service_is_corrected_at_the_question_for_the_place(on):
    writer = on("telegram").start()
    heard(writer.say("no hay agua"), "¿En qué dirección o barrio?")
    heard(writer.say("perdón, es la luz"), "Corregido: energía", "¿En qué dirección o barrio?")
    heard(writer.say("en el barrio La Floresta"), "energía", "La Floresta")
    assert [(r["service"], r["neighborhood"]) for r in writer.of_conversation("outage_reports")] == [
        ("energia", "La Floresta")
    ]


def test_an_outage_told_in_one_sentence(on):
    writer = on("sms").start()
    heard(writer.say("buenas se nos fue el agua desde anoche en el barrio Bello Horisonte"), "Bello Horizonte")
    assert len(writer.of_conversation("outage_reports")) == 1


def test_a_question_is_no_place(on):
    writer = on("whatsapp").start()
    writer.say("se fue la luz")
    heard(writer.say("¿y eso qué tiene que ver con la luz?"), "¿En qué dirección o barrio?")
    assert writer.of_conversation("outage_reports") == []


def test_a_complaint_is_corrected_before_it_is_filed(on):
    writer = on("telegram").start()
    writer.say("quiero poner una queja")
    heard(writer.say("me cobraron dos veces el cargo fijo"), "«me cobraron dos veces el cargo fijo»")
    heard(writer.say("no, fueron tres veces"), "dos veces", "fueron tres veces", "¿Es correcto?")
    heard(writer.say("espere"), "aquí le espero", "¿Es correcto?")
    assert writer.of_conversation("cases") == []
    heard(writer.say("sí"), "radicado")
    [case] = writer.of_conversation("cases")
    assert "dos veces" in case["text"] and "fueron tres veces" in case["text"]


def test_more_is_said_with_the_yes(on):
    writer = on("sms").start()
    writer.say("quiero poner un reclamo")
    writer.say("me cobraron la reconexión sin haberme cortado")
    heard(writer.say("sí, y además me cobraron intereses de mora"), "intereses de mora", "¿Es correcto?")
    writer.say("sí")
    assert "intereses de mora" in writer.of_conversation("cases")[0]["text"]


def test_a_change_of_mind_before_the_complaint_is_filed(on):
    writer = on("whatsapp").start()
    writer.say("quiero poner una queja")
    writer.say("el contador gira aunque no hay nadie en la casa")
    heard(writer.say("mejor no, ya no quiero"), "no radiqué nada")
    assert writer.of_conversation("cases") == []


@pytest.mark.parametrize("said", ["mi nuevo celular es el 300 555 1122", "es ana.paz@example.com"])
def test_a_contact_is_asked_for_and_taken_down(reach, said):
    writer = reach("contact", "telegram")
    answer = writer.say(said)
    [case] = writer.of_conversation("cases")
    heard(answer, case["number"], "una persona la confirma")
    assert "+573005551122" in case["text"] or "ana.paz@example.com" in case["text"]


def test_a_contact_told_in_the_first_sentence(on, accounts):
    account = accounts.fresh()
    writer = on("telegram").start()
    writer.say(f"quiero cambiar mi celular por el 3005551122, cuenta {account.number}")
    answer = writer.say(account.document)
    not_heard(answer, "¿Cuál es el nuevo")
    assert "+573005551122" in writer.of_conversation("cases")[0]["text"]


def test_another_wish_in_the_middle_is_taken_up(on, accounts):
    writer = on("telegram").start()
    heard(writer.say("quiero poner una queja"), "qué pasó")
    heard(writer.say("no, mejor dígame cuánto debo"), "número de cuenta")
    account = accounts.fresh(least=1)
    writer.say(account.number)
    not_heard(writer.say(account.document), "qué pasó")


def test_a_procedure_by_what_people_call_it_after_second_thoughts(on):
    writer = on("sms").start()
    writer.say("se fue la luz")
    heard(writer.say("no, mejor olvídelo"), "lo dejamos así")
    heard(writer.say("q nesesito pa poner el recivo a mi nombre"), "Cambio de titular")


@pytest.mark.parametrize(
    ("asks", "told"),
    [("¿y dónde pago la luz?", "pagar"), ("ai algun corte programado de la luz?", "cortes programados")],
)
def test_a_question_about_another_service_is_answered_and_the_report_keeps_its_own(on, asks, told):
    writer = on("telegram").start()
    heard(writer.say("no hay agua"), "¿En qué dirección o barrio?")
    answer = writer.say(asks)
    heard(answer, told, "¿En qué dirección o barrio?")
    not_heard(answer, "Corregido")
    writer.say("en el barrio La Floresta")
    assert [r["service"] for r in writer.of_conversation("outage_reports")] == ["agua"]


def test_a_bill_asked_for_in_the_middle_of_a_report_is_told_and_the_report_made(on, accounts):
    account = accounts.fresh(least=1, uneventful=True)
    writer = on("telegram").start()
    heard(writer.say("no hay agua ni luz"), "¿En qué dirección o barrio?")
    asked = writer.say("kuanto devo de la luz")
    heard(asked, "escriba su número de cuenta")
    not_heard(asked, "Corregido", "¿En qué dirección")
    not_heard(writer.say(account.number), "¿En qué dirección")
    heard(writer.say(account.document), pesos(account.owed), "lo otro", account.neighborhood)
    made = writer.of_conversation("outage_reports")
    assert sorted((r["service"], r["account_number"]) for r in made) == [
        ("agua", account.number),
        ("energia", account.number),
    ]
    not_heard(writer.say("gracias"), "lo otro")


def test_a_complaint_goes_on_after_the_bill_and_after_the_bill_is_left(on, accounts):
    account = accounts.fresh(least=1)
    writer = on("sms").start()
    heard(writer.say("kiero poner una keja"), "qué pasó")
    writer.say("espere, cuánto debo?")
    writer.say(account.number)
    heard(writer.say(account.document), pesos(account.owed), "lo otro", "qué pasó")
    heard(writer.say("el señor del medidor me trató muy mal"), "¿Es correcto?")
    heard(writer.say("cómo va el otro reclamo mío"), "el número de su caso")
    heard(writer.say("olvídelo"), "lo dejamos así", "lo otro", "el señor del medidor me trató muy mal", "¿Es correcto?")
    writer.say("sí")
    assert [case["text"] for case in writer.of_conversation("cases")] == ["el señor del medidor me trató muy mal"]


def test_what_is_no_answer_is_no_place_either(on):
    writer = on("telegram").start()
    heard(writer.say("no hay agua"), "¿En qué dirección o barrio?")
    heard(writer.say("que nesesito"), "¿En qué dirección o barrio?")
    assert writer.of_conversation("outage_reports") == []


def test_a_day_in_a_question_is_no_day_of_payment(on, accounts):
    account = accounts.fresh(least=31_000, uneventful=True)
    writer = on("telegram").start()
    writer.identify(account.number, account.document, "ya cancelé la factura y no aparece")
    heard(writer.say("85 mil"), "¿Qué día")
    answer = writer.say("¿y mañana a qué hora abren la oficina?")
    heard(answer, "Oficina principal: mañana", "¿Qué día")
    not_heard(answer, "no ha llegado")
