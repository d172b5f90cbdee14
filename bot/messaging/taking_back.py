"""What a citizen takes back of a thing that has just been done: "no espere, sí quiero" after the messages were stopped,
a case withdrawn or a form left; "mejor no" after something was filed or messages were switched on.
"""

import re
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.cases import closing
from bot.cases.case import Case
from bot.messaging import asides, opting, phrases
from bot.messaging.answer import Answer
from bot.messaging.asides import Aside
from bot.messaging.choosing import Offer
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message
from bot.words import plain

WITHIN = timedelta(minutes=30)
# Answers after which something of the citizen's is filed, and can be withdrawn.
_FILED = frozenset(
    """complaint_file complaint_appeal update_contact appointment_book appointment_change bill_payment_agreement
    bill_payment_report""".split()
)
# What a form that was left may not have been for.
_TALK = frozenset("deny affirm inform nlu_fallback help_menu".split())

_AGAIN = frozenset(
    """a ah ahora al asi ay aun aunque avisen aviseme avisenme avisos bien bueno cambie cancele cancelen cierre cierren
    con continuar continue cosas de dejelo deje disculpe disculpen el ella en equivoque era es eso espera espere
    esperen esperese favor hacer haga hagamoslo idea la las le les lo los mande manden mandenme mas me mejor mensajes
    mensaje mentira mentiras no nos o oiga opinion pena pensandolo perdon perdone perdoneme pero por porfa pues que
    queria quiero quise quisiera quite quiten recibir recibirlos retire retiren se señorita señor seguir si siempre
    siga sigamos sin un uy ya yo necesito deseo gracias arrepenti queja reclamo caso""".split()
)
_REVERSES = re.compile(
    r"\b(no|espere(n|se)?|espera|mentiras?|perdon(e|eme)?|disculpen?|mejor|siempre|pensandolo|arrepenti|equivoque|ay|uy|ah|"
    r"bueno|cambie|pero)\b"
)
_WANTS = re.compile(
    r"\bsi\b((?!\bno\b).)*\b(quiero|quisiera|queria|deseo|necesito|aviseme|avisenme|avisen|manden(me)?|siga(mos)?|dejelo)\b|"
    r"\b(mejor|siempre|pero|no|espere|mentiras?|perdon|pensandolo( bien)?) si\b(?! (que |ya |por favor )*no\b)|"
    r"\bno (me |nos |se )?(la |lo |los |las )?(quiten?|retiren?|cancelen?|cierren?)\b|"
    r"\b(me arrepenti|cambie de (idea|opinion)|(era|es) mentira)\b(?!.*\bno quiero\b)"
)
_STOPS = re.compile(
    r"((ay|uy|ah|bueno|pensandolo bien|perdon|disculpe|siempre) )*((mejor|ya|entonces) )*no ((mejor|ya) )*"
    r"(me |nos )?(avise|avisen|mande|manden|escriban?|envien?)( nada| mas| mejor| gracias)*"
)

_UNDOES = re.compile(
    r"\b(olvid\w+|(cancel|retir)\w+|arrepenti|no (lo |la )?(quiero|deseo|necesito)|cambie de|mejor no|siga)\b"
)
# "No quiero nada más" and "déjelo así" end what was talked of, and leave it as it is.
_ENOUGH = re.compile(r"\b(nada|mas|asi)\b")


def wants_again(text: str) -> bool:
    """Whether a text only says that what was just stopped, withdrawn or left is wanted after all."""
    words = re.findall(r"[a-zñ0-9]+", plain(text))
    said = " ".join(words)
    return set(words) <= _AGAIN and _REVERSES.search(said) is not None and _WANTS.search(said) is not None


def wants_no_more(text: str) -> bool:
    """Whether a text only says that what was just begun is not wanted after all."""
    said = plain(text)
    cancels = asides.read(text) is Aside.CANCEL and _UNDOES.search(said) and not _ENOUGH.search(said)
    return bool(cancels) or _stops(text)


def _stops(text: str) -> bool:
    return _STOPS.fullmatch(" ".join(re.findall(r"[a-zñ0-9]+", plain(text)))) is not None


async def take(session: AsyncSession, conversation: Conversation, message: Message, offer: Offer) -> Answer | None:
    """Undo, or ask about, what the message takes back; None if it takes nothing back."""
    about = offer.abouts[0] if offer.abouts else ""
    again = await _again(session, conversation, message, offer, about) if wants_again(message.body) else None
    if again is not None:
        return again
    if not wants_no_more(message.body):
        return None
    if about == "reminders_on":
        reply = opting.note(conversation, message, "stop")
        return Answer([reply] if reply else [])
    if _stops(message.body):
        return Answer([await opting.ask(session, conversation)])
    return await withdraw(session, conversation, message, about)


async def withdraw(session: AsyncSession, conversation: Conversation, message: Message, about: str) -> Answer | None:
    """Ask whether what was just filed is to be withdrawn, where the message takes it back; None if it does not."""
    if not wants_no_more(message.body) or _stops(message.body):
        return None
    case = await _case(session, conversation, None)
    if case is None:
        return None
    awaited = conversation.owner == Owner.QUEUE and case.number in conversation.summary
    return Answer(intent="/case_withdraw") if awaited or about in _FILED else None


async def _again(
    session: AsyncSession, conversation: Conversation, message: Message, offer: Offer, about: str
) -> Answer | None:
    address = conversation.address
    if about in {"", "reminders_off"} and _is_recent(address.opted_out_at) and not address.unreachable_at:
        reply = opting.note(conversation, message, "resume")
        return Answer([reply] if reply else [])
    if offer.said.endswith(phrases.NOT_FILED):
        return Answer(intent="/complaint_file")
    if offer.said.endswith(phrases.CANCELLED):
        return Answer(intent=f"/{about}") if about and about not in _TALK else None
    case = await _case(session, conversation, "withdrawn") if about == "case_withdraw" else None
    if case and await closing.reopen(session, case, reason="El ciudadano no quiso retirarlo después de todo"):
        return Answer([Reply(text=phrases.goes_on(case.number), about=about)])
    return None


async def _case(session: AsyncSession, conversation: Conversation, outcome: str | None) -> Case | None:
    """The case that this conversation has just filed, or closed with this outcome."""
    when = Case.closed_at if outcome else Case.received_at
    return await session.scalar(
        select(Case)
        .where(Case.conversation_id == conversation.id, Case.outcome == outcome, when > clock.now() - WITHIN)
        .order_by(Case.id.desc())
        .limit(1)
    )


def _is_recent(moment: datetime | None) -> bool:
    return moment is not None and moment > clock.now() - WITHIN
