"""What citizens and agents read about files."""

from bot.media import kinds
from bot.settings import settings

LOST = "No pude descargar el archivo que envió. ¿Me lo envía otra vez, por favor?"
_NOT_TAKEN = {
    "type": "Por seguridad no puedo recibir ese tipo de archivo. Envíelo como foto o en PDF, por favor.",
    "size": "El archivo es muy grande: recibo hasta {megabytes} MB. Envíe uno más pequeño o una foto, por favor.",
    "empty": "El archivo que envió llegó vacío. ¿Me lo envía otra vez, por favor?",
}
_SORTS = {"image": "Foto", "audio": "Nota de voz", "video": "Video", "document": "Archivo"}
_STATES = {
    "waiting": "descargando…",
    "refused": "no se recibió",
    "lost": "no se pudo descargar",
    "expired": "ya no se conserva",
}
_REASONS = {"type": "tipo no permitido", "size": "muy grande", "empty": "vacío"}


def not_taken(reason: str) -> str:
    """Why a file was refused, said to the citizen."""
    return _NOT_TAKEN[reason].format(megabytes=settings().media_max_bytes // (1024 * 1024))


def sort_name(mime: str) -> str:
    """What an agent reads instead of a MIME type."""
    return _SORTS[kinds.sort_of(mime)]


def state_of(state: str, reason: str) -> str:
    """What an agent reads where there is no file: "no se recibió: tipo no permitido"."""
    why = _REASONS.get(reason, "") if state == "refused" else ""
    return f"{_STATES[state]}: {why}" if why else _STATES[state]
