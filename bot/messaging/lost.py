"""What people say who did not understand an answer, or want it once more: "no entendí", "más fácil", "¿me repite?"."""

import re

from bot.words import plain

_LOST = re.compile(
    r"(pero |es que |la verdad |ay |uy )*(yo )?"
    r"((no|tampoco) (le |lo |la |te )?(entiendo|entendi|comprendo|capto)"
    r"( (nada|bien|eso|muy bien|(que|cual|donde) (es|esta|tiene|hay|quiere)( de)?( mal| malo| eso| decir)?))?|"
    r"no me (queda|quedo) claro|como asi|en cristiano|"
    r"(con|en) (otras |mas )?palabras( mas)? (sencillas|faciles|simples)|"
    r"((me )?(lo |la )?(puede|podria) )?(me )?(lo )?expli(que|car|queme|quemelo|quelo|carme|carmelo|camelo|came)"
    r"( (mejor|bien|otra vez|eso|mas|facil|sencillo|despacio|claro|simple|(con|en) (otras )?palabras|sencillas|"
    r"faciles|por favor|porfa))*)( por favor| porfa)?"
)
_AGAIN = re.compile(
    r"(perdon |disculpe |como |que pena )*(no (lei|vi|escuche|oi|alcance a (leer|ver|oir)) )?"
    r"((me )?(lo |la |eso )?(puede|podria) )?(me )?(lo |la )?(repetir(me|melo|lo)?|repit(a|e|ame|alo|amelo|emelo))"
    r"( (eso|todo|otra vez|por favor|porfa|lo ultimo|la respuesta|el mensaje))*|"
    r"otra vez( por favor)?|(como|que) (dijo|me dijo|fue lo que dijo|dice)|de nuevo( por favor)?|mande(me)?|como( fue)?"
)


def is_lost(text: str) -> bool:
    """Whether a text only says that the answer was not understood, or asks for plainer words."""
    return _LOST.fullmatch(_words(text)) is not None


def wants_again(text: str) -> bool:
    """Whether a text only asks for the answer once more."""
    return _AGAIN.fullmatch(_words(text)) is not None


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-zñ0-9]+", plain(text)))
