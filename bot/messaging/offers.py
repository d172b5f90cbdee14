"""A bare yes or no to an offer: what was offered last is done, asked about again, or put aside."""

import re
from collections.abc import Sequence

from bot.messaging import phrases, yes_no
from bot.messaging.answer import Answer
from bot.messaging.choosing import ANSWERS, Offer
from bot.messaging.content import Reply
from bot.messaging.person import PERSON
from bot.words import plain

NOT_UNDERSTOOD, OUT_OF_SCOPE = "nlu_fallback", "out_of_scope"

# "Ok" and "listo" only take note of what was said.
_YES = re.compile(
    r"\W*((si+|sip|claro|dale|hagale|de una|por supuesto|obvio|correcto|exacto|eso|aja|por favor|porfa|bueno|quiero|"
    r"que|señora?|señorita|gracias|asi es)\b\W*)+"
)
# With thanks, so do these: they end what was talked of.
_TAKES_NOTE = re.compile(r"\W*((bueno|correcto|exacto|eso|asi es|que|gracias|señora?|señorita)\b\W*)+")
_NONE = re.compile(
    r"\W*(no|nop|nada|ningun[ao]?)\b\W*"
    r"((no|es|de|es[ao]s?|eso|son|nada|ningun[ao]|gracias|señora?)\b\W*)*"
)
# An offer in words, beside its button.
_OFFERS = re.compile(r"\?\s*$|\b(si (quiere|prefiere|le falta|desea)|o se l[ao] paso)\b")
_ASKS = re.compile(r"\?\s*$")


def way_out(replies: Sequence[Reply], before: str) -> list[Reply]:
    """The replies to what is not for us, with a person offered where the answer before, about `before`, did not help
    either.
    """
    if before not in (OUT_OF_SCOPE, NOT_UNDERSTOOD) or not replies or any(reply.offered for reply in replies):
        return list(replies)
    return [*replies[:-1], replies[-1].model_copy(update={"choices": [PERSON]})]


def read(text: str, offer: Offer) -> Answer | None:
    """What a bare yes or no means to the choices offered last; None for more, or where those are yes and no."""
    choices = offer.latest
    if not choices or any(ANSWERS.match(choice.payload) for choice in choices):
        return None
    said, about = plain(text), offer.abouts[0] if offer.abouts else ""
    if about == NOT_UNDERSTOOD and _NONE.fullmatch(said):
        return Answer([Reply(text=phrases.NONE_OF_THESE, choices=[PERSON], about=about)])
    if "gracias" in said and _TAKES_NOTE.fullmatch(said):
        return None
    if yes_no.read(text) is not True or not _YES.fullmatch(said):
        return None
    if len(choices) > 1:
        again = Reply(text=phrases.WHICH_OF_THESE, choices=choices, about=about)
        return Answer([again]) if _ASKS.search(offer.said) else None
    taken = _OFFERS.search(plain(offer.said)) and choices[0].payload.startswith("/")
    return Answer(intent=choices[0].payload) if taken else None
