"""Entities with a fixed form, found by patterns in a folded message. Earlier patterns take their text from later.

A pattern says what a text looks like on its own and beside its label. Whether it is meant so the tagger decides, which
reads these findings as one feature among others (tagger.py); `SURE` names what needs no second opinion.
"""

import re
from dataclasses import dataclass
from typing import List, Sequence, Tuple

from assistant import days, normalise
from assistant.text import fold

WORD_NUMBER = "|".join(sorted({*normalise.SMALL, "mil", "millon", "millones"}, key=len, reverse=True))
MONTH = "|".join(days.MONTHS)
SHORT_MONTH = rf"(?:{MONTH}|ene|feb|mar|abr|may|jun|jul|ago|sept?|oct|nov|dic)\b"
WEEKDAY = "|".join(days.WEEKDAYS)
NEAR_DAY = "|".join(sorted((day for day in days.NEAR_DAYS if "mañana" not in day), key=len, reverse=True))
SERVICE = "|".join(
    sorted((w for words in normalise.SERVICES.values() for w in words.split("|")), key=len, reverse=True)
)
FILLER = (
    r"(?:\s*(?:numero|nro|num|no|n[°ºo]|es|de|la|el|del|mi|cliente|usuario|contrato|identidad|ciudadania|tramite|caso"
    r"|extranjeria|nuevo|[:#.=])(?![a-z]))*\s*"
)
NUMBER = r"\d(?:[ .\-]?\d){3,14}"
CODE = rf"(?:[a-z]{{1,5}}[ \-]?\d[\d\-]{{3,14}}|{NUMBER})(?!\w)"
# A year and a running number, in either order, with letters around: "PQR-2026-00412", "1190-2026", "2026-4410-B".
YEARED = (
    r"(?:[a-z]{1,4}[\-/]|pqrs? )?(?:20\d\d[ \-](?:[a-z]{1,4}-)?\d{1,8}|\d{2,6}[\-/]20\d\d)(?:-[a-z]{1,3})?(?![\w/\-])"
)
WAY = (
    r"(?:calle|cll|cle|cl|carrera|cra|cras|kra|kr|cr|avenida|av|ave|ak|ac|diagonal|diag|dg|transversal|transv|trv|tv"
    r"|circular|circ|autopista|aut)\.?"
)
NAMED_WAY = (
    r"(?:calle|cll|avenida|av|ave|jr|jiron|pasaje|pje|psje|paseo|boulevard|blvd|bv|prolongacion|calzada|camino"
    r"|callejon|alameda|malecon)\.?"
)
SIDE = r"(?:\s?(?:sur|norte|este|oeste|occidente|oriente))?"
PART = (
    "apto|apartamento|apt|ap|torre|casa|interior|int|piso|bloque|bl|manzana|mz|mza|lote|lt|local|oficina|of|dpto|depto"
    "|departamento|cons|consultorio|edificio|edif"
)
INSIDE = rf"(?:,?\s(?:{PART})\.?\s?(?:\d+\s?°?\s?[a-z]?|[a-z]-?\d*)(?![a-z]))*"
AREA = r"(?:barrio|bo|vereda|colonia|col|urbanizacion|urb|fraccionamiento|fracc|aldea|residencial|conjunto|sector)\.?"
# Where the name of an area ends.
AFTER_AREA = (
    "no|hay|desde|dsd|esta|estamos|estan|sin|se|y|en|a|con|que|q|llevamos|ya|es|nadie|todo|toda|por|para|municipio|hace|"
    "tenemos|tiene|porque|cuando|hoy|ayer|anoche|mi|al|va|van|otra|si|quedo|quedamos|completo|entero|calle|carrera|pero|"
    "como|cra|cll|av|avenida|manzana|mz|casa|ni|sigue|seguimos|queda|donde|aca|aqui|nos|le|lo|tambien|alguien|ustedes"
)
AREA_WORD = rf"(?!(?:{AFTER_AREA})\b)[a-zñ0-9]+"
AREA_NAME = (
    r"(?:(?:el|la|los|las|san|santa|villas?|altos?|jardin(?:es)?|portales|torres|lomas|bosques?)\s)?"
    rf"{AREA_WORD}(?:\sdel?(?:\s(?:la|los|las))?\s{AREA_WORD})?"
)
SIGN = r"(?:\s?(?:#|n[o°º]?\.?|nro\.?|numero|con)\s?|\s)"
ACCOUNT_LABEL = (
    "cuenta|contrato|nic|nis|nie|niu|suministro|matricula|cliente|poliza|rpu|correlativo|servicio|usuario|suscriptor"
    "|codigo|cups|medidor|contador|nise|cuen|ctra"
)
CASE_LABEL = (
    "radicad[oa]s?|rad|caso|expediente|exp|ticket|tiket|consecutivo|folio|reclamo|reclamacion|solicitud|reporte|orden"
    "|peticion|queja|pqrs?|tramite|seguimiento|incidencia|denuncia|gestion"
)
ID_LABEL = (
    r"cedula|sedula|c\.?c\.?|ti|ce|dpi|cui|dni|nit|documento|rut|run|cuit|cuil|ruc|ci|identificacion|identidad|carnet"
    r"|ppt"
)
PHONE_LABEL = (
    "celular|selular|cel|telefono|tel|movil|whatsapp|wasap|wsp|wpp|fijo|linea|numero nuevo|nuevo numero|llam\\w+"
    "|marqu\\w+|escrib\\w+|contact\\w+|fono|comuni\\w+"
)
PRICE = r"\d+(?:[.,]\d+)*"
SCALE = r"(?:mil|millones|millon|lucas?|barras|palos?|k|kilos?)\b"
SCORE = r"[1-5]|un[oa]?|dos|tres|trez|cuatro|kuatro|quatro|cinco|sinco|cinko|sinko"


