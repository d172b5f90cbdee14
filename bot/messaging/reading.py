"""What a message means in the light of what was said before: a tapped or typed choice, the answer to an open question.

Looked at before the assistant. What fits becomes an explicit intent of the platform, or is answered here; anything
else goes to the assistant as it is, and open questions stay open.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import evidence
from bot.citizens import consent, identity
from bot.citizens.facts import MASK
from bot.learning import misunderstood
from bot.messaging import (
    answers,
    asides,
    choosing,
    files,
    follow_on,
    languages,
    lost,
    moving,
    offers,
    opting,
    outbox,
    ownership,
    paging,
    phrases,
    starts,
    taking_back,
    waiting,
)
from bot.messaging.answer import ASK_AGAIN, Answer
from bot.messaging.asides import Aside
from bot.messaging.choosing import Offer, Pick
from bot.messaging.content import Choice, Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.failures import WANTS_PERSON
from bot.messaging.message import Message
from bot.outages import correcting, restored
from bot.words import plain

# Files that come one after the other within this time were sent together.
TOGETHER = timedelta(seconds=10)
# Leaving a form, as the assistant knows it.
LEAVE = "/deny"


async def read(session: AsyncSession, conversation: Conversation, message: Message) -> bool:
    """Read one inbound message. True if it is dealt with; otherwise `message.intent` may be set for the assistant."""
    offer = await choosing.offered(session, conversation, before=message.seq)
    if offer.asked_to_share:
        message.content = {**message.content, "ends_request": True}
    if message.content.get("media") and message.body.strip():
        await evidence.add(session, conversation, message)
    if not _is_offered(offer, message.body) and await opting.take(session, conversation, message):
        return True
    first_contact = consent.is_first_contact(conversation.address)
    if first_contact:
        await _greet(session, conversation, message)
    if message.kind == "start":
        opening = await starts.enter(session, conversation, message)
        # Who has just been greeted needs no menu, only what the link was about.
        return (first_contact and opening is starts.HELP) or await _give(session, conversation, message, opening)
    if await moving.take(session, conversation, message):
        return True
    pick = await _picked(session, conversation, message, offer)
    done = await _by_choice(session, conversation, message, pick)
    if done is not None:
        return done
    return (
        await _answered(session, conversation, message, pick, offer)
        or await _in_another_language(session, conversation, message)
        or await _unreadable(session, conversation, message, offer)
    )


async def _by_choice(
    session: AsyncSession, conversation: Conversation, message: Message, pick: Pick | None
) -> bool | None:
    """What a choice leads to: True if that was all, False if the assistant is to go on with its intent.

    None where the message picks none, or one that is the platform's own answer.
    """
    if pick and pick.again:
        return True
    if pick is None or pick.stale:
        over = message.kind == "choice" or (pick is not None and choosing.is_number(message.body))
        return await _say(session, conversation, message, phrases.OLD_BUTTON) if over else None
    if pick.offered_by and pick.choice.payload == paging.MORE:
        return await _send(session, conversation, message, paging.next_page(pick.offered_by))
    if pick.choice.payload.startswith("/"):
        if pick.offered_by and pick.offered_by.reply_to:
            await misunderstood.note_pick(session, message_id=pick.offered_by.reply_to, payload=pick.choice.payload)
        message.intent = pick.choice.payload
        return False
    return None


async def _answered(
    session: AsyncSession, conversation: Conversation, message: Message, pick: Pick | None, offer: Offer
) -> bool:
    """Whether it answers one of the platform's questions, and that was all; a tap on one that is over is told so."""
    payload = pick.choice.payload if pick and not pick.stale else None
    answer = await answers.find(session, conversation, message, payload)
    if answer is None and message.kind != "choice":
        answer = await _in_context(session, conversation, message, offer)
    if answer is None:
        over = message.kind == "choice"
        return over and await _say(session, conversation, message, phrases.OLD_BUTTON)
    return await _give(session, conversation, message, answer)


async def _in_context(
    session: AsyncSession, conversation: Conversation, message: Message, offer: Offer
) -> Answer | None:
    """What a message says about the question of a form, or about what was answered last."""
    about = offer.abouts[0] if offer.abouts else ""
    if back := await restored.take(session, conversation, message, about):
        return back
    if conversation.dialog_open:
        return _about_form(message, offer)
    if conversation.owner == Owner.QUEUE:
        return (
            await taking_back.withdraw(session, conversation, message, about)
            or await waiting.give_up(session, conversation, message)
            or waiting.goes_on(message.body, offer)
        )
    if conversation.owner != Owner.ASSISTANT or not message.body.strip():
        return None
    if await identity.given_again(session, conversation, message.body):
        message.body = MASK
        return Answer([Reply(text=phrases.CHECKED_BEFORE)])
    corrected = await correcting.take(session, conversation, message)
    return (
        corrected
        or await taking_back.take(session, conversation, message, offer)
        or offers.read(message.body, offer)
        or follow_on.read(message.body, offer.abouts, offer.latest, offer.said)
    )


