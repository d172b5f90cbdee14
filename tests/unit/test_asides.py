import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.messaging import asides, question_help
from bot.messaging.asides import Aside
from bot.settings import ROOT


@pytest.mark.parametrize(
    ("aside", "texts"),
    [
        (
            Aside.WHERE,
            [
                "¿dónde sale ese número?", "donde lo encuentro", "y eso dónde lo veo", "cual numero",
                "en qué parte del recibo sale?", "no encuentro el número", "cómo sé cuál es",
                "¿es el número que sale en el medidor?",
            ],
        ),
        (
            Aside.WHY,
            [
                "¿para qué lo necesita?", "para ke", "por qué me pide la cedula", "es seguro dar eso?",
                "y por qué tengo que dar ese dato?", "y eso para que", "¿y ese dato para qué?",
            ],
        ),
        (
            Aside.MISSING,
            [
                "no lo tengo a la mano", "no me lo sé", "no me acuerdo", "no tengo el recibo", "se me perdió el recibo",
                "ni idea", "no sé", "no recuerdo que dia fue", "es que soy inquilino, no tengo la cédula del dueño",
                "no sé la dirección, estoy de visita", "no veo bien, mi hija no está", "no sé leer", "no leo sin gafas",
            ],
        ),
        (
            Aside.WAIT,
            [
                "espere lo busco", "un momento por favor", "ya se lo doy", "deme un minuto", "ya voy por el recibo",
                "espere lo pienso", "espéreme tantito", "no espere no la mande todavía",
            ],
        ),
        (
            Aside.FILE,
            ["se lo mando en foto", "le mandé la foto del recibo", "¿sirve una foto?", "puedo enviarle una foto"],
        ),
        (
            Aside.CANCEL,
            [
                "olvídelo", "mejor no", "ya no qiero", "no, mejor déjelo", "me arrepentí", "lo dejamos así",
                "mejor no, ya no quiero", "no gracias, mejor después", "no, dejá", "ya no quiero el reclamo",
            ],
        ),
    ],
)  # fmt: skip
def test_what_is_said_about_a_question(aside, texts):
    assert {text: asides.read(text) for text in texts} == dict.fromkeys(texts, aside)


@pytest.mark.parametrize(
    "text",
    [
        "", "no", "sí", "no tengo luz", "ya pagué", "¿y a qué hora cierran?", "dónde queda la oficina", "dónde pago",
        "4100237", "ayer", "120 mil", "por qué me llegó tan caro", "no me llegó la factura", "centro", "ya",
        "no sé, me cobraron dos veces", "no recuerdo, creo que fue el martes",
        "cancelé ayer", "quiero cancelar la factura", "no puedo pagar", "en la casa", "no tengo servicio",
        "no sé por qué me cobran tanto", "cuál es el horario", "no fueron 3", "en seis cuotas",
    ],
)  # fmt: skip
def test_answers_and_other_questions_are_no_asides(text):
    assert asides.read(text) is None


@given(st.text())
def test_any_text_can_be_read(text):
    assert asides.read(text) is None or asides.read(text) in Aside


def test_every_question_of_a_form_has_its_help():
    forms = yaml.safe_load((ROOT / "domain.yml").read_text())["forms"].values()
    asked = {slot for form in forms for slot in form["required_slots"]} | {question_help.SECOND_FACT}
    for slot in asked:
        for aside in (None, *Aside):
            assert question_help.words(slot, aside)
