"""How the desk says things, in Spanish."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot import clock
from bot.entity import entity
from bot.formats import MONTHS, time_of_day
from bot.messaging.content import Details
from connectors import registry

REASONS = {
    "emergency": "Emergencia",
    "failure": "El asistente no pudo responder",
    "complaint": "Reclamo",
    "person": "Pidió hablar con una persona",
    "reopened": "Dice que su caso no se resolvió",
    "follow_up": "Dice que su caso no se resolvió",
    "self_harm": "Persona en riesgo",
    "abuse": "Trato ofensivo",
    "callback": "Devolver la llamada",
    "payment_agreement": "Pide un acuerdo de pago",
    "payment_report": "Un pago no aparece",
    "appointment": "Pide una cita",
}
AUTHORS = {"citizen": "Ciudadano", "assistant": "Asistente", "system": "Mensaje automático", "agent": "Agente"}
STATUSES = {
    "held": "en espera",
    "queued": "en cola",
    "sending": "en cola",
    "sent": "enviado",
    "delivered": "entregado",
    "read": "leído",
    "failed": "falló",
}
KINDS = {"location": "Ubicación", "media": "Archivo adjunto", "contact": "Contacto", "start": "Abrió la conversación"}
FORWARDED = {"once": "Mensaje reenviado", "often": "Mensaje reenviado muchas veces: puede ser una cadena"}
# What a provider's error means to an agent: Twilio's codes (connectors.twilio.codes), Telegram's by its class.
_MEND = "avise a quien administra el sistema"
FAILURES = {
    "63016": "WhatsApp ya no permite escribir: pasaron más de 24 horas desde el último mensaje de la persona",
    "63018": "WhatsApp no recibe más mensajes por ahora",
    "63005": "WhatsApp no acepta el contenido",
    "63007": f"nuestro número no está en WhatsApp: {_MEND}",
    "63013": "va contra las reglas de WhatsApp",
    "63032": "WhatsApp no entrega mensajes a esta persona",
    "63024": "el número no recibe WhatsApp",
    "63003": "el número no recibe WhatsApp",
    "63041": "la plantilla no está aprobada en WhatsApp",
    "63049": "WhatsApp decidió no entregarlo",
    "14107": "el proveedor pide ir más despacio",
    "20003": f"el proveedor no acepta nuestras credenciales: {_MEND}",
    "20404": f"el proveedor no conoce nuestra cuenta: {_MEND}",
    "20429": "el proveedor pide ir más despacio",
    "21610": "la persona pidió al operador no recibir mensajes; solo ella lo cambia, con START",
    "21211": "el número no es válido",
    "21214": "no se puede llegar a ese número",
    "21408": f"no están habilitados los mensajes a ese país: {_MEND}",
    "21606": f"nuestro número no puede enviar mensajes: {_MEND}",
    "21611": "hay demasiados mensajes en espera",
    "21617": "es demasiado largo",
    "21659": f"nuestro número no es de la cuenta: {_MEND}",
    "21612": "nuestro número no puede escribir a ese destino",
    "21614": "el número no recibe mensajes de texto",
    "30001": "hay demasiados mensajes en espera",
    "30002": f"la cuenta del proveedor está suspendida: {_MEND}",
    "30003": "el teléfono está apagado o sin señal",
    "30004": "el operador bloqueó el mensaje",
    "30005": "el número no existe",
    "30006": "es un teléfono fijo: no recibe mensajes de texto, intente llamar",
    "30007": "el operador filtró el mensaje",
    "30008": "el operador no dijo por qué",
    "487": "la llamada ya había terminado",
    "401": f"el proveedor no acepta nuestras credenciales: {_MEND}",
    "403": f"el proveedor no acepta nuestras credenciales: {_MEND}",
    "BadRequest": "Telegram no acepta el mensaje",
    "ChatMigrated": "ese chat ya no existe",
    "Forbidden": "la persona bloqueó al asistente o cerró el chat",
    "InvalidToken": f"el proveedor no acepta nuestras credenciales: {_MEND}",
    "RetryAfter": "el proveedor pide ir más despacio",
}
UNCERTAIN = "no se sabe si llegó: el proveedor no contestó"
# Why a message is held; any other reason is an error's.
HELD = {
    "": "saldrá cuando la persona escriba",
    "announced": "saldrá cuando la persona responda a la plantilla",
}


def channel(key: str) -> str:
    """A channel's name."""
    return registry.channel(key).title


def details(told: Details) -> Iterator[str]:
    """What a provider told beside a message, as far as an agent has a use for it."""
    if told.place:
        yield f"Lugar: {told.place}"
    if told.forwarded:
        yield FORWARDED[told.forwarded]
    if told.referral:
        yield f"Llegó por un anuncio: {told.referral.headline or told.referral.url or told.referral.source_id}"
    if told.origin and told.origin.country not in ("", entity().country):
        yield f"Número de otro país ({told.origin.country})"


def reason(key: str) -> str:
    """Why a conversation waits for a person."""
    return REASONS.get(key, key.replace("_", " ").capitalize())


def failure(error: str) -> str:
    """Why a message did not arrive; the provider's code is kept for whoever has to look it up."""
    if error.startswith("uncertain"):
        return UNCERTAIN
    codes = re.findall(r"\d{3,5}|(?<=^telegram )\w+", error)
    known = next((FAILURES[code] for code in codes if code in FAILURES), None)
    if known:
        return f"{known} (código {next(code for code in codes if code in FAILURES)})"
    return error or "el proveedor no dio un motivo"


def held(reason: str) -> str:
    """What a message that is held waits for."""
    return HELD[reason] if reason in HELD else f"{failure(reason)}; se intentará de nuevo"


def masked(address: str) -> str:
    """The end of a citizen's address, enough to tell two apart."""
    return f"··{address[-4:]}" if len(address) > 4 else address


def ago(moment: datetime) -> str:
    """How long something has lasted: `ahora`, `12 min`, `3 h 05 min`, `2 d`."""
    minutes = int((clock.now() - moment).total_seconds() // 60)
    if minutes < 1:
        return "ahora"
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d} min" if hours < 24 else f"{hours // 24} d"


def day(moment: datetime) -> str:
    """The day of a message: `hoy`, `ayer`, or the date."""
    date, today = clock.local(moment).date(), clock.today()
    if date == today:
        return "Hoy"
    if date == today - timedelta(days=1):
        return "Ayer"
    year = "" if date.year == today.year else f" de {date.year}"
    return f"{date.day} de {MONTHS[date.month - 1]}{year}"


def clock_time(moment: datetime) -> str:
    """The time of a message at the office."""
    return time_of_day(moment)


def short_time(moment: datetime) -> str:
    """When something last happened, in a list: the time today, else the day."""
    date = clock.local(moment).date()
    return clock_time(moment) if date == clock.today() else day(moment)
