"""Bursts: people write one thing in several messages. What belongs together is read together.

Only greetings, openers and unfinished clauses wait for what follows them; a whole request is answered at once, and two
whole requests are answered one after the other. What was only told before our question could be read is read with what
led to that question.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.citizens import opt_out
from bot.messaging import asides, moving
from bot.messaging.message import Message
from bot.words import plain

LONGEST = 10

_OPENING = re.compile(
    r"((hola+|ola|alo+|buen[oa]s?|dias?|tardes?|noches?|muy|feliz|saludos?|que tal|como (esta|estan|estas|le va)|"
    r"señor(a|ita|es)?|seño|don|doña|doctora?|amig[oa]s?|vecin[oa]s?|veci|jefe|joven|"
    r"disculpe(n|me)?|perdon(e|en)?|que pena( con usted(es)?)?|oiga(n|me)?|mire(n)?|mira|vea|fijese( que)?|"
    r"(una|otra) (pregunta|consulta|duda|inquietud|cosa|cosita)|un favor|"
    r"(le|les|te) (cuento|comento|escribo|consulto)( que| porque)?|es que|resulta que|(lo que )?pasa que|"
    r"lo que pasa es que|tengo una (duda|pregunta|consulta|inquietud|situacion)|"
    r"tengo un (problema|inconveniente)|"
    r"(quisiera|queria|quiero|necesito|deseo)( hacer(les?)?)?( una)?"
    r"( pregunta| consulta| saber| preguntar| consultar)?( algo)?|"
    r"me (puede|podria|pueden|podrian) ayudar( con algo)?|por favor|porfa(vor)?|xfa)( |$))+"
)
# Nobody ends a sentence on these.
_DANGLING = frozenset(
    "y e o u ni que q de d del la el los las un una unos unas con sin por x para pa porque xq pq pero aunque cuando "
    "donde en al mi mis su sus es son muy entre desde hasta sobre segun".split()
)
_CONTINUING = re.compile(
    r"(desde|hace|porque|xq|pq|pero|que|q|del|de|en|ni|con|sin|ya que|aunque|y (nadie|nada|no|sin))\b"
)
# Thanks and farewells have an answer of their own; numbers and single words may be one to what was asked.
_CLOSING = re.compile(
    r"((muchas|mil|muchisimas) |ok |bueno |listo |vale )*"
    r"(gracias|grax|chao|chau|adios|hasta luego|bye|dios (le|los) \w+|muy amable)( .{0,20})?"
)
_LONG_NUMBER = re.compile(r"\d{4}")
_ASKING = re.compile(r"\?|\b(cuanto|cuando|donde|cual|como|quien|(a|con|de|en|para|por) que)\b")

_WISHING = re.compile(
    r"\b(quiero|queremos|quisiera(mos)?|necesito|necesitamos|deseo|deseamos|solicito|solicitamos|me (pueden?|podrian?)|"
    r"(mand|envi|pas|comuniqu)en?(me|nos)?)\b"
)


def is_fragment(text: str) -> bool:
    """Whether a text is only a greeting, an opener or an unfinished clause, so that more is to come."""
    said = plain(text)
    if said.endswith((",", ":", ";")):
        return True
    if said.endswith((".", "!", "?")) and not is_opening(said):
        return False
    words = re.findall(r"[a-zñ0-9]+", said)
    return bool(words) and (is_opening(said) or words[-1] in _DANGLING)


def continues(text: str) -> bool:
    """Whether a text goes on with the one before it: "desde ayer", "y nadie responde"."""
    said = plain(text).strip(" ¿¡.,")
    return _CONTINUING.match(said) is not None and _ASKING.search(plain(text)) is None


def together(line: Sequence[Message], asked: int = 0) -> list[Message]:
    """The first messages of a line that are read as one; `line` is not empty. What was once begun stays together.

    `asked`: the number of a question of ours, 0 for none. What was told before it goes on with what led to it, and is
    read at one go; what is asked or wished for is a request of its own.
    """
    head = line[0]
    if head.joined_to is not None:
        return [message for message in line if head.joined_to in (message.id, message.joined_to)]
    if head.session is not None:
        return [head]
    group = [head]
    for message in line[1:LONGEST]:
        if not (_can_join(group[-1]) and _can_join(message)):
            break
        crossed = message.seq < asked and _only_tells(group[-1]) and _only_tells(message)
        if not (crossed or is_fragment(text_of(group)) or continues(message.body)):
            break
        group.append(message)
    return group


def text_of(group: Sequence[Message]) -> str:
    """What the messages of a group say together: one sentence in pieces, or several."""
    text = ""
    for message in group:
        said = message.body.strip()
        whole = text and text[-1].isalnum() and not is_fragment(text) and not continues(said)
        text = f"{text}{'. ' if whole else ' '}{said}".strip()
    return text


def request_of(group: Sequence[Message]) -> str:
    """What a group asks for, without what only greets or leads up to it and might pass for the request."""
    return text_of(telling(group))


def telling(group: Sequence[Message]) -> Sequence[Message]:
    """The messages of a group without those that only greet or lead up to the request; all if there are no others."""
    return [message for message in group if not is_opening(message.body)] or group


def waits(group: Sequence[Message], now: datetime, patience: timedelta) -> timedelta | None:
    """How long to wait for what follows a group that is at the end of its line; None if it is to be answered now."""
    last = group[-1]
    if last.session is not None or not _can_join(last) or not is_fragment(text_of(group)):
        return None
    left = last.created_at + patience - now
    return left if left > timedelta() else None


def is_opening(text: str) -> bool:
    """Whether a text only greets, or leads up to what is wanted."""
    return _OPENING.fullmatch(" ".join(re.findall(r"[a-zñ]+", plain(text)))) is not None


def _only_tells(message: Message) -> bool:
    """Whether a text is more than an answer, a number, or thanks, and no request of its own."""
    said = plain(message.body)
    words = re.findall(r"[a-zñ]+", said)
    tells = len(words) > 1 and not _LONG_NUMBER.search(said) and not _CLOSING.fullmatch(" ".join(words))
    return tells and not requests(message.body)


def requests(text: str) -> bool:
    """Whether a text asks or wishes, or is one of those that the platform answers without the assistant."""
    said = plain(text)
    by_platform = opt_out.wish(text) or asides.read(text) or moving.wish(text)
    return bool(by_platform or _ASKING.search(said) or _WISHING.search(said))


def _can_join(message: Message) -> bool:
    return message.kind == "text" and bool(message.body.strip()) and message.secret is None and not message.intent
