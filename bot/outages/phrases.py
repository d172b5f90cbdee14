"""What citizens are told about outages: short, the fact first, and never an hour that nobody has given."""

import re

from bot import clock
from bot.entity import Service, entity
from bot.formats import listing, long_date, moment_text, time_of_day
from bot.outages.finding import is_late
from bot.outages.outage import Outage, OutageReport
from bot.outages.places import neighborhood_in
from bot.words import full_stop, plain

FEW = 5
# Places that begin by saying where: "al lado de la iglesia", "a dos cuadras del parque".
_SAYS_WHERE = re.compile(
    r"(al|a|frente|enfrente|diagonal|cerca|detras|atras|junto|entre|arriba|abajo|adelante|subiendo|bajando|pasando|"
    r"antes|despues|saliendo|entrando|llegando|yendo|via|por|en)\b"
)


def known(outage: Outage, neighborhood: str) -> str:
    """An outage that runs now: what, where and until when in the first sentence; then why, and how old this is."""
    kind = "un corte programado" if outage.kind == "planned" else "un corte"
    since = f"Sí, hay {kind} de {service_name(outage.service)} en {neighborhood} desde {moment_text(outage.starts_at)}"
    if outage.eta is None or is_late(outage, clock.now()):
        first = [full_stop(since), _eta(outage)]
    else:
        first = [full_stop(f"{since}; se espera que vuelva {moment_text(outage.eta)}")]
    parts = [*first, f"Causa: {outage.cause}.", outage.message, full_stop(f"Dato de {moment_text(outage.updated_at)}")]
    return " ".join(part for part in parts if part)


def one_line(outage: Outage) -> str:
    """An outage in a line: `- Energía en El Prado y La Esperanza. Hora estimada de regreso: hoy a las 3:00 p. m.`"""
    return f"- {service_name(outage.service).capitalize()} en {listing(outage.areas)}. {_eta(outage)}"


def none_known(service: str | None, neighborhood: str) -> str:
    """No outage is known at a place."""
    what = f"de {service_name(service)} " if service else ""
    return f"No tengo cortes {what}registrados en {neighborhood}. Si le falta el servicio, lo reporto."


def reported(report: OutageReport, others: int, *, last: bool = True) -> str:
    """A report was taken down, and how many neighbours have reported the same; what goes for all that were taken down
    together stands below the `last`.
    """
    where = _at(report.neighborhood or report.place)
    parts = [
        f"Ya reporté la falla de {service_name(report.service)} {where}. Su reporte es el {report.number}.",
        _neighbours(others),
        "Todavía no tengo hora de regreso. Si ve cables caídos, chispas o huele a gas, escríbalo ya." if last else "",
    ]
    return " ".join(part for part in parts if part)


def _at(place: str) -> str:
    """ "en La Macarena", but "al lado de la iglesia"."""
    return place if _SAYS_WHERE.match(plain(place)) else f"en {place}"


def corrected(report: OutageReport, others: int) -> str:
    """A report that the citizen has corrected, as it stands now."""
    street = re.search(r"\d", report.place) is not None
    where = report.place if street or report.neighborhood is None else report.neighborhood
    if street and report.neighborhood and neighborhood_in(where) is None:
        where = f"{where}, {report.neighborhood}"
    text = f"Corregido. Su reporte {report.number} queda así: sin {service_name(report.service)} {_at(where)}."
    return " ".join(part for part in (text, _neighbours(others)) if part)


def still_reported(report: OutageReport) -> str:
    """When the service of a report comes back, which nobody knows yet."""
    return f"Su reporte {report.number} sigue abierto: todavía no tengo hora de regreso."


def restored(reports: list[OutageReport], others: list[OutageReport], *, new: bool, running: bool) -> str:
    """The service of these reports is back, as the citizen says; `new`: noted only now; `others`: what they still lack;
    `running`: the outage is still open for the neighborhood.
    """
    numbers = listing([report.number for report in reports])
    what = listing(list(dict.fromkeys(_the(report.service) for report in reports)))
    came = "volvió" if what.count(" y ") == 0 and "," not in what else "volvieron"
    noted = "Anoté" if new else "Ya tenía anotado"
    parts = [
        f"Gracias por avisar. {noted} en su{'s' if len(reports) > 1 else ''} "
        f"reporte{'s' if len(reports) > 1 else ''} {numbers} que ya {came} {what}."
    ]
    if running:
        parts.append("El corte del sector lo cierra la empresa, cuando confirme que volvió para todos.")
    parts += [f"Su reporte {one.number} de {service_name(one.service)} sigue abierto." for one in others]
    return " ".join([*parts, "Si se vuelve a ir, escríbame."])


def planned_list(outages: list[Outage], neighborhood: str | None) -> str:
    """The planned outages to come, one a line."""
    where = f" en {neighborhood}" if neighborhood else ""
    if not outages:
        return f"No hay cortes programados{where} en los próximos 14 días."
    lines = [f"Cortes programados{where}:", *(planned(outage, neighborhood) for outage in outages[:FEW])]
    if len(outages) > FEW:
        lines.append("Hay más: escriba su barrio y le digo los suyos.")
    return "\n".join(lines)


def planned(outage: Outage, neighborhood: str | None) -> str:
    """One planned outage: `- Energía, martes 24 de noviembre de 8:00 a. m. a 12:00 p. m.: poda de árboles.`"""
    day = long_date(clock.local(outage.starts_at).date())
    hours = f"desde las {time_of_day(outage.starts_at)}"
    if outage.eta:
        hours = f"de {time_of_day(outage.starts_at)} a {time_of_day(outage.eta)}"
    places = "" if neighborhood else f" ({listing(outage.areas)})"
    return f"- {service_name(outage.service).capitalize()}, {day} {hours}{places}: {outage.cause}."


def compensation() -> str:
    """The office's own words; nothing is promised."""
    return entity().compensation.text


def not_ours(service: Service) -> str:
    """Another company's service."""
    return f"El servicio de {service.name} no lo prestamos nosotros: lo atiende {service.responsible.rstrip('.')}."


def service_name(key: str | None) -> str:
    """A service as people call it; the key itself if it is unknown."""
    found = entity().service(key or "")
    return found.name if found else key or "servicio"


def of_service(key: str | None) -> str:
    """`de la energía`, `del agua`; `del servicio` for an unknown key."""
    found = entity().service(key or "")
    return f"de {found.article} {found.name}".replace("de el ", "del ") if found else "del servicio"


def _the(key: str) -> str:
    found = entity().service(key)
    return f"{found.article} {found.name}" if found else "el servicio"


def _neighbours(others: int) -> str:
    if not others:
        return ""
    return f"En su sector {'reportó' if others == 1 else 'reportaron'} lo mismo " + (
        "otra persona." if others == 1 else f"otras {others} personas."
    )


def _eta(outage: Outage) -> str:
    if outage.eta is None:
        return "Todavía no hay hora estimada de regreso."
    if is_late(outage, clock.now()):
        return f"Se esperaba {moment_text(outage.eta)}, pero aún no vuelve; no hay una hora nueva."
    return full_stop(f"Hora estimada de regreso: {moment_text(outage.eta)}")
