"""Splits a message into words, and gives the classifier each word folded and spelled out."""

import re
from typing import List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.training_data.message import Message

from assistant.text import expand, fold

# A word, a number with its separators, or one symbol that carries meaning (an emoji, a #, a question mark).
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\s\w.,;:!¡()\"'«»_]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SpanishTokenizer(WhitespaceTokenizer):
    """Token texts stay as written, so that entities are cut from the message; lemmas are folded and expanded."""

    def tokenize(self, message: Message, attribute: str) -> List[Token]:
        """The tokens of an attribute of the message; at least one."""
        text = message.get(attribute)
        if attribute != "text":
            return super().tokenize(message, attribute)
        tokens = [
            Token(fold(found.group()), found.start(), found.end(), lemma=expand(fold(found.group())))
            for found in _TOKEN.finditer(text)
        ]
        return tokens or [Token(text, 0, len(text), lemma=text)]
