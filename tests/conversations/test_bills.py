"""Questions about bills, with the amounts, days and lines of the seeded database."""

import math
import re
import zlib
from datetime import timedelta
from decimal import Decimal

import pytest
import yaml
from holidays import country_holidays

from bot.entity import entity
from tests.conversations.accounts import in_words, month, pesos
from tests.conversations.hearing import heard, not_heard
from tests.stack import ROOT

OFFICE = yaml.safe_load((ROOT / "entity.yml").read_text())


def business_days_after(day, count):
    return country_holidays("CO").get_nth_working_day(day, count)


@pytest.mark.parametrize(
    ("channel", "wish"),
    [
        ("whatsapp", "cuanto devo d la lus"),
        ("telegram", "kiero saber cuanto tengo q pagar este mes"),
        ("sms", "CUANTO DEBO DE MI RESIVO"),
        ("web", "¿cuánto salió la fatura?"),
    ],
)
def test_the_amount_on_every_channel_with_typos(on, accounts, channel, wish):
    account = accounts.role("normal")
    writer = on(channel).start()
    heard(writer.say(wish), "número de cuenta")
    heard(writer.say(f"mi cuenta es {account.number}"), account.number, "documento", "medidor")
    answer = writer.say(account.document)
    heard(answer, pesos(account.owed), month(account.bill["period"]), in_words(account.bill["due_on"]))
    identity = writer.rows.one(
        "select i.* from identities i join addresses a on a.id = i.address_id where a.address = %s", writer.address
    )
    assert identity["account_number"] == account.number and identity["ended_at"] is None


def test_the_meter_is_a_second_fact_too(on, accounts):
    account = accounts.role("normal")
    heard(on("sms").start().identify(account.number, account.meter), pesos(account.owed))


def test_everything_in_one_message(on, accounts):
    account = accounts.role("normal")
    writer = on("whatsapp").start()
    heard(writer.say(f"buenas, cuánto debo de la cuenta {account.number}?"), account.number, "documento")
    heard(writer.say(f"los últimos son {account.document}"), pesos(account.owed))


def test_due_date_explanation_and_places_without_a_second_check(on, accounts):
    account = accounts.role("normal")
    writer = on("whatsapp").start()
    writer.identify(account.number, account.document)
    heard(writer.say("y cuándo se vence"), in_words(account.bill["due_on"]), pesos(account.owed))
    explained = writer.say("por qué me llegó tan caro?")
    before = accounts.bill(account.number, 1)
    heard(explained, pesos(account.bill["total"]), pesos(abs(account.bill["total"] - before["total"])))
    every = writer.press("Ver cada cobro")
    for line in accounts.lines(account.bill):
        heard(every, line["name"], pesos(abs(line["amount"])) if line["amount"] % 1 == 0 else line["name"])
    places = writer.say("dónde puedo cancelar la factura")
    heard(places, *(place["name"] for place in OFFICE["payment_places"] if place["verified_at"]))
    heard(places, account.bill["payment_reference"], "claves")


def test_payment_places_are_public(on, accounts):
    answer = on("telegram").start().say("DONDE CANCELO EL RECIBO")
    heard(answer, *(place["name"] for place in OFFICE["payment_places"] if place["verified_at"]))
    not_heard(answer, "referencia de pago")


@pytest.mark.parametrize("channel", ["whatsapp", "telegram", "web", "sms"])
def test_the_copy_is_a_pdf_with_the_total(on, accounts, channel):
    account = accounts.role("arrears")
    writer = on(channel).start()
    answer = writer.identify(account.number, account.document, wish="mandeme la copia del recivo")
    heard(answer, pesos(account.bill["total"]))
    if channel == "sms":
        link = re.search(r"https?://\S+", answer.text)
        assert link
        content = writer.api.get(link[0]).raise_for_status().content
    else:
        content = writer.download(answer.document)
        assert account.bill["period"] in answer.document["name"]
    assert content.startswith(b"%PDF-")
    assert pesos(account.bill["total"]).removeprefix("$") in text_of(content)


