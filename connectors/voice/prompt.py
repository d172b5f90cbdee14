"""What is said at one step of a call, and what follows: kept as it is, so that a repeated step says the same."""

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Literal

from pydantic import BaseModel, Field

from bot import attention
from bot.calls import by_text
from bot.entity import entity
from bot.messaging.content import Reply
from bot.messaging.message import Message
from connectors.voice import phrases
from connectors.voice.numbers import DIGITS
from connectors.voice.speech import spoken

# A caller remembers few options; a longer list goes on behind the last key.
OPTIONS_AT_ONCE = 4
# An answer longer than this is better read than heard; what follows is said when the caller wants it.
LONG = 450
SAY, REST = "say:", "rest"


class Option(BaseModel):
    """One key of a menu. `data`: a choice as the platform gave it out ("<message id>:<index>"), or words ("say:…")."""

    title: str
    data: str
    asked: str = ""

    def told(self, key: int) -> str:
        """ "Para ver el detalle, marque uno."; what is no action is named first: "Sí: marque uno."."""
        name = self.title[:1].lower() + self.title[1:]
        verb = name.split(" ")[0].endswith(("ar", "er", "ir"))
        start = self.asked or (f"Para {name}" if verb else f"{self.title}")
        return f"{start}{',' if verb or self.asked else ':'} marque {DIGITS[key]}."


class Prompt(BaseModel):
    """One step. `then`: listen, wait and ask again, put through, ask for a number, or hang up.

    `rest`: sentences of a long answer that are said when the caller wants to go on.

    `first_option`: where in the menu the shown keys begin. `silent`: how often in a row nothing was heard.
    `safety`: it is not to be talked over. `step`: the number of the step that the caller's answer will be. `noted`:
    the caller knows that the database is away, and who will call back.
    """

    say: list[str] = Field(default_factory=list)
    rest: list[str] = Field(default_factory=list)
    menu: list[Option] = Field(default_factory=list)
    first_option: int = 0
    then: Literal["listen", "wait", "dial", "number", "hangup"] = "listen"
    silent: int = 0
    tries: int = 0
    safety: bool = False
    noted: bool = False
    step: int

    @property
    def shown(self) -> list[Option]:
        """The options that have a key now."""
        rest = self.menu[self.first_option :]
        return rest if len(rest) <= OPTIONS_AT_ONCE else rest[: OPTIONS_AT_ONCE - 1]

    @property
    def has_more(self) -> bool:
        return self.first_option + len(self.shown) < len(self.menu)

    @property
    def words(self) -> list[str]:
        """Everything that is said, the menu last."""
        keys = [option.told(key) for key, option in enumerate(self.shown, start=1)]
        if self.has_more:
            keys.append(phrases.MORE.format(key=DIGITS[len(keys) + 1]))
        return [*self.say, *keys, *([phrases.PERSON_KEY] if keys else [])]

    def again(self, reason: str, step: int) -> "Prompt":
        """The same once more, for a reason ("No le escuché.")."""
        said = [words for words in self.say if words not in (phrases.NOT_HEARD, phrases.NO_SUCH_KEY)]
        return self.model_copy(update={"say": [reason, *said] if reason else said, "step": step})

    def go_on(self, step: int) -> "Prompt":
        """What is left of a long answer, as much as is heard at once, with the same menu."""
        menu = [option for option in self.menu if option.data != REST]
        return in_pieces(Prompt(say=self.rest, menu=menu, step=step))

    def next_options(self, step: int) -> "Prompt":
        """The menu's next page."""
        return Prompt(menu=self.menu, first_option=self.first_option + len(self.shown), step=step)


def can_put_through() -> bool:
    """Whether a person takes calls now."""
    return bool(entity().voice.transfer_number) and attention.is_open()


def prompt_of(messages: Sequence[Message], step: int, *, by_text_to: str = "") -> Prompt:
    """What the office has to say, in spoken form, with the keys of the last choices that it offers.

    `by_text_to`: the caller's address; where messages reach it, long answers are offered by text message.
    """
    prompt, more = Prompt(step=step), False
    for message in messages:
        reply = Reply.model_validate(message.content)
        said = spoken(reply.words)
        prompt.say += [said.text] if said.text else []
        prompt.safety = prompt.safety or reply.purpose == "safety"
        more = more or said.more or reply.document is not None
        if reply.offered:
            prompt.menu = [
                Option(title=spoken(choice.title).text.rstrip("."), data=f"{message.id}:{index}")
                for index, choice in enumerate(reply.offered)
            ]
    if prompt.safety:
        return prompt
    if (more or sum(map(len, prompt.say)) > LONG) and by_text.can_send(by_text_to):
        _offer(prompt, Option(title=by_text.WANTED, data=SAY + by_text.WANTED, asked=phrases.BY_TEXT))
    return in_pieces(prompt)


def in_pieces(prompt: Prompt) -> Prompt:
    """A long answer up to a sentence's end; the rest is offered."""
    sentences = [one for said in prompt.say for one in re.split(r"(?<=[.!?]) (?=[A-ZÁÉÍÓÚÑ¿¡])", said)]
    total = list(accumulate(map(len, sentences)))
    if not total or total[-1] <= LONG:
        return prompt
    kept = max(1, sum(length <= LONG for length in total))
    if kept < len(sentences):
        prompt.say, prompt.rest = [" ".join(sentences[:kept])], sentences[kept:]
        _offer(prompt, Option(title=phrases.GO_ON_WORD, data=REST, asked=phrases.GO_ON))
    return prompt


def _offer(prompt: Prompt, option: Option) -> None:
    """An option before the menu's others, which may be on its next page."""
    prompt.menu = [option, *prompt.menu]
