"""Replies as rasa-sdk's dispatcher takes them."""

from rasa_sdk.executor import CollectingDispatcher

from bot.messaging.content import Document, Reply

Button = tuple[str, str]


def say(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    """Utter a reply of the platform: its text with its choices, then its document."""
    if reply.text:
        tell(dispatcher, reply.text, *((choice.title, choice.payload) for choice in reply.choices))
    if reply.document:
        give(dispatcher, reply.document)


def tell(dispatcher: CollectingDispatcher, text: str, *buttons: Button) -> None:
    """Utter a text with buttons, each a title and the explicit intent that it stands for ("/bill_copy")."""
    dispatcher.utter_message(text=text, buttons=[{"title": title, "payload": payload} for title, payload in buttons])


def give(dispatcher: CollectingDispatcher, document: Document) -> None:
    """Utter a file that `bot.media` keeps."""
    dispatcher.utter_message(json_message={"document": document.model_dump()})
