import pytest
from rasa_sdk.events import ActionExecutionRejected, SlotSet

from actions.digression import asks_otherwise, gives_way, held_before_message, rejection

EVENTS = [
    {"event": "user"},
    {"event": "slot", "name": "service", "value": "gas"},
    {"event": "slot", "name": "service", "value": "agua"},
    {"event": "user"},
    {"event": "slot", "name": "service", "value": "energia"},
]


@pytest.mark.parametrize(
    ("intent", "said"),
    [
        ("bill_amount", "cuánto debo de la luz"),
        ("bill_explain", "no entiendo el recibo de la luz"),
        ("office_info", "¿mañana abren?"),
        ("outage_status", "¿y la luz cuándo vuelve?"),
        ("human_handoff", "mejor una persona para lo de la luz"),
    ],
)
def test_a_request_of_its_own_is_given_way_to(intent, said):
    assert gives_way("outage_report", intent, said)


@pytest.mark.parametrize(
    ("intent", "said", "otherwise"),
    [
        ("office_info", "¿hay oficina en el prado?", True),
        ("office_info", "ai oficina en el prado", True),
        ("outage_planned", "¿hay cortes programados en el prado?", True),
        ("outage_status", "¿hay luz en el prado?", False),
        ("office_info", "en el prado", False),
        ("inform", "¿en el prado?", False),
    ],
)
def test_a_question_that_names_what_the_form_wants(intent, said, otherwise):
    assert asks_otherwise("outage_report", intent, said) == otherwise


@pytest.mark.parametrize(
    ("intent", "said"),
    [
        ("outage_report", "se fue la luz"),
        ("inform", "la luz"),
        ("nlu_fallback", "lo de la luz pues"),
        ("outage_status", "no, es la luz que no llega"),
        ("outage_status", "No es el agua, la luz es la que no llega"),
        ("bill_amount", "ay perdón, la luz"),
        ("bill_amount", "me equivoqué, la luz"),
        ("bill_amount", "/bill_amount"),
    ],
)
def test_what_begins_the_form_answers_it_or_corrects_it_is_not(intent, said):
    assert not gives_way("outage_report", intent, said)


def test_the_slots_get_back_what_they_had():
    assert held_before_message(EVENTS, "service") == "agua"
    assert held_before_message(EVENTS, "place") is None
    assert rejection("outage_form", "bill_amount", EVENTS, ["service", "place"]) == [
        SlotSet("service", "agua"),
        SlotSet("place", None),
        ActionExecutionRejected("outage_form"),
    ]


def test_a_complaint_takes_along_what_it_names():
    assert rejection("outage_form", "complaint_file", EVENTS, ["service"]) == [ActionExecutionRejected("outage_form")]
