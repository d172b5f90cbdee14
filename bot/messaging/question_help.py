"""What a clerk says of a question when asked: where the answer stands, what it is for, what else would do."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.billing import payment_phrases
from bot.cases import finding
from bot.entity import entity
from bot.formats import listing
from bot.messaging.asides import Aside

WAIT = "Con calma, aquí le espero."
NO_PICTURES = "Yo no puedo leer fotos ni archivos: escríbamelo, por favor."
OF_COMPLAINT = "Puede enviarlo: queda con su reclamo. Cuénteme también por escrito qué pasó."
SECOND_FACT = "second_fact"


@dataclass(frozen=True)
class Help:
    """Words for one question. `person`: where the answer is missing, a person can do without it."""

    where: str
    why: str
    missing: str
    person: bool = False


def words(asked: str, aside: Aside | None) -> str:
    """What to say of a question, by the slot that it asks for or SECOND_FACT; None: help in general."""
    if aside is Aside.WAIT:
        return WAIT
    helped = _HELP[asked]()
    if aside is Aside.FILE:
        return OF_COMPLAINT if asked in {"complaint_text", "complaint_confirm"} else f"{NO_PICTURES} {helped.where}"
    return {Aside.WHY: helped.why, Aside.MISSING: helped.missing}.get(aside or Aside.WHERE, helped.where)


def offers_person(asked: str, aside: Aside | None) -> bool:
    """Whether a person is offered besides."""
    return aside is Aside.MISSING and _HELP[asked]().person


def _account() -> Help:
    return Help(
        where=entity().account_number.help,
        why="Con ese número encuentro su cuenta. Antes de mostrarle datos compruebo que puede verlos.",
        missing=f"Sirve cualquier factura anterior. {entity().account_number.help}",
        person=True,
    )


def _second_fact() -> Help:
    return Help(
        where="El documento es el del titular de la cuenta. El número del medidor está impreso en el medidor.",
        why="Es para que nadie más vea los datos de su cuenta. No le pido claves ni el documento completo.",
        missing="Sirve cualquiera de los dos. Si no los tiene, le atiende una persona.",
        person=True,
    )


def _case() -> Help:
    return Help(
        where=f"Está en el mensaje con que lo radicamos. Es así: {finding.example()}.",
        why="Con ese número encuentro su caso.",
        missing=f"Búsquelo en el mensaje con que lo radicamos; es así: {finding.example()}. "
        "Si no lo tiene, una persona puede buscarlo.",
        person=True,
    )


def _agreement() -> Help:
    allowed = payment_phrases.instalments_allowed()
    asked = f"{allowed} Los intereses y las condiciones se los dice un asesor antes de aprobarlo."
    return Help(where=asked, why=f"Con eso calculo cada cuota. {allowed}", missing=allowed)


def _payment(where: str) -> Help:
    return Help(
        where=where,
        why="Con el valor y el día busco su pago.",
        missing="Mírelo en el comprobante o en el movimiento de su banco. Si no lo encuentra, le atiende una persona.",
        person=True,
    )


def _services() -> str:
    return listing([service.name for service in entity().services if service.own], "o")


_HELP: dict[str, Callable[[], Help]] = {
    "account_number": _account,
    SECOND_FACT: _second_fact,
    "case_number": _case,
    "instalments": _agreement,
    "service": lambda: Help(
        where=f"Dígame cuál le falta: {_services()}.",
        why=f"Así lo reporto al servicio que es: {_services()}.",
        missing=f"Si le faltan varios, empecemos por uno: {_services()}.",
    ),
    "place": lambda: Help(
        where="Basta el barrio. La dirección está en su factura.",
        why="Con el barrio o la dirección ubico la falla y le digo si ya la conocemos.",
        missing="Basta el nombre del barrio.",
    ),
    "amount": lambda: _payment("El valor está en el comprobante del pago."),
    "date": lambda: _payment("El día está en el comprobante del pago."),
    "procedure": lambda: Help(
        where="Por ejemplo: cambio de titular, reconexión, certificado de residencia.",
        why="Cada trámite tiene sus requisitos, su costo y su tiempo.",
        missing="Dígame con sus palabras qué quiere hacer. Por ejemplo: poner el recibo a mi nombre.",
    ),
    "contact": lambda: Help(
        where="Escriba el celular o el correo que quiere registrar.",
        why="Queda en su cuenta, después de que una persona lo confirme.",
        missing="Escríbalo cuando lo tenga: un celular o un correo.",
    ),
    "complaint_text": lambda: Help(
        where="Con sus palabras: qué pasó, desde cuándo y qué pide. Al radicarlo le digo hasta cuándo hay respuesta.",
        why="Con lo que me cuente radico su reclamo, y le doy el número y la fecha de respuesta.",
        missing="Con sus palabras basta: qué pasó y desde cuándo.",
    ),
    "complaint_confirm": lambda: Help(
        where="Si está bien, responda sí y lo radico. Si algo falta o está mal, escríbalo.",
        why="Así queda radicado como usted lo quiere. Si algo falta o está mal, escríbalo.",
        missing="Si está bien, responda sí y lo radico. Si algo falta o está mal, escríbalo.",
    ),
}