@dataclass(frozen=True)
class Found:
    """An entity of a message: its kind and its place in the text."""

    entity: str
    start: int
    end: int


_RULES = [
    (
        "address",
        rf"\b({WAY}\s?\d+\s?[a-z]?(?:\s?bis)?{SIDE}{SIGN}\d+\s?[a-z]?(?:\s?bis)?{SIDE}\s?[-\s]\s?\d+{SIDE}{INSIDE})\b",
    ),
    ("address", rf"\b(\d+(?:a|ra|da|ta|va|na)?\.?\s(?:avenida|av|calle)\.?\s\w?\d*\s?\d+-\d+{INSIDE})\b"),
    (
        "address",
        rf"\b({NAMED_WAY}\s(?:\d{{1,2}} de (?:{MONTH})|(?:[a-zñ]+\s){{0,3}}?[a-zñ]+)\s(?:n[°ºo]?\s?|#\s?)?"
        rf"(?:n?\d+(?:-\d+)?)(?:\s\d+° [a-z]\b)?{INSIDE})(?![\w-])",
    ),
    ("address", r"\b((?:mz|mza|manzana)\.?\s(?:[a-z]|\d+)\s(?:lt|lote|casa)\.?\s\d+|lote\s\d+\s(?:mz|manzana)\s\w+)\b"),
    (
        "address",
        r"\b(km\.?\s\d+(?:[.,]\d+)?(?:\s(?:de la\s)?(?:via|carretera|ruta)\s(?:a|al)\s(?:la |el |los |las )?[a-zñ]+)?)",
    ),
    ("neighborhood", r"\b((?:zona|comuna)\s\d{1,2})\b"),
    ("case_number", rf"\b({YEARED})"),
    ("case_number", rf"\b(?:{CASE_LABEL})\b{FILLER}({YEARED}|{CODE})"),
    ("case_number", r"\b([a-z]{1,4}-(?:\d{4}-)?(?:[a-z]{3}-)?\d{3,8}|\d{4}-[a-z]{3}-\d{4,8})\b"),
    ("national_id", rf"\b(?:{ID_LABEL})\b\.?{FILLER}({NUMBER}(?:\s?-\s?[\dk]\b)?)"),
    ("national_id", r"\b([a-z]{4}\d{6}[a-z0-9]{3,8})\b"),
    ("national_id", r"\b(\d{1,2}\.?\d{3}\.?\d{3}-[\dk])(?!\w)"),
    ("national_id", r"\b(\d{4} \d{5} \d{4})\b"),
    ("phone", rf"\b(?:{PHONE_LABEL})\b\.?(?:\s(?:al|a|me|lo|este|ahora))*{FILLER}(\+?{NUMBER})"),
    ("phone", rf"(\+\d{NUMBER})"),
    ("account_number", rf"\b(?:{ACCOUNT_LABEL})\b{FILLER}({CODE})"),
    ("neighborhood", rf"\b{AREA}\s(?:se llama\s)?({AREA_NAME})"),
    (
        "date",
        rf"\b((?:\d{{1,2}}|primero) (?:de )?{SHORT_MONTH}(?: (?:de |del )?(?:19|20)\d\d)?"
        r"|(?:0?[1-9]|[12]\d|3[01])([/-])(?:0?[1-9]|1[0-2])(?:\2(?:20)?\d\d)?)(?![\w/\-])",
    ),
    (
        "date",  # "diciembre 24", not "noviembre 20 mil"
        rf"\b((?:{MONTH}) (?:0?[1-9]|[12]\d|3[01]))(?![\w/\-]|[.,:]\d|\s?{SCALE}| pesos)",
    ),
    (
        "date",
        rf"\b({NEAR_DAY}|pasado mañana|(?<!la )(?<!esta )(?<!de )mañana|hace \w+ (?:dias?|semanas?))\b",
    ),
    (
        "date",  # "pagué el viernes 50 mil": not the 50th
        rf"\b((?:{WEEKDAY}|biernes|savado|sabdo|juebes)(?: (?:0?[1-9]|[12]\d|3[01])(?![.,]?\d|\s?{SCALE}| pesos))?)\b",
    ),
    ("month", r"\b(mes (?:pasado|anterior|antepasado))\b"),
    ("month", rf"\b((?:{MONTH})(?: (?:de |del )?20\d\d)?|(?:0?\d|1[0-2])/20\d\d)\b"),
    ("amount", rf"((?:us\$|\$|\bq\.?|\bs/\.?|\bbs\.?|\busd)\s?{PRICE}(?:\s?{SCALE})?)"),
    ("amount", rf"\b({PRICE}\s?{SCALE})"),
    (
        "amount",
        rf"\b((?:(?:{WORD_NUMBER}|y)\s)+(?:mil|millon|millones)\b(?:\s(?:{WORD_NUMBER}|y(?=\s(?:{WORD_NUMBER}))))*)\b",
    ),
    ("amount", rf"\b((?:{WORD_NUMBER})(?:\s(?:{WORD_NUMBER}|y))*)(?=\s(?:pesos|soles|quetzales|bolivianos))"),
    ("amount", rf"\b((?:{PRICE}|(?:{WORD_NUMBER})(?:\s(?:{WORD_NUMBER}|y))*) dolares)\b"),
    ("amount", rf"\b({PRICE})(?= (?:pesos|quetzales|soles|bolivianos|bs)\b)"),
    ("date", r"\b(?:el|dia) (\d{1,2})\b(?![/\-]| de| [a-z]*avenida| [a-z]*calle)"),
    ("rating", rf"^\W*(?:un )?({SCORE})\W*$"),
    ("rating", rf"\b({SCORE})(?= (?:estrell\w+|puntos?)\b)"),
    (
        "rating",
        r"\b(?:califi\w+|nota|puntaje|puntuacion|le doy|les? pongo|les doy|pongo|merecen?|voto|ponga\w*|da?mos)\b"
        rf"(?: (?:con|un|es|de|la atencion|una?|:|le|les|el))*\s({SCORE})\b",
    ),
    ("rating", r"([★☆⭐🌟]+)"),
    ("amount", r"(?<![\d.])(\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?)(?![\d.\-])"),
    ("phone", r"(?<![\w.\-])(3\d{2}[ .\-]?\d{3}[ .\-]?\d{4}|09\d{8}|\d{4} \d{4})(?![\w\-])"),
    (
        "amount",
        r"\b(?:pague|pago|pagar|pagamos|pagado|debo|deben?|deuda|abon\w+|consign\w+|deposit\w+|cobr\w+|valor|total|saldo"
        r"|monto|salio|cuota|cuotas)(?: (?:por|de|es|me|los?|un|fue|fueron|era|eran|solo|como)){0,2}"
        r" (?<!cuanto debo )(?<!cuanto debe )(\d{4,6})(?![\w.,/\-])",
    ),
    ("account_number", r"(?<![\w.,/#$\-])([a-z]{1,3}[ \-]\d{5,10})(?![\w])"),
    ("account_number", r"(?<![\w.,/#$+\-])(\d{5,12})(?![\w/])"),
    ("account_number", rf"^\W*({NUMBER})\W*$"),
    ("account_number", r"(?<![\w.,/#$+\-])((?=(?:\d[ \-]?){5})\d{1,4}(?:[ \-]\d{2,4}){1,3})(?![\w/\-])"),
    ("service", rf"\b({SERVICE})\b"),
]
_DIGIT = re.compile(r"\d")
_COMPILED = [(entity, re.compile(pattern)) for entity, pattern in _RULES]


def find(text: str) -> List[Found]:
    """What looks like an entity of fixed form in a message, in the order of the text, without overlaps."""
    folded = fold(text)
    found: List[Found] = []
    for entity, pattern in _COMPILED:
        for match in pattern.finditer(folded):
            start, end = match.span(1)
            if not any(start < other.end and other.start < end for other in found):
                found.append(Found(entity, start, end))
    return sorted(found, key=lambda one: one.start)


def unsplit(text: str, spans: Sequence[Tuple[str, int, int]]) -> List[Tuple[str, int, int]]:
    """(entity, start, end) of `spans`, but a case number whole of which they are only parts."""
    mended = list(spans)
    for case in find(text) if _DIGIT.search(text) and spans else ():
        inside = [span for span in mended if case.start <= span[1] and span[2] <= case.end]
        if case.entity == "case_number" and inside and inside[0][1:] != (case.start, case.end):
            mended = [span for span in mended if span not in inside] + [("case_number", case.start, case.end)]
    return sorted(mended, key=lambda span: span[1])
