"""Outages: what is known at a place, a report taken down, what is planned, and nothing promised."""

import pytest

from bot.entity import entity
from tests.conversations.accounts import hour, in_words
from tests.conversations.hearing import heard, not_heard


@pytest.fixture
def outage(rows, clock):
    """The seeded outages: by service those that run, and all that are planned."""

    def running(service):
        return rows.all(
            "select * from outages where kind = 'unplanned' and status not in ('restored', 'cancelled') "
            "and service = %s and starts_at <= %s",
            service,
            clock.now(),
        )[0]

    return running


@pytest.fixture
def quiet(rows):
    """Neighborhoods in which nothing is out, each given once."""
    busy = {area for row in rows.all("select areas from outages where status not in ('restored', 'cancelled')")
            for area in row["areas"]}  # fmt: skip
    return (place.name for place in entity().neighborhoods if place.name not in busy)


def known(answer, outage, clock):
    """The cause, and when it should be over: as the row says it."""
    heard(answer, outage["cause"])
    eta = outage["eta"] and outage["eta"].astimezone(clock.now().tzinfo)
    if eta is None:
        heard(answer, "no hay hora")
    else:
        heard(answer, hour(eta) if eta > clock.now() else "aún no vuelve")


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("whatsapp", ("hay luz en el prado??", "energia")),
        ("sms", ("NO HAY LUS EN LA ESPERANSA", "energia")),
        ("telegram", ("q paso con el agua en las acasias", "agua")),
        ("web", ("cuándo vuelve el gas en Los Almendros", "gas")),
    ],
)
def test_a_known_outage_by_neighborhood_with_typos(on, outage, clock, channel, said):
    text, service = said
    found = outage(service)
    known(on(channel).start().say(text), found, clock)


def test_the_same_told_again_instead_of_the_place_is_asked_again(on):
    writer = on("whatsapp").start()
    heard(writer.say("se fue la luz"), "dirección o barrio")
    for said in ("toda la cuadra", "desde anoche", "no hay nada de luz"):
        heard(writer.say(said), "dirección o barrio")
    heard(writer.say("calle 45 # 12-30"), "Ya reporté", "calle 45 # 12-30")
    assert len(writer.of_conversation("outage_reports")) == 1


def test_a_dark_street_lamp_is_not_the_power_of_a_house(on):
    answer = on("telegram").start().say("el poste de la esquina no alumbra")
    heard(answer, "alumbrado público", "no lo prestamos nosotros")


def test_the_answer_needs_no_consent(on, outage, clock):
    writer = on("whatsapp")
    writer.say("hola")
    writer.say("No acepto")
    known(writer.say("no hay luz en el barrio El Prado"), outage("energia"), clock)


def test_a_report_beside_the_known_outage(on, outage, clock):
    found = outage("agua")
    writer = on("telegram").start()
    heard(writer.say("me quedé sin agua"), "barrio")
    known(writer.say("las acasias"), found, clock)
    report = writer.of_conversation("outage_reports")[0]
    assert (report["service"], report["neighborhood"], report["outage_id"]) == ("agua", "Las Acacias", found["id"])


def test_a_report_where_nothing_is_known_and_a_second_neighbour(on, quiet):
    place = next(quiet)
    writer = on("sms").start()
    answer = writer.say(f"se fue la luz en el barrio {place}")
    report = writer.of_conversation("outage_reports")[0]
    heard(answer, f"R-{report['id']}", place, "energía")
    assert (report["service"], report["neighborhood"], report["outage_id"]) == ("energia", place, None)
    neighbour = on("web").start()
    heard(neighbour.say(f"no tengo luz en {place}"), "otra persona")
    # The same citizen again: no second report.
    heard(writer.say(f"sigo sin luz en el barrio {place}"), f"R-{report['id']}")
    assert len(writer.of_conversation("outage_reports")) == 1


