"""Questions about an account as people put them: facts in any order, corrections, doubts, digressions."""

import pytest

from tests.conversations.accounts import in_words, pesos
from tests.conversations.hearing import heard, not_heard

MASK = "••••"
ASKED = "los últimos 4 dígitos del documento"


def stored(writer):
    """What the office keeps of a citizen's words."""
    return "\n".join(m["body"] for m in writer.of_conversation("messages") if m["direction"] == "in")


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("whatsapp", "kuanto devo, cuenta {number} sedula {document}, CC {document}"),
        ("sms", "mi cedula es 10234{document} y la cuenta {number}, cuanto debo"),
        ("telegram", "cuánto debo del contrato {number}, los últimos dígitos de la cédula son {document}"),
        ("web", "cuanto es mi factura, cuenta {number} medidor {meter}"),
        ("telegram", "cuanto debo {number} {document}"),
    ],
)
def test_everything_in_the_first_sentence(on, accounts, channel, said):
    account = accounts.fresh(least=1)
    writer = on(channel).start()
    fields = {"number": account.number, "document": account.document, "meter": account.meter}
    heard(writer.say(said.format(**fields)), pesos(account.owed))
    kept = stored(writer)
    assert account.number in kept and MASK in kept
    assert account.document not in kept.replace(account.number, "") and account.meter not in kept


@pytest.mark.parametrize("said", ["cuenta {number} cedula {document}", "C.C. 1.020.30{document}, contrato {number}"])
def test_both_facts_when_one_is_asked_for(on, accounts, said):
    account = accounts.fresh(least=1)
    writer = on("telegram").start()
    heard(writer.say("qanto devo este mes"), "número de cuenta")
    heard(writer.say(said.format(number=account.number, document=account.document)), pesos(account.owed))
    assert account.document not in stored(writer).replace(account.number, "")


def test_a_wrong_fact_in_the_first_sentence_counts_and_is_asked_again(on, accounts):
    account = accounts.fresh(least=1)
    writer = on("sms").start()
    refused = writer.say(f"cuánto debo, cuenta {account.number} cédula {account.wrong_fact}")
    heard(refused, "No pude confirmar")
    not_heard(refused, pesos(account.owed))
    heard(writer.say(account.document), pesos(account.owed))
    assert account.wrong_fact not in stored(writer)


def test_the_account_is_corrected_while_its_fact_is_awaited(on, accounts):
    mine, other = accounts.fresh(least=1), accounts.fresh(least=1)
    writer = on("whatsapp").start()
    writer.say("cuanto debo")
    heard(writer.say(other.number), other.number, ASKED)
    heard(writer.say(f"no, me ekivoqué, es el {mine.number}"), mine.number, ASKED)
    heard(writer.say(mine.document), pesos(mine.owed))
    assert mine.number in stored(writer)


def test_the_account_and_its_fact_are_corrected_at_once(on, accounts):
    mine, other = accounts.fresh(least=1), accounts.fresh(least=1)
    writer = on("telegram").start()
    writer.say(f"cuánto debo de la cuenta {other.number}")
    heard(writer.say(f"perdón, es la cuenta {mine.number}, cédula {mine.document}"), pesos(mine.owed))
    assert mine.document not in stored(writer).replace(mine.number, "")


def test_the_account_is_corrected_after_the_answer(on, accounts):
    mine, other = accounts.fresh(least=1), accounts.fresh(least=1)
    writer = on("telegram").start()
    heard(writer.identify(other.number, other.document, "cuándo se vence mi recibo"), in_words(other.bill["due_on"]))
    heard(writer.say(f"no, me equivoqué, es la cuenta {mine.number}"), mine.number, ASKED)
    heard(writer.say(mine.document), in_words(mine.bill["due_on"]))


def test_doubts_about_the_account_number(on, accounts):
    account = accounts.fresh(least=1)
    writer = on("whatsapp").start()
    writer.say("quiero saber cuánto debo")
    for doubt, help_ in [
        ("¿dónde sale ese número?", "7 dígitos"),
        ("y para qué lo necesita", "encuentro su cuenta"),
        ("no lo tengo a la mano", "factura anterior"),
        ("espere lo busco", "aquí le espero"),
    ]:
        heard(writer.say(doubt), help_, "escriba su número de cuenta")
    heard(writer.say(account.number), ASKED)


