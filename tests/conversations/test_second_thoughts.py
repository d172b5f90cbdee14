"""Second messages: doubts about the consent, a "no" before the answer, questions about what was filed."""

import pytest

from tests.conversations.hearing import heard, not_heard


def test_after_the_consent_the_form_asks_again(on):
    writer = on("sms")
    heard(writer.say("nesecito ayuda, llevamos 3 dias sin agua"), "¿Acepta continuar?", "barrio")
    accepted = writer.say("si asepto")
    heard(accepted, "Gracias", "barrio")
    not_heard(accepted, "¿En qué le puedo ayudar?", "factura")
    writer.say("vereda el salado")
    assert [row["neighborhood"] for row in writer.of_conversation("outage_reports")] == ["Vereda El Salado"]


def test_what_the_consent_is_for(on):
    writer = on("telegram")
    heard(writer.say("cuánto debo"), "¿Acepta continuar?")
    heard(writer.say("¿y eso para qué?"), "Sin su permiso", "¿Acepta?")
    heard(writer.say("sí"), "escriba su número de cuenta")


def test_a_no_before_the_number_of_instalments_is_no_farewell(on, accounts):
    account = accounts.fresh(least=31_000, most=1_400_000)
    writer = on("telegram").start()
    heard(writer.identify(account.number, account.document, "quiero pagar a cuotas"), "¿En cuántas cuotas")
    heard(writer.say("no pues en doce"), "12 cuotas")
    assert [row["instalments"] for row in writer.of_conversation("payment_agreements")] == [12]


def test_an_agreement_left_and_taken_up_again(on, accounts):
    account = accounts.fresh(least=31_000, most=1_400_000)
    writer = on("whatsapp").start()
    writer.identify(account.number, account.document, "quiero pagar a cuotas")
    heard(writer.say("no, ya no quiero"), "lo dejamos así")
    heard(writer.say("me arrepentí, quiero en 6"), "¿En cuántas cuotas")


def test_a_payment_put_right_in_few_words(on, accounts):
    account = accounts.fresh(least=31_000)
    writer = on("sms").start()
    writer.identify(account.number, account.document, "ya pagué y no aparece")
    writer.say("85 mil")
    heard(writer.say("hoy"), "$85.000")
    heard(writer.say("fueron 95 no 85"), "Corregido: $95.000")
    assert [row["amount"] for row in writer.of_conversation("payment_reports")] == [95_000]


def test_a_phone_in_words(on, accounts):
    account = accounts.fresh()
    writer = on("web").start()
    writer.identify(account.number, account.document, "quiero cambiar mi celular")
    heard(writer.say("es el tres cero cero cinco cinco cinco uno dos tres cuatro"), "termina en 1234")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("al lado de la iglesia", "falla de energía al lado de la iglesia"),
        ("frente al colegio San José", "falla de energía frente al colegio San José"),
        ("no, mentiras, es en la macarena", "falla de energía en La Macarena"),
    ],
)
def test_a_place_is_taken_down_as_it_is_said(on, said, told):
    writer = on("telegram").start()
    writer.say("se fue la luz")
    heard(writer.say(said), told)


@pytest.mark.parametrize("asks", ["¿y hasta cuándo?", "y el carrotanke?", "cuál es el número del reporte"])
def test_what_is_asked_after_a_report_is_about_it(on, asks):
    writer = on("whatsapp").start()
    writer.say("no hay agua en la macarena")
    [report] = writer.of_conversation("outage_reports")
    heard(writer.say(asks), f"R-{report['id']}")


def test_what_is_asked_about_a_complaint_before_and_after_it_is_filed(on):
    writer = on("telegram").start()
    writer.say("quiero hacer un reclamo")
    asked = writer.say("¿y cuánto se demoran en contestar?")
    heard(asked, "hasta cuándo", "Cuénteme en un solo mensaje")
    heard(writer.say("me cobran el aseo y acá no pasa el camión"), "«me cobran el aseo y acá no pasa el camión»")
    writer.say("sí")
    [case] = writer.of_conversation("cases")
    assert writer.conversation["owner"] == "queue"
    heard(writer.say("¿cuál es el número?"), case["number"])


def test_who_cannot_read_the_bill_is_helped(on):
    writer = on("telegram").start()
    writer.say("cuánto debo")
    heard(writer.say("no veo bien, mi hija no está"), "factura anterior", "escriba su número de cuenta")
    heard(writer.say("mande?"), "escriba su número de cuenta")