def test_who_says_that_it_is_back_is_thanked_and_it_is_noted(on, quiet):
    place = list(quiet)[-1]
    writer = on("telegram").start()
    told = writer.say(f"no tenemos ni agua ni luz en el barrio {place}")
    heard(told, "energía", "agua")
    assert told.text.count("huele a gas") == 1
    answer = writer.say("lla bolvio la lus pero no el agua, grasias")
    heard(answer, "Gracias por avisar", "ya volvió la energía", "de agua sigue abierto")
    heard(writer.say("ya volvió, gracias"), "Gracias por avisar", "ya volvió el agua")
    assert all(report["restored_at"] for report in writer.of_conversation("outage_reports"))
    heard(writer.say("ya llegó la luz"), "Ya tenía anotado")
    # What is missing afterwards is another report.
    writer.say(f"se fue otra vez la luz en el barrio {place}")
    assert [r["restored_at"] is None for r in writer.of_conversation("outage_reports")] == [False, False, True]


def test_one_citizens_word_does_not_end_an_outage(on, outage):
    found = outage("agua")
    writer = on("whatsapp").start()
    writer.say("me quedé sin agua en las Acacias")
    heard(writer.say("¿ya volvió el agua?"), found["cause"])
    heard(writer.say("ya tenemos agua, gracias"), "Gracias por avisar", "lo cierra la empresa")
    assert outage("agua")["id"] == found["id"]


def test_a_report_by_the_verified_account(on, accounts, rows):
    account = accounts.fresh(uneventful=True)
    writer = on("whatsapp").start()
    writer.identify(account.number, account.document)
    answer = writer.say("no tengo gas")
    report = writer.of_conversation("outage_reports")[0]
    assert report["account_number"] == account.number and report["neighborhood"] == account.neighborhood
    heard(answer, account.neighborhood)


def test_the_state_at_the_verified_account(on, accounts, rows, clock):
    account = accounts.role("outage")
    found = rows.all(
        "select * from outages where status not in ('restored', 'cancelled') and kind = 'unplanned' "
        "and %s = any(areas)", account.neighborhood,
    )  # fmt: skip
    assert found, "the demo says that this account's neighborhood has an outage"
    writer = on("web").start()
    writer.identify(account.number, account.document)
    known(writer.say("hay algún daño en mi zona?"), found[0], clock)


def test_a_service_is_asked_for_with_choices_and_may_be_typed(on, quiet):
    list(zip(range(1), quiet, strict=False))
    place = list(quiet)[-1]
    writer = on("sms").start()
    asked = writer.say("quiero reportar un daño")
    assert {"Energia", "Agua", "Gas"} <= set(asked.titles)
    writer.say("2")
    heard(writer.say(f"barrio {place}"), "agua", place)
    assert writer.of_conversation("outage_reports")[0]["service"] == "agua"


def test_planned_cuts_of_a_neighborhood(on, rows, clock):
    planned = rows.all(
        "select * from outages where kind = 'planned' and starts_at > %s and 'El Mirador' = any(areas) "
        "order by starts_at", clock.now(),
    )  # fmt: skip
    assert planned
    answer = on("telegram").start().say("cortes programados en el mirador")
    for each in planned:
        starts = each["starts_at"].astimezone(clock.now().tzinfo)
        heard(answer, each["cause"], in_words(starts.date()), hour(starts))
    others = rows.all("select cause from outages where kind = 'planned' and not 'El Mirador' = any(areas)")
    not_heard(answer, *({each["cause"] for each in others} - {each["cause"] for each in planned}))


def test_no_planned_cuts(on, quiet):
    place = list(quiet)[-1]
    heard(on("web").start().say(f"van a quitar la luz en el barrio {place} esta semana?"), "No hay cortes", place)


def test_compensation_is_not_promised_and_a_complaint_is_offered(on):
    writer = on("whatsapp").start()
    answer = writer.say("se me quemó la nevera con el bajón de luz, me la pagan?")
    heard(answer, "no la puedo prometer")
    assert answer.titles == ["Sí, radicar", "No"]
    heard(writer.say("1"), "Cuénteme")


def test_another_companys_service_is_not_ours(on):
    other = entity().service("aseo")
    assert other and other.responsible
    answer = on("sms").start().say("no recogieron la basura en San Antonio")
    heard(answer, "no lo prestamos", other.responsible)
