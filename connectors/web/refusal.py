"""What the web chat answers when it does not do what was asked: a status and one sentence for the citizen."""

import math

from fastapi.responses import JSONResponse


class Refusal(Exception):
    """`detail` is shown to the citizen and never holds what was sent; `after`: seconds to wait before another try."""

    def __init__(self, status: int, detail: str, after: float | None = None):
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.after = after

    def response(self) -> JSONResponse:
        headers = {} if self.after is None else {"Retry-After": str(max(1, math.ceil(self.after)))}
        return JSONResponse({"detail": self.detail}, self.status, headers)


def unknown_session() -> Refusal:
    return Refusal(401, "La sesión no existe. Recargue la página, por favor.")


def too_fast(seconds: float) -> Refusal:
    return Refusal(429, "Recibimos muchos mensajes seguidos. Espere un momento, por favor.", seconds)


def unavailable() -> Refusal:
    return Refusal(503, "En este momento no podemos recibir su mensaje. Intente de nuevo, por favor.", 2)


def not_understood() -> Refusal:
    return Refusal(422, "El mensaje no se entiende. Escríbalo de nuevo, por favor.")


def unreadable() -> Refusal:
    return Refusal(400, "La solicitud no se puede leer.")


def too_large(detail: str = "El mensaje es demasiado grande.") -> Refusal:
    return Refusal(413, detail)


def too_slow() -> Refusal:
    return Refusal(408, "El archivo tardó demasiado en llegar. Intente de nuevo, por favor.", 5)


def not_here() -> Refusal:
    return Refusal(403, "Esta página no tiene permiso para usar el chat.")
