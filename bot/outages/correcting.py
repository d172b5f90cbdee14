"""What a citizen corrects of the report just made: "no, perdón, es en la calle 8, no en la 18"."""

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.billing import accounts
from bot.citizens import claim
from bot.entity import entity
from bot.messaging import questions
from bot.messaging.answer import Answer
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message
from bot.messaging.question import PendingQuestion
from bot.outages import finding, phrases, reporting
from bot.outages.outage import OutageReport
from bot.outages.places import neighborhood_in, says_where
from bot.outages.services import service_in
from bot.words import plain

QUESTION = "outage_place"
ASKED_FOR = timedelta(minutes=15)
LONGEST = 160
FEW_WORDS, MOST_WORDS = 3, 14

_BETWEEN = re.compile(
    r"[,;.!]+|\bsino\b|\s(?=no (?:es|era|fue|en|la|el|\d))|(?<!\bno)\s(?=(?:es|era) (?:en|la|el|por) )"
)
# "no en la 18", "no es el agua": what is taken back.
_TAKEN_BACK = re.compile(r"^(que )?no (es|era|fue|queda|en|la|el|del?|por|mi|vivo|\d+)\b")
_APOLOGY = re.compile(
    r"\b(no|perdone?(me)?|disculpe(me)?|que pena|me e(qu|k|q)ivo(qu|k|q)e( de \w+)?|corrijo|correccion|ay|uy|"
    r"(quise|queria) decir|mejor dicho|mas bien|le dije mal|escribi mal|puse mal|es que|mentiras?|gracias|por favor|"
    r"señorita|oiga)\b"
)
_WRONG = re.compile(
    r"\bque pena\b|\bmal (la|el) (direccion|barrio|calle)|\b(direccion|barrio|calle) (mal|errad|equivocad|incorrect)"
)
_SAYS_NO = re.compile(r"(?:(?:uy|ay|ah|oiga|pero) )*no(?: mentiras?|\s*[,.;!]| señor\w*| no | es | era )")
_LEADING = re.compile(
    r"^(pero|que|y|si|(la |el )?(direccion|barrio|calle) (correct[oa]|buen[oa])|la direccion|direccion)?\s*"
    r"(es|era|fue|queda|seria|son|estoy|vivo)?\s*(por|en|a)?\s*(el barrio|barrio)?\s*"
)
_WAY = re.compile(
    r"\b(calle|carrera|cra|cll?|cle|kra?|avenida|av|diagonal|transversal|dg|tv|manzana|mz|km|vereda|barrio|sector|"
    r"conjunto|urbanizacion|edificio|torre|lote|finca|via|carretera|esquina|parque)\b"
)
_TELLS_MORE = re.compile(
    r"\?|\b(tambien|tampoco|ademas|hay|vuelve|volvio|llego|cuanto|cuando|donde|por que|tengo|tenemos|sin|se fue|quiero|"
    r"necesito|puedo)\b"
)
# "Es en San José" is a place, whatever its name; "es por la lluvia" is a reason.
_LOCATED = re.compile(r"\b(es|era|queda|seria|estoy|vivo) en ")
_STATES = re.compile(r"((es|queda|era|seria) (en|por)|desde|hace) ")
# "La calle es 18" is "la calle 18".
_IS_NUMBER = re.compile(
    r"\b(calle|carrera|cra|cll?|avenida|av|diagonal|transversal|manzana|casa) (?:es|era) (?:la |el )?(?=\d)"
)
_TIME = re.compile(
    r"\b(desde|hace|ayer|anoche|antier|anteayer|hoy|madrugada|mañana|tarde|mediodia|horas?|dias?|"
    r"lunes|martes|miercoles|jueves|viernes|sabado|domingo)\b"
)
_NO_PLACE = re.compile(r"\b(serio|broma|efectivo|linea|verdad|general|todas partes|todos lados|todo)\b")
# A part of the place that is reported already, or what it is: "es en la cocina", "es en la oficina".
_PART = re.compile(
    r"((toda?|solo|en) )*(la|el|las|los|mi|est[ae]|es[ae]) "
    r"(casa|apartamento|cocina|sala|baños?|cuartos?|pieza|habitacion|patio|ducha|"
    r"terraza|garaje|(primer|segundo|tercer) piso|calle|avenida|conjunto|edificio|torre|sector|barrio|manzana|"
    r"urbanizacion|oficinas?|negocio|local|tienda|almacen|empresa|fabrica|taller|restaurante|bodega|consultorio|colegio|"
    r"escuela|iglesia|finca|lote|apto|piso|trabajo)"
)
_SOMEBODYS = re.compile(r"((la|el) (casa )?de )?(mi|su|un|una|otra) ")
_NAMES_PLACE = re.compile(r"\b(direccion|barrio|calle|carrera|lugar|sitio|sector|ubicacion)\b")


@dataclass(frozen=True)
class Correction:
    """`place`: the right one, in the citizen's words; `wrong` and `right`: numbers to exchange in what was reported;
    `service`: the key of the right one; `time`: only since when was corrected, which a report does not hold. All
    empty: something of the place is wrong, and what is right was not said.
    """

    place: str = ""
    wrong: str = ""
    right: str = ""
    service: str = ""
    time: bool = False


