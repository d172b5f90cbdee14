"""Telegram's updates as the platform knows them. Source: https://core.telegram.org/bots/api#update"""

from telegram import CallbackQuery, ChatMemberUpdated, Message, Sticker, Update
from telegram.constants import ChatType

from bot.messaging.content import Details, Inbound, Media, Reachability
from connectors.telegram.channel import CHANNEL
from connectors.text import storable

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")


def parse_update(update: Update, account: str) -> Inbound | Reachability | None:
    """What a citizen wrote, sent or tapped in a private chat, or that they have blocked the bot or let it in again;
    None for anything else.
    """
    if update.callback_query:
        return _choice(update, update.callback_query, account)
    if update.edited_message and _is_private(update.edited_message):
        return _edit(update, update.edited_message, account)
    if update.message and _is_private(update.message) and not _is_service(update.message):
        return _message(update, update.message, account)
    if update.my_chat_member and update.my_chat_member.chat.type == ChatType.PRIVATE:
        return _reachability(update.my_chat_member, account)
    return None


def words_of(update: Update, account: str) -> Inbound | None:
    """What a citizen wrote in a private chat, with nothing else of the update; None where nobody did."""
    message = update.message or update.edited_message
    if message is None or not _is_private(message) or _is_service(message):
        return None
    inbound = Inbound(
        channel=CHANNEL.name,
        account=account,
        event_id=str(update.update_id),
        address=str(message.chat.id),
        text=storable(message.text or message.caption or ""),
    )
    if message is update.edited_message:
        inbound.kind, inbound.edits = "edit", str(message.message_id)
        return inbound if inbound.text else None
    inbound.kind = "text" if inbound.text else "media"
    return inbound


def _reachability(member: ChatMemberUpdated, account: str) -> Reachability:
    reachable = member.new_chat_member.status not in ("kicked", "left")
    return Reachability(channel=CHANNEL.name, account=account, address=str(member.chat.id), reachable=reachable)


def _message(update: Update, message: Message, account: str) -> Inbound:
    inbound = _inbound(update, message, account)
    words = inbound.text.split(maxsplit=1)
    if message.location:
        inbound.kind = "location"
        inbound.latitude, inbound.longitude = message.location.latitude, message.location.longitude
        if message.venue:
            inbound.details.place = storable(f"{message.venue.title}, {message.venue.address}").strip(" ,")
    elif message.contact:
        inbound.kind, inbound.text = "contact", _own_number(message)
    elif words and words[0].split("@")[0] == "/start":
        inbound.kind, inbound.text, inbound.payload = "start", "", "".join(words[1:])
    elif not message.text:
        # Also what we do not know: stored and answered, never dropped.
        inbound.kind, inbound.media = "media", _media(message)
    return inbound


def _edit(update: Update, message: Message, account: str) -> Inbound | None:
    """A corrected text or caption; a shared live location moves by edits too, and says nothing new."""
    inbound = _inbound(update, message, account)
    if not inbound.text:
        return None
    inbound.kind, inbound.edits, inbound.sent_at = "edit", inbound.reference, message.edit_date
    return inbound


def _choice(update: Update, query: CallbackQuery, account: str) -> Inbound | None:
    """A tapped button. Its message may be too old for Telegram to show; the tap counts all the same."""
    if query.data is None or (query.message and query.message.chat.type != ChatType.PRIVATE):
        return None
    return Inbound(
        channel=CHANNEL.name,
        account=account,
        event_id=str(update.update_id),
        address=str(query.from_user.id),
        kind="choice",
        choice=storable(query.data),
        text=_title(query),
    )


def _inbound(update: Update, message: Message, account: str) -> Inbound:
    return Inbound(
        channel=CHANNEL.name,
        account=account,
        event_id=str(update.update_id),
        address=str(message.chat.id),
        text=storable(message.text or message.caption or ""),
        reference=str(message.message_id),
        album=message.media_group_id or "",
        details=_details(message),
        sent_at=message.date,
    )


def _details(message: Message) -> Details:
    return Details(
        profile_name=storable(message.from_user.full_name or "") if message.from_user else "",
        replies_to=str(message.reply_to_message.message_id) if message.reply_to_message else "",
        forwarded="once" if message.forward_origin else "",
    )


def _own_number(message: Message) -> str:
    """The phone number of the sender's own contact; empty for somebody else's card, which anyone can forward."""
    contact, sender = message.contact, message.from_user
    if contact is None or sender is None or contact.user_id != sender.id:
        return ""
    return "+" + contact.phone_number.lstrip("+")


def _media(message: Message) -> list[Media]:
    if message.photo:
        return [Media(reference=message.photo[-1].file_id, mime="image/jpeg")]  # the largest comes last
    if message.sticker:
        return [_sticker(message.sticker)]
    for file, usual in (
        (message.document, "application/octet-stream"),
        (message.voice, "audio/ogg"),
        (message.audio, "audio/mpeg"),
        (message.video, "video/mp4"),
    ):
        if file:
            name = getattr(file, "file_name", None) or ""
            return [Media(reference=file.file_id, mime=file.mime_type or usual, name=name)]
    if message.video_note:
        return [Media(reference=message.video_note.file_id, mime="video/mp4")]
    return []


def _sticker(sticker: Sticker) -> Media:
    """The picture of a sticker; of one that moves, which no desk can show, the still one."""
    still = sticker.thumbnail if sticker.is_animated or sticker.is_video else None
    return Media(reference=(still or sticker).file_id, mime="image/webp", name=sticker.emoji or "sticker", sticker=True)


def _title(query: CallbackQuery) -> str:
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    for row in markup.inline_keyboard if markup else ():
        for button in row:
            if button.callback_data == query.data:
                return button.text
    return ""


def _is_private(message: Message) -> bool:
    return message.chat.type == ChatType.PRIVATE


def _is_service(message: Message) -> bool:
    """Notices that nobody wrote: a pinned message, a changed timer."""
    return bool(message.pinned_message or message.message_auto_delete_timer_changed or message.write_access_allowed)
