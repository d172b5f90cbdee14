"""Yes or no, as people answer a question: "sí, gracias", "nop", "todavía no", "ya quedó", "1", 👍.

What says more than yes or no is neither: "no tengo luz" is something else to talk about.
"""

import re

from bot.words import plain

_SIGNS = {"👍": " si ", "✅": " si ", "👌": " si ", "💯": " si ", "👎": " no ", "❌": " no ", "🚫": " no "}
# Said beside the answer, and no part of it.
_POLITE = re.compile(
    r"\b(muchas gracias|mil gracias|gracias|grax|grcs|por favor|porfa|xfa|señor(ita|a)?|seño|don|doña|buen[ao]s? "
    r"(dias?|tardes?|noches?)|buenas|hola|disculpe|que pena|la verdad|pues|ps|doctor(a)?|joven|veci(no|na)?|sumerce|"
    r"mi reina|dios (le|los) (pague|bendiga)|bendiciones|amable|muy amable|jaja\w*|jeje\w*|"
    r"respuesta|opcion|la opcion|numero)\b"
)
_SERVICE = r"( (la|el|mi))?( (luz|energia|agua|gas|servicio|corriente|caso|problema))?"
_YES = re.compile(
    r"((la )?1|la primera|uno|si|sip|sep|yes|ok|okey|okay|oki|okis|vale|dale|listo|claro|claro que si|por supuesto|"
    r"obvio|desde luego|correcto|exacto|asi es|eso es|cierto|afirmativo|aja|ujum|simon|cabal|de una|hagale|perfecto|"
    r"excelente|acepto|de acuerdo|bueno|bien|muy bien|todo bien|todo en orden|todo perfecto|ya|ya si|ya esta|ya estuvo|"
    r"si (ya )?esta|(ya )?(se|me|nos|lo) (resolvio|soluciono|arreglo)|"
    r"(ya )?(me )?(lo |la )?(resolvieron|solucionaron|arreglaron)|"
    r"(ya )?(esta |quedo |fue )?(resuelto|resuelta|solucionado|solucionada|arreglado|arreglada)|"
    r"(ya )?quedo( (todo|muy))?( (bien|listo|lista|perfecto))?|"
    rf"ya (funciona|sirve|hay|llego|volvio|regreso|tengo|tenemos|(me|nos) (llego|pusieron)|pusieron){_SERVICE})"
)
_NO = re.compile(
    r"((la )?2|la segunda|dos|no|nop|nope|nel|nones|naa|nah|nanai|negativo|para nada|nunca|jamas|incorrecto|"
    r"(todavia|aun|tampoco|ahora) no|no (todavia|aun)|no señor|claro que no|por supuesto que no|"
    r"(no )?(sigue|sigo|seguimos|esta|estoy|estamos|continua) (igual|lo mismo|peor|mal)|igual|lo mismo|peor|nada|"
    r"(no )?(sigue|continua|persiste) el (problema|daño)|nada de nada|"
    r"(todavia |aun )?no (se |me |nos |lo )*(ha |han |fue |quedo |quedaron |esta |estan )?"
    r"(resuelto|resuelta|resolvio|resolvieron|solucionado|solucionada|soluciono|solucionaron|arreglado|arreglaron|"
    r"arreglo|quedo|bien|listo)( nada)?|no (han|ha) hecho nada|no hicieron nada|no me han (respondido|contestado)|"
    r"sin (resolver|solucion|solucionar)|no estoy de acuerdo|no acepto|no quiero)"
)
_REPEATED = re.compile(r"\b(\w+)( \1\b)+")


def read(text: str) -> bool | None:
    """True for yes, False for no, None for anything that says more, or something else."""
    for sign, meaning in _SIGNS.items():
        text = text.replace(sign, meaning)
    words = re.findall(r"[a-zñ0-9]+", plain(text))
    said = _REPEATED.sub(r"\1", _without_manners(" ".join(words)))
    if not said:
        return None
    if _NO.fullmatch(said):
        return False
    if _YES.fullmatch(said):
        return True
    return _leading(said)


def _without_manners(said: str) -> str:
    return " ".join(_POLITE.sub(" ", said).split())


def _leading(said: str) -> bool | None:
    """A "sí" or "no" that the rest repeats: "sí, ya quedó", "no, sigue igual"; any other rest is neither."""
    first, _, rest = said.partition(" ")
    if first in {"si", "sip", "ya", "claro", "ok", "listo"} and _YES.fullmatch(rest):
        return True
    if first in {"no", "nop", "nada"} and _NO.fullmatch(rest):
        return False
    return None
