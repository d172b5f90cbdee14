"""A citizen says that the service is back: noted in the reports that this conversation has made."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.messaging.answer import Answer
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message
from bot.outages import phrases, services
from bot.outages.outage import OVER, Outage, OutageReport
from bot.words import plain, sound

# Said later than this, it is of something else.
WITHIN = timedelta(days=3)
ABOUT = "outage_report"
_OF_OUTAGES = frozenset({ABOUT, "outage_status", "outage_compensation"})
_BEFORE = (
    r"(gracias|ah|ay|uy|no|oiga|mire|si|listo|bueno|ok|hola|perdone?|disculpe|mentiras?|tranquil[oa]s?|olvidelo|"
    r"dejelo asi|señorita?|señor|gracias a dios|por fin|buenas|(buenos|buenas) (dias|tardes|noches)|"
    r"(le|les) (cuento|aviso|informo)( que)?|(es |era )?para (avisar|decir|contar|informar)(le|les)?( que)?)"
)
_AFTER = (
    r"(muchas|mil|muchisimas|gracias|muy amables?|a dios|señorita?|señor|por (su|la) ayuda|por todo|ya|otra vez|"
    r"de nuevo|por fin|normal|bien|todo|completo|"
    r"hace (un |como )*(rato|ratico|momento|poco|\w+ (minutos?|horas?))|hoy|ahora|ahorita|anoche|ayer|"
    r"esta (mañana|tarde|noche)|(aqui|aca)|(en|a) (la|mi|todas? las?) (casas?|cuadra|calle)|"
    r"(en|a) (todo )?el (barrio|sector|edificio)|a las \d+|que (tenga|pase) \w+ (dia|tarde|noche)|bendiciones)"
)
_BUT_NOT = (
    r"(pero|mas|aunque) (todavia |aun )?"
    r"(falta|no( (hay|tengo|tenemos|llega|vuelve|volvio|ha (llegado|vuelto)))?)"
)
# Of these it must be said that it is so by now: "hay luz" may ask.
_STATES = r"hay|tengo|tenemos|esta|funciona|sirve|quedo|contamos con"
_HAPPENED = (
    r"(se )?(me |nos )?(volvio|llego|regreso|vino|pusieron|conectaron|reconectaron|restablecieron|restablecio|"
    r"arreglaron|arreglo|repararon|soluciono|normalizo)"
)


@dataclass(frozen=True)
class Back:
    """`services`: the keys of those that were named, none where the words leave it open; `missing`: of those that are
    said not to be back.
    """

    services: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()


def read(text: str) -> Back | None:
    """What a message says to be back; None if it asks, or says anything else besides."""
    said = " ".join(map(_well_spelt, re.findall(r"[a-zñ0-9]+|\?", plain(text))))
    found = _pattern().fullmatch(said)
    if found is None:
        return None
    named = found["before"] or found["after"] or ""
    if not named and not re.search(r"\bya\b", said):
        return None
    return Back(_keys(named), _keys(found["missing"] or ""))


def _keys(named: str) -> frozenset[str]:
    known = services.names()
    return frozenset(known[word] for word in named.split() if word in known)


@lru_cache
def _pattern() -> re.Pattern[str]:
    one = rf"(?:(?:la|el|con) )?(?:{'|'.join(sorted({*services.names(), 'servicio'}, key=len, reverse=True))})"
    named = rf"{one}(?: y {one})*"
    said = rf"(?:ya (?:{_STATES}|{_HAPPENED})|(?<!\bno ){_HAPPENED})"
    missing = rf"(?: {_BUT_NOT} (?P<missing>{one}(?: (?:y|ni) {one})*)(?: todavia| aun)?)?"
    return re.compile(rf"(?:{_BEFORE} )*(?:(?P<before>{named}) )?{said}(?: (?P<after>{named}))?{missing}(?: {_AFTER})*")


@lru_cache
def _by_sound() -> dict[str, str]:
    """The words of the pattern, by how they sound; those that sound the same stand for themselves."""
    words = re.findall(r"[a-zñ]+", _pattern().pattern)
    return {sound(word): word for word in words} | {word: word for word in words}


def _well_spelt(word: str) -> str:
    """ "Bolbio" and "grasias" as the pattern has them."""
    heard = _by_sound()
    return heard.get(word) or heard.get(sound(word), word)


async def take(session: AsyncSession, conversation: Conversation, message: Message, about: str) -> Answer | None:
    """Note it in this conversation's own reports; None where it says no such thing, or has reported none, or what is
    still missing has no report.

    `about`: what was answered last; a service that is not named is that of the report only right after it. Whether an
    outage is over for everybody is not one citizen's to say.
    """
    back = read(message.body) if message.kind == "text" and conversation.owner == Owner.ASSISTANT else None
    if back is None or not (back.services or about in _OF_OUTAGES):
        return None
    reports = await _reports(session, conversation)
    meant = [report for report in reports if not back.services or report.service in back.services]
    if not meant or not back.missing <= {report.service for report in reports if report.restored_at is None}:
        return None
    fresh = [report for report in meant if report.restored_at is None]
    for report in fresh:
        report.restored_at = clock.now()
    await session.flush()
    running = await _running(session, fresh)
    others = [report for report in reports if report.restored_at is None]
    return Answer(
        [Reply(text=phrases.restored(fresh or meant[-1:], others, new=bool(fresh), running=running), about=ABOUT)]
    )


async def _reports(session: AsyncSession, conversation: Conversation) -> list[OutageReport]:
    found = await session.scalars(
        select(OutageReport)
        .where(OutageReport.conversation_id == conversation.id, OutageReport.reported_at > clock.now() - WITHIN)
        .order_by(OutageReport.id)
    )
    return list(found)


async def _running(session: AsyncSession, reports: list[OutageReport]) -> bool:
    """Whether one of these belongs to an outage that the office has not closed."""
    outages = {report.outage_id for report in reports if report.outage_id}
    found = await session.scalar(select(Outage.id).where(Outage.id.in_(outages), Outage.status.not_in(OVER)).limit(1))
    return found is not None
