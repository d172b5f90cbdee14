"""The intents, and their names in Spanish, short enough for a button (20 characters)."""

import yaml

from bot.settings import ROOT

NAMES = {
    "bill_amount": "Cuánto debo",
    "bill_due_date": "Cuándo vence",
    "bill_copy": "Copia de la factura",
    "bill_explain": "Por qué ese cobro",
    "bill_payment_methods": "Dónde pagar",
    "bill_payment_report": "Ya pagué",
    "bill_payment_agreement": "Pagar a plazos",
    "outage_report": "Reportar una falla",
    "outage_status": "Cortes en mi zona",
    "outage_planned": "Cortes programados",
    "outage_compensation": "Compensación",
    "emergency": "Emergencia",
    "procedure_info": "Un trámite",
    "procedure_list": "Lista de trámites",
    "appointment_book": "Pedir una cita",
    "appointment_change": "Cambiar una cita",
    "office_info": "Oficinas y horarios",
    "complaint_file": "Poner un reclamo",
    "complaint_appeal": "Apelar una respuesta",
    "case_status": "Cómo va mi caso",
    "case_reopen": "Reabrir mi caso",
    "case_withdraw": "Retirar mi caso",
    "update_contact": "Cambiar mis datos",
    "reminders_on": "Recibir avisos",
    "reminders_off": "No recibir avisos",
    "privacy_request": "Mis datos personales",
    "human_handoff": "Hablar con alguien",
    "help_menu": "Qué puede hacer",
    "greet": "Saludo",
    "goodbye": "Despedida",
    "thank": "Gracias",
    "affirm": "Sí",
    "deny": "No",
    "inform": "Solo da un dato",
    "rating": "Calificación",
    "bot_challenge": "¿Es un robot?",
    "abuse": "Insulto",
    "self_harm": "Vida en riesgo",
    "out_of_scope": "No es para nosotros",
}
# Said beside a wish, or answered by a person anyway.
SMALL_TALK = frozenset(
    """abuse affirm bot_challenge deny emergency goodbye greet help_menu human_handoff inform rating self_harm
    thank""".split()
)
NOT_UNDERSTOOD = "No entendió"


def known_intents() -> set[str]:
    """The intents of domain.yml."""
    named = yaml.safe_load((ROOT / "domain.yml").read_text())["intents"]
    return {intent if isinstance(intent, str) else next(iter(intent)) for intent in named}


def name_of(intent: str) -> str:
    """An intent as people read it; one without a name is shown as it is written."""
    return NAMES.get(intent, intent)