def text_of(pdf: bytes) -> str:
    """What the content streams of a PDF print, as far as it is written in plain characters."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    printed = []
    for stream in streams:
        try:
            printed.append(zlib.decompress(stream).decode("latin-1"))
        except zlib.error:
            continue
    return "\n".join(printed)


def test_another_month_by_its_name_and_as_the_last_one(on, accounts):
    account = accounts.role("paid")
    before, older = accounts.bill(account.number, 1), accounts.bill(account.number, 2)
    writer = on("web").start()
    writer.identify(account.number, account.document)
    heard(writer.say(f"y cuánto fue la de {month(older['period'])}"), pesos(older["total"]), month(older["period"]))
    heard(writer.say("¿y la del mes pasado?"), pesos(before["total"]))
    # The month was of that question only.
    heard(writer.say("cuánto debo"), month(account.bill["period"]))
    # A claim about "it" is one about that bill.
    heard(writer.say("no estoy de acuerdo, quiero que lo revisen"), "Voy a radicar", pesos(account.bill["total"]))


def test_a_month_without_a_bill_is_said_to_be_missing(on, accounts):
    account = accounts.role("normal")
    newest = accounts.bill(account.number, 0)
    writer = on("whatsapp").start()
    writer.identify(account.number, account.document)
    year = int(newest["period"][:4]) - 4
    heard(writer.say(f"cuánto fue la factura de marzo de {year}"), "No encuentro", f"marzo de {year}")


def test_paid_up(on, accounts):
    account = accounts.role("paid")
    assert account.owed == 0
    answer = on("sms").start().identify(account.number, account.document)
    heard(answer, "Está al día", pesos(account.bill["total"]))


def test_arrears(on, accounts):
    account = accounts.role("arrears")
    carried = sum(
        (line["amount"] for line in accounts.lines(account.bill) if line["kind"] == "previous_debt"), Decimal(0)
    )
    assert carried > 0
    answer = on("telegram").start().identify(account.number, account.document)
    heard(answer, pesos(account.owed), pesos(carried), "meses anteriores")


def test_a_high_bill(on, accounts):
    account = accounts.role("high")
    more = account.bill["total"] - accounts.bill(account.number, 1)["total"]
    assert more > 0
    answer = on("whatsapp").start().identify(account.number, account.document, "por qué me cobran tanto de luz")
    heard(answer, f"{pesos(more)} más")
    assert "Presentar reclamo" in answer.titles


def test_an_average_reading_is_named(on, accounts):
    account = accounts.role("estimated")
    answer = on("web").start().identify(account.number, account.document, "explíqueme la factura")
    heard(answer, "promedio")


def test_a_payment_of_today_is_taken_down(on, accounts, clock):
    account = accounts.fresh(least=30_000)
    writer = on("telegram").start()
    asked = writer.identify(account.number, account.document, "ya pagué y no aparece")
    heard(asked, "valor")
    heard(writer.say("120 mil"), "¿Qué día")
    shows_by = business_days_after(clock.now().date(), OFFICE["payment_posting"]["business_days"])
    heard(writer.say("hoy"), "$120.000", in_words(shows_by))
    report = writer.of_conversation("payment_reports")[0]
    assert report["amount"] == 120_000 and report["paid_on"] == clock.now().date() and not report["case_number"]
    assert writer.conversation["owner"] == "assistant"


def test_a_payment_to_come_changes_no_payment_reported(on, accounts, clock):
    account = accounts.fresh(least=20_000)
    writer = on("web").start()
    writer.identify(account.number, account.document)
    heard(writer.say("pagué hoy 20 mil pesos"), "Anoté", "$20.000")
    for said in ("pago el lunes", "voy a pagar el viernes", "el viernes pago 50 mil"):
        heard(writer.say(said), "no cambia el pago que anoté", "$20.000")
    [report] = writer.rows.all("select * from payment_reports where account_number = %s", account.number)
    assert (report["amount"], report["paid_on"]) == (20_000, clock.now().date())


def test_the_day_of_the_rest_is_not_that_of_the_payment(on, accounts):
    account = accounts.fresh(least=20_000)
    writer = on("whatsapp").start()
    writer.identify(account.number, account.document)
    heard(writer.say("ya pagué 20 mil pesos y no aparece, el resto lo pago el viernes"), "¿Qué día")
    assert writer.rows.all("select * from payment_reports where account_number = %s", account.number) == []


def test_who_is_content_with_a_bill_files_nothing(on, accounts):
    account = accounts.role("normal")
    writer = on("telegram").start()
    writer.identify(account.number, account.document)
    for said in ("no, de acuerdo", "no, está bien"):
        writer.say("¿cuánto debo?")
        heard(writer.say(said), "Si necesita algo más")
    writer.say("¿cuánto debo?")
    heard(writer.say("la de octubre no"), "¿De qué mes")
    assert writer.of_conversation("cases") == []


def test_use_is_told_of_another_service_in_few_words(on, accounts):
    account = accounts.role("normal")
    writer = on("web").start()
    writer.identify(account.number, account.document)
    heard(writer.say("¿cuánto consumí de agua?"), "usó", "m³ de agua")
    told = writer.say("¿y de luz?")
    heard(told, "usó", "kWh")
    not_heard(told, "agua")


def test_a_payment_that_should_show_by_now_becomes_a_case(on, accounts, clock):
    account = accounts.fresh(least=30_000)
    paid_on = clock.now().date() - timedelta(days=20)
    writer = on("whatsapp").start()
    writer.identify(account.number, account.document, "ya cancelé la factura y me sigue llegando deuda")
    writer.say("$97.531")
    answer = writer.say(f"el {paid_on.day} de {in_words(paid_on).rsplit(' ', 1)[1]}")
    case = writer.of_conversation("cases")[0]
    heard(answer, "$97.531", in_words(paid_on), case["number"], in_words(case["due_on"]))
    assert case["kind"] == "reclamo" and case["account_number"] == account.number
    assert case["due_on"] == business_days_after(clock.now().date(), 15)
    assert writer.conversation["owner"] == "queue" and case["number"] in writer.conversation["summary"]


def test_an_agreement_is_asked_for_and_reaches_a_person(on, accounts):
    rules = entity().payment_agreement
    account = accounts.fresh(least=int(rules.min_debt), most=int(rules.max_debt))
    writer = on("web").start()
    offered = writer.identify(account.number, account.document, "no puedo pagar todo, quiero un acuerdo de pago")
    first = Decimal(math.ceil(account.owed * rules.down_payment_percent / 100))
    heard(offered, pesos(account.owed), pesos(first), "¿En cuántas cuotas")
    heard(writer.say("50 cuotas"), f"entre {rules.min_instalments} y {rules.max_instalments}")
    answer = writer.say("en seis")
    each = Decimal(math.ceil((account.owed - first) / 6))
    heard(answer, pesos(account.owed), "6 cuotas", pesos(each), "no está aprobado")
    agreement = writer.of_conversation("payment_agreements")[0]
    assert (agreement["amount"], agreement["instalments"], agreement["status"]) == (account.owed, 6, "requested")
    assert writer.conversation["owner"] == "queue"


def test_an_agreement_whose_case_is_withdrawn_is_asked_for_anew(on, accounts, clerk):
    rules = entity().payment_agreement
    account = accounts.fresh(least=int(rules.min_debt), most=int(rules.max_debt))
    writer = on("whatsapp").start()
    writer.identify(account.number, account.document, "quiero un acuerdo de pago")
    writer.say("en seis")
    clerk.take(writer.conversation)
    clerk.give_back(writer.conversation)
    heard(writer.say("quiero retirar mi caso"), "¿Retira")
    heard(writer.press("Sí, retirarlo"), "retirado")
    heard(writer.say("quiero un acuerdo de pago"), "¿En cuántas cuotas")
    answer = writer.say("en seis")
    agreements = writer.of_conversation("payment_agreements")
    assert [one["status"] for one in agreements] == ["lapsed", "requested"]
    heard(answer, "6 cuotas", agreements[1]["case_number"])
    assert agreements[0]["case_number"] != agreements[1]["case_number"]


def test_a_payment_that_an_agent_does_not_find_is_looked_for_again_as_told(on, accounts, clock, clerk):
    account = accounts.fresh(least=30_000)
    paid_on = clock.now().date() - timedelta(days=20)
    writer = on("whatsapp").start()
    writer.identify(account.number, account.document, "ya cancelé la factura y me sigue llegando deuda")
    writer.say("$97.531")
    writer.say(f"el {paid_on.day} de {in_words(paid_on).rsplit(' ', 1)[1]}")
    conversation, case = writer.conversation, writer.of_conversation("cases")[0]
    clerk.take(conversation)
    clerk.close_case(conversation, case, "denied", "Revisamos con el banco.")
    told = writer.hear("no aparece")
    heard(told, case["number"], "«reabrir mi caso»", "Revisamos con el banco.")
    assert writer.of_conversation("payment_reports")[0]["closed_at"]
    heard(writer.say("reabrir mi caso"), "Reabrí", case["number"])
    assert writer.of_conversation("payment_reports")[0]["closed_at"] is None


def test_no_agreement_for_an_account_that_owes_nothing(on, accounts):
    account = accounts.role("paid")
    answer = on("sms").start().identify(account.number, account.document, "quiero pagar en cuotas")
    heard(answer, "está al día")


def test_another_account_needs_a_check_of_its_own(on, accounts):
    mine, other = accounts.role("normal"), accounts.role("high")
    writer = on("whatsapp").start()
    writer.identify(mine.number, mine.document)
    answer = writer.say(f"y cuánto debe la cuenta {other.number}")
    heard(answer, other.number, "documento")
    not_heard(answer, pesos(other.owed), pesos(mine.owed))
    heard(writer.say(other.document), pesos(other.owed))