def read(text: str) -> Correction | None:
    """What a message corrects; None if it corrects nothing, or tells more than that."""
    said = " ".join(text.split())
    folded = _IS_NUMBER.sub(r"\1 ", plain(said))
    if len(said) > LONGEST or _TELLS_MORE.search(folded):
        return None
    corrects = any(sign.search(folded) for sign in (claim.CORRECTING, _WRONG)) or _SAYS_NO.match(folded) is not None
    corrects = corrects or _STATES.match(folded) is not None
    parts = [part.strip() for part in _BETWEEN.split(folded)]
    back = [part for part in parts if _TAKEN_BACK.match(part)]
    kept = [_right(part) for part in parts if part not in back]
    right = ", ".join(part for part in kept if part)
    if (not corrects and not (back and right)) or len(right.split()) > MOST_WORDS:
        return None
    if not right or (_WRONG.search(folded) and not _says_where(right)):
        return Correction() if _NAMES_PLACE.search(folded) else None
    return _correction(right, back, said, located=_LOCATED.search(folded) is not None)


def _correction(right: str, back: list[str], said: str, *, located: bool) -> Correction | None:
    numbers, wrong = re.findall(r"\d+", right), re.findall(r"\d+", " ".join(back))
    if located and _SOMEBODYS.match(right) and not _is_place(right):
        return Correction()
    few = len(right.split()) <= FEW_WORDS + 1
    named = located and few and says_where(right) and not (_TIME.search(right) or _NO_PLACE.search(right))
    part = _PART.fullmatch(right) is not None
    place = _as_written(right, said) if (_is_place(right) or named) and not part else ""
    if len(numbers) == 1 and len(wrong) == 1:
        return Correction(place=place, wrong=wrong[0], right=numbers[0])
    if place:
        return Correction(place=place)
    if _TIME.search(right) and not says_where(right):
        return Correction(time=True)
    known = entity().service(service_in(right) or "")
    return Correction(service=known.key) if known and known.own and len(right.split()) <= FEW_WORDS else None


def _as_written(folded: str, said: str) -> str:
    """A folded part of what was said, with its capitals and accents where it can be found again."""
    whole = plain(said)
    place = whole.find(folded) if len(whole) == len(said) else -1
    return said[place : place + len(folded)] if place >= 0 else folded


def _is_place(text: str) -> bool:
    return neighborhood_in(text) is not None or _WAY.search(text) is not None


def _says_where(right: str) -> bool:
    return re.search(r"\d", right) is not None or neighborhood_in(right) is not None


def _right(part: str) -> str:
    """What a part of a correction says to be right, without what leads up to it."""
    return _LEADING.sub("", " ".join(_APOLOGY.sub(" ", part).split())).strip(" :")


async def take(session: AsyncSession, conversation: Conversation, message: Message) -> Answer | None:
    """Correct the report that this conversation has just made, as a message asks; None if it asks no such thing."""
    if conversation.owner != Owner.ASSISTANT or message.kind != "text":
        return None
    correction = read(message.body)
    report = await reporting.just_made(session, conversation) if correction else None
    if correction is None or report is None:
        return None
    if correction.time:
        return _said(f"De acuerdo. {phrases.still_reported(report)}")
    if correction == Correction():
        await questions.ask(session, conversation, QUESTION, {"report_id": report.id}, ASKED_FOR)
        return Answer(
            [Reply(text=f"¿Cuál es la dirección o el barrio correcto? Lo cambio en su reporte {report.number}.")]
        )
    return await _corrected(session, report, correction)


async def answer(
    session: AsyncSession, conversation: Conversation, question: PendingQuestion, message: Message, payload: str | None
) -> Answer | None:
    """Take the right place, which was asked for; None for anything that is no place."""
    said = " ".join(message.body.split())
    right = _right(plain(said))
    if payload or len(right) > LONGEST or _TELLS_MORE.search(right) or not _is_place(right):
        return None
    await questions.close(session, conversation, QUESTION, "answered")
    report = await session.get_one(OutageReport, question.payload["report_id"])
    return await _corrected(session, report, Correction(place=_as_written(right, said)))


async def _corrected(session: AsyncSession, report: OutageReport, correction: Correction) -> Answer | None:
    """The same report with the right place or service, beside the outage that is known there."""
    place = _place(report, correction)
    if not place and not correction.service:
        return None
    report.service = correction.service or report.service
    if place:
        named = neighborhood_in(place)
        own = await accounts.get(session, report.account_number) if report.account_number else None
        elsewhere = _WAY.search(plain(place)) is None
        if named or elsewhere or (own and report.place == own.address):
            report.neighborhood = named
        report.place = place
    known = []
    if report.neighborhood:
        known = await finding.current(session, neighborhood=report.neighborhood, service=report.service)
    report.outage_id = known[0].id if known else None
    await session.flush()
    if known and report.neighborhood:
        return _said(f"Corregido. {phrases.known(known[0], report.neighborhood)}")
    return _said(phrases.corrected(report, await reporting.nearby(session, report)))


def _said(text: str) -> Answer:
    return Answer([Reply(text=text, about="outage_report")])


def _place(report: OutageReport, correction: Correction) -> str:
    """The place as it is to be: the wrong number exchanged for the right one where the report has it."""
    number = rf"(?<!\d){correction.wrong}(?!\d)"
    if correction.wrong and re.search(number, report.place):
        return re.sub(number, correction.right, report.place, count=1)
    return correction.place
