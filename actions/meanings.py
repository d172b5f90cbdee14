"""What a message may have meant, as buttons: the likeliest intents that the assistant could not choose between."""

from collections.abc import Sequence
from typing import Any

from actions.say import Button

OFFERED = 3
# Less likely than this is a guess that would only confuse.
LIKELY = 0.08
TITLES = {
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
}


def likely_meanings(ranking: Sequence[dict[str, Any]]) -> list[Button]:
    """Buttons for the likeliest intents of Rasa's `intent_ranking`, at most three; none where nothing is likely."""
    likely = [str(one.get("name")) for one in ranking if float(one.get("confidence") or 0) >= LIKELY]
    return [(TITLES[intent], f"/{intent}") for intent in likely if intent in TITLES][:OFFERED]