def test_doubts_about_the_second_fact(on, accounts):
    account = accounts.fresh(least=1)
    writer = on("sms").start()
    writer.say(f"cuánto debo de la cuenta {account.number}")
    for doubt, help_ in [
        ("dónde sale eso", "impreso en el medidor"),
        ("¿por qué me pide la cédula?", "nadie más vea"),
        ("no me la sé", "Sirve cualquiera de los dos"),
        ("un momento por favor", "aquí le espero"),
    ]:
        heard(writer.say(doubt), help_, account.number, ASKED)
    heard(writer.say(account.document), pesos(account.owed))


def test_a_digression_comes_back_to_the_second_fact_once(on, accounts):
    account = accounts.fresh(least=1)
    writer = on("telegram").start()
    writer.say(f"cuánto debo de la cuenta {account.number}")
    heard(writer.say("¿y a qué hora cierran?"), "Oficina principal", "Para seguir", ASKED)
    not_heard(writer.say("y dónde puedo pagar?"), "Para seguir")
    heard(writer.say(account.document), pesos(account.owed))


@pytest.mark.parametrize("said", ["olvídelo", "mejor no", "ya no qiero"])
def test_the_second_fact_is_given_up(on, accounts, said):
    account = accounts.fresh(least=1)
    writer = on("telegram").start()
    writer.say(f"cuánto debo de la cuenta {account.number}")
    heard(writer.say(said), "lo dejamos así")
    not_heard(writer.say(account.document), pesos(account.owed))


def test_a_person_instead_of_the_second_fact(on, accounts):
    writer = on("whatsapp").start()
    writer.say(f"cuánto debo de la cuenta {accounts.fresh().number}")
    writer.say("mejor quiero hablar con una persona")
    assert writer.conversation["owner"] == "queue"


def test_the_account_is_remembered_in_the_conversation(on, accounts):
    account = accounts.fresh(least=1, uneventful=True)
    writer = on("whatsapp").start()
    writer.identify(account.number, account.document)
    heard(writer.say("y kuando se bence"), in_words(account.bill["due_on"]))
    heard(writer.say("se me fue la lus"), "Reporte", account.neighborhood)


def later(writer, clock):
    """The citizen comes back when what they have shown of themselves has run out."""
    clock.ahead(minutes=45)
    return writer.say("buenas, cuánto debo?")


def test_the_account_is_offered_in_the_next_conversation(on, accounts, clock):
    account = accounts.fresh(least=1)
    writer = on("telegram").start()
    writer.identify(account.number, account.document)
    offered = later(writer, clock)
    heard(offered, f"¿Es sobre la cuenta terminada en {account.number[-3:]}?", ASKED)
    not_heard(offered, account.number, pesos(account.owed))
    not_heard(writer.say("sí"), pesos(account.owed), account.number)
    heard(writer.say(account.document), pesos(account.owed))


@pytest.mark.parametrize("said", ["no, es otra", "Es otra cuenta"])
def test_another_account_than_the_one_offered(on, accounts, clock, said):
    first, mine = accounts.fresh(least=1), accounts.fresh(least=1)
    writer = on("whatsapp").start()
    writer.identify(first.number, first.document)
    later(writer, clock)
    heard(writer.say(said), "escriba su número de cuenta")
    heard(writer.say(mine.number), mine.number, ASKED)
    heard(writer.say(mine.document), pesos(mine.owed))


def test_the_number_of_another_account_answers_the_offer(on, accounts, clock):
    first, mine = accounts.fresh(least=1), accounts.fresh(least=1)
    writer = on("sms").start()
    writer.identify(first.number, first.document)
    later(writer, clock)
    heard(writer.say(mine.number), mine.number, ASKED)
    heard(writer.say(mine.document), pesos(mine.owed))


def test_an_edited_fact_is_masked_too(on, accounts):
    account = accounts.fresh(least=1)
    writer = on("telegram").start()
    writer.say(f"cuánto debo de la cuenta {account.number}")
    writer.say(account.wrong_fact)
    writer.edit(account.wrong_fact, account.document)
    heard(writer.say("gracias"), "Con mucho gusto")
    assert account.document not in stored(writer).replace(account.number, "")


@pytest.mark.parametrize(
    ("channel", "said", "also"),
    [
        ("whatsapp", "Hello, I would like to pay my electricity bill please", "a person will help you"),
        ("telegram", "Olá, bom dia, preciso falar da minha conta de luz", "uma pessoa vai ajudar"),
        ("sms", "allinllachu, manam kanchu yaku wasiypi", "huk runam"),
    ],
)
def test_another_language_gets_one_sentence_in_both_and_a_person(on, channel, said, also):
    writer = on(channel).start()
    heard(writer.say(said), "solo entiendo español", also)
    assert writer.conversation["owner"] == "queue"
    assert "Escribe en" in writer.conversation["summary"]