def test_a_question_about_the_number_does_not_change_what_was_asked(on, accounts):
    account = accounts.fresh(least=1)
    writer = on("telegram").start()
    writer.say("¿cuánto debo?")
    writer.say("ese número está en el contador?")
    writer.say(account.number)
    heard(writer.say(account.document), "Debe")


def test_the_number_of_a_meter_is_no_case(on):
    not_heard(on("telegram").start().say("el medidor dice EN-40783638"), "caso")


def test_a_question_is_not_put_for_ever(on):
    writer = on("whatsapp").start()
    heard(writer.say("no hay luz"), "barrio")
    for asks in ("¿a qué hora abren?", "¿dónde puedo pagar?"):
        heard(writer.say(asks), "En qué dirección o barrio")
    for asks in ("¿qué necesito para cambiar de titular?", "¿hay oficina en el prado?"):
        not_heard(writer.say(asks), "En qué dirección o barrio")
    heard(writer.say("en la macarena"), "falla de energía en La Macarena")


def test_a_farewell_leaves_the_form(on):
    writer = on("telegram").start()
    writer.say("no hay luz")
    answer = writer.say("adiós, hasta luego")
    heard(answer, "Hasta luego")
    not_heard(answer, "barrio")
    assert not writer.conversation["dialog_open"]


def test_what_is_missing_for_a_procedure_is_no_other_procedure(on):
    writer = on("web").start()
    heard(writer.say("hice una casita y quiero poner la luz"), "Conexión de un servicio nuevo")
    answer = writer.say("no tengo escritura, solo promesa de venta")
    heard(answer, "Conexión de un servicio nuevo")
    not_heard(answer, "¿Qué trámite quiere hacer?")


def test_a_damage_told_once_is_the_complaint(on):
    writer = on("telegram").start()
    heard(writer.say("se fue la luz y cuando volvió se me quemó la nevera"), "compensación")
    heard(writer.say("sí"), "se me quemó la nevera», ¿Es correcto?".replace(", ¿", ". ¿"))


def test_what_is_told_as_a_complaint_is_one(on):
    writer = on("telegram").start()
    writer.say("quiero poner una queja")
    told = "llevo tres días llamando y nadie viene a revisar el medidor"
    heard(writer.say(told), f"«{told}»", "¿Es correcto?")


def test_what_a_name_for_the_complaint_adds_is_nothing(on):
    writer = on("web").start()
    writer.say("quiero poner una queja")
    heard(writer.say("rompieron la puerta y no la arreglaron"), "«rompieron la puerta y no la arreglaron»")
    heard(writer.say("quiero quejarme de eso"), "«rompieron la puerta y no la arreglaron»")


def test_the_cost_of_what_was_just_told_also_misspelt(on):
    writer = on("sms").start()
    heard(writer.say("kiero kambiar el nombre del resivo"), "Cambio de titular")
    heard(writer.say("i kuanto bale"), "Cambio de titular", "gratis")


def test_a_meter_named_as_the_second_fact_is_no_question_about_it(on, accounts):
    account = accounts.fresh(least=1)
    writer = on("whatsapp").start()
    writer.say("cuánto debo")
    writer.say(account.number)
    writer.say("y si le doy el medidor")
    heard(writer.say(account.meter), "Debe")


def test_a_phone_is_no_complaint(on):
    writer = on("telegram").start()
    writer.say("quiero poner una queja")
    heard(writer.say("mi número es 3004567788"), "Necesito saber qué pasó")


def test_three_wishes_in_one_sentence(on, accounts):
    account = accounts.fresh(least=1)
    writer = on("whatsapp").start()
    writer.say("hola, tres cosas: cuánto debo, dónde pago y a qué hora abren")
    writer.say(account.number)
    heard(writer.say(account.document), "Debe", "Puede pagar aquí", "Lunes a viernes de 7:00")


def test_when_the_service_comes_back_after_paying(on, accounts):
    account = accounts.fresh(least=31_000)
    writer = on("telegram").start()
    writer.identify(account.number, account.document, "ya pagué 50 mil hoy y no aparece")
    heard(writer.say("¿y cuándo me la ponen?"), "Reconexión")