def _about_form(message: Message, offer: Offer) -> Answer | None:
    """What is said about the question of the assistant's form instead of answering it."""
    if offer.abouts[:1] == [restored.ABOUT] and restored.read(message.body):
        return Answer(intent=LEAVE)  # nothing is left to be reported
    aside = asides.read(message.body)
    unheard = lost.is_lost(message.body) or lost.wants_again(message.body)
    if aside is None and (unheard or follow_on.asks_of_form(message.body, offer.abouts)):
        return Answer(intent=ASK_AGAIN)
    return Answer(intent=LEAVE if aside is Aside.CANCEL else ASK_AGAIN) if aside else None


async def _give(session: AsyncSession, conversation: Conversation, message: Message, answer: Answer) -> bool:
    """Say what there is to say; False if the assistant is to go on."""
    for reply in answer.replies:
        await _send(session, conversation, message, reply)
    message.intent = answer.intent
    return not answer.intent


async def _in_another_language(session: AsyncSession, conversation: Conversation, message: Message) -> bool:
    """Whether it is in another language than Spanish: it is said so in both, and a person is called."""
    # A caller's words were heard as Spanish, whatever they were.
    if message.intent or conversation.owner != Owner.ASSISTANT or conversation.address.channel == "voice":
        return False
    language = languages.of(message.body)
    if language is None:
        return False
    await ownership.hand_over(session, conversation, reason="person", summary=f"Escribe en {language.name}.")
    said = " / ".join(filter(None, (phrases.ONLY_SPANISH, language.sentence)))
    return await _say(session, conversation, message, said)


async def _unreadable(session: AsyncSession, conversation: Conversation, message: Message, offer: Offer) -> bool:
    """Whether there is nothing for the assistant to understand: no words, or the number of no choice."""
    if message.intent:
        return False
    if not message.body.strip():
        return await _without_words(session, conversation, message)
    # Beside a plain yes or no a number may be many things: the mark for a survey, for one.
    if len(offer.latest) > 2 and not conversation.dialog_open and choosing.is_number(message.body):
        text = phrases.no_such_number(message.body.strip(" .)"), len(offer.latest))
        return await _say(session, conversation, message, text)
    return False


def _is_offered(offer: Offer, text: str) -> bool:
    """Whether these are the very words of a choice on the screen: "baja" may be one."""
    return any(plain(choice.title) == plain(text) for choice in offer.latest)


async def _came_with_others(session: AsyncSession, message: Message) -> bool:
    """Whether a file without words follows another of the same album, or of the same moment: one answer is enough."""
    before = await session.scalar(
        select(Message)
        .where(
            Message.conversation_id == message.conversation_id,
            Message.direction == "in",
            Message.seq < message.seq,
        )
        .order_by(Message.seq.desc())
        .limit(1)
    )
    if before is None or before.kind != "media":
        return False
    album = message.content.get("album")
    same_album = bool(album) and before.content.get("album") == album
    return same_album or message.created_at - before.created_at < TOGETHER


async def _without_words(session: AsyncSession, conversation: Conversation, message: Message) -> bool:
    brought = bool(message.content.get("media"))
    case = await evidence.add(session, conversation, message) if brought else None
    if message.kind == "media" and await _came_with_others(session, message):
        return True
    if not brought:
        return await _say(session, conversation, message, phrases.without_words(message.kind))
    reply = await files.answer(session, conversation, message, case)
    return reply is None or await _send(session, conversation, message, reply)


async def _greet(session: AsyncSession, conversation: Conversation, message: Message) -> None:
    for reply in await consent.first_contact(session, conversation):
        await _send(session, conversation, message, reply)


async def _say(session: AsyncSession, conversation: Conversation, message: Message, text: str) -> bool:
    return await _send(session, conversation, message, Reply(text=text))


async def _send(session: AsyncSession, conversation: Conversation, message: Message, reply: Reply) -> bool:
    await outbox.send(session, conversation, reply, author="assistant", reply_to=message.id)
    return True


async def _picked(session: AsyncSession, conversation: Conversation, message: Message, offer: Offer) -> Pick | None:
    """The choice that a message picks: by its button, or by number or words of the choices offered last."""
    if message.kind == "choice" and message.content.get("choice"):
        return await choosing.tapped(session, conversation, message, offer)
    if any(choice.payload == WANTS_PERSON for choice in offer.latest) and waiting.asks_for_person(message.body):
        return Pick(Choice(title=phrases.PERSON, payload=WANTS_PERSON))
    return await choosing.typed(session, message, offer)