def test_a_copy_that_does_not_open_is_sent_again_and_then_told_in_words(on, accounts):
    writer, account = on("whatsapp").start(), accounts.fresh(least=31_000)
    for text in ("mándeme la copia de la factura", account.number):
        writer.say(text)
    heard(writer.say(account.document), "copia de su factura")
    heard(writer.say("no me abre"), "otra vez", "copia de su factura")
    writer.say("sigue sin abrir")
    heard(writer.press("Ver detalle"), "$")


def test_another_account_is_asked_for_by_its_number(on, accounts):
    writer, first, second = on("telegram").start(), accounts.fresh(least=31_000), accounts.fresh(least=31_000)
    for text in ("cuánto debo", first.number, first.document):
        writer.say(text)
    heard(writer.say("¿y de la otra cuenta?"), "número de la otra cuenta")
    heard(writer.say(second.number), second.number)
    heard(writer.say(second.document), "Debe")


def test_a_case_known_by_a_name_alone_is_looked_for_by_a_person(on):
    writer = on("telegram").start()
    for text in ("en qué va mi caso", "2024-VS-0000009"):
        writer.say(text)
    heard(writer.say("está a nombre de Juana Pérez"), "Una persona puede buscarlo")


def test_a_payment_told_in_place_of_the_second_fact_is_no_failed_try(on, accounts):
    writer, account = on("telegram").start(), accounts.fresh(least=31_000)
    for text in ("ya pagué y no aparece", account.number):
        writer.say(text)
    not_heard(writer.say("ya pague 60000 el 10 de este mes"), "No pude confirmar")


def test_a_place_after_the_planned_cuts_is_asked_about_those(on):
    writer = on("telegram").start()
    heard(writer.say("va a haber cortes esta semana?"), "Cortes programados")
    heard(writer.say("en La Floresta"), "cambio de postes")


def test_a_danger_that_is_past_leaves_the_report_open(on):
    writer = on("web").start()
    writer.say("ayer explotó el transformador y nos quedamos sin luz")
    heard(writer.say("ya pasó, no hay heridos"), "Me alegra", "barrio")
    heard(writer.say("barrio Bello Horizonte"), "Ya reporté")


def test_the_service_is_back_after_another_question_about_the_cut(on):
    writer = on("whatsapp").start()
    for text in ("se fue la luz en todo el barrio", "las acacias"):
        writer.say(text)
    heard(writer.say("se me va a dañar la carne de la nevera, quien responde"), "compensación")
    not_heard(writer.say("ya volvió"), "sigue abierto")


def test_a_house_that_is_new_is_no_reconnection(on):
    writer = on("telegram").start()
    heard(writer.say("papeles para conectar el agua en una casa nueva"), "Conexión de un servicio nuevo")


def test_brown_water_is_a_report(on):
    writer = on("telegram").start()
    heard(writer.say("el agua esta saliendo cafe"), "barrio")
    assert writer.conversation["owner"] == "assistant"
    writer.say("en El Prado")
    heard(writer.say("se puede tomar?"), "hasta que se lo confirme una persona")


def test_the_whole_bill_was_paid(on, accounts):
    writer, account = on("whatsapp").start(), accounts.fresh(least=31_000)
    for text in ("ya pagué y no aparece", account.number, account.document, "todo"):
        answer = writer.say(text)
    heard(answer, "¿Qué día")
    answer = writer.say("hoy en la mañana")
    heard(answer, "Anoté su pago")
    not_heard(answer, "hacerse daño")


@pytest.mark.parametrize("words", ["me equivoqué, esa no es", "no, ese no es, ese es el de mi mamá"])
def test_another_account_was_meant_than_the_one_just_given(on, accounts, words):
    writer, first, second = on("web").start(), accounts.fresh(least=31_000), accounts.fresh(least=31_000)
    for text in ("cuánto debo", first.number):
        writer.say(text)
    heard(writer.say(words), "número de cuenta")
    heard(writer.say(second.number), second.number)
    heard(writer.say(second.document), "Debe")


def test_a_number_said_in_passing_asks_for_no_agreement(on, accounts):
    writer, account = on("telegram").start(), accounts.fresh(least=31_000, most=1_400_000)
    for text in ("necesito un acuerdo de pago", account.number, account.document):
        writer.say(text)
    writer.say("es que me pagan el 5")
    assert writer.of_conversation("payment_agreements") == []
    writer.say("en 4 cuotas")
    assert [row["instalments"] for row in writer.of_conversation("payment_agreements")] == [4]
