"""What the platform itself says to citizens, outside of the assistant's answers."""

APOLOGY = (
    "Disculpe, en este momento no puedo responderle. Su mensaje quedó guardado y se lo respondo apenas pueda. "
    "Si prefiere, lo comunico con una persona."
)
PERSON = "Hablar con una persona"
SET_ASIDE = "Disculpe, no pude atender su mensaje. Lo dejé en manos de una persona."
SET_ASIDE_SUMMARY = "El asistente no pudo atender el último mensaje."
ASKED_FOR_PERSON = "El ciudadano pidió hablar con una persona mientras el asistente no respondía."
OLD_BUTTON = "Esa opción ya no está vigente. Cuénteme qué necesita y le ayudo."
LIFE_AT_RISK = "Persona posiblemente en riesgo. Lea la conversación y responda con cuidado."
DANGER_CONFIRMED = "Emergencia: el ciudadano confirmó que hay peligro. Lea la conversación."
NO_DANGER_IN_FORM = "Me alegra. Si eso cambia, escríbame enseguida."
NO_DANGER = f"{NO_DANGER_IN_FORM} ¿En qué más le puedo ayudar?"
THANKS = "Gracias."
NOW_THE_OTHER = "Ahora, lo otro que me escribió:"
CHECKED_BEFORE = "Gracias, ya había confirmado sus datos. ¿Qué más necesita?"
WHICH_ACCOUNT = "Claro. Escriba el número de la otra cuenta."
SENT_AGAIN = "Disculpe, se la envío otra vez. Si no la puede abrir, dígamelo."
NOT_KNOWN_IF_SAFE = "No tengo cómo confirmar si se puede usar: mejor no, hasta que se lo confirme una persona."
COPY_FAILS = "Lo lamento. Le puedo escribir aquí lo que dice la factura, o una persona se la hace llegar."
NOT_FILED = "De acuerdo: no radiqué nada. Si quiere, cuéntemelo de nuevo."
CANCELLED = "De acuerdo, lo dejamos así. ¿Le ayudo con algo más?"
ONLY_SPANISH = "Disculpe, solo entiendo español; una persona le ayuda."
CASE_BY_PERSON = "Sin el número no puedo mostrarle el caso. Una persona puede buscarlo con su nombre y sus datos."
WHICH_PART = "¿Qué parte no le quedó clara? Escríbamela; si prefiere, se la explica una persona."
BETTER_BY_PERSON = "Es mejor que se lo explique una persona. ¿Quiere que lo comunique?"
WHICH_OF_THESE = "¿Cuál? Elija una, o dígame con sus palabras qué necesita."
NONE_OF_THESE = "Entonces dígamelo con otras palabras, por favor. Si prefiere, le atiende una persona."
NOBODY_AWAITED = "De acuerdo, lo dejamos así: ya no le paso con una persona. Si la necesita, dígamelo."
QUEUED = "Su mensaje quedó en la conversación."

_WITHOUT_WORDS = {
    "media": "Recibí su archivo y queda en la conversación. Todavía no puedo leerlo: escríbame qué necesita.",
    "location": "Recibí su ubicación. Cuénteme por escrito qué necesita.",
    "contact": "Recibí el contacto. Cuénteme por escrito qué necesita.",
}
_NOTHING = "No recibí texto en su mensaje. Cuénteme por escrito qué necesita."


def no_such_number(number: str, count: int) -> str:
    """The answer to a number that none of the choices has."""
    numbers = f"un número del 1 al {count}" if count > 1 else "1"
    return f"No hay opción {number}. Escriba {numbers}, o dígame con sus palabras qué necesita."


def goes_on(case_number: str) -> str:
    """A case is not taken back, or not any more."""
    return f"De acuerdo: su caso {case_number} sigue su curso."


def without_words(kind: str) -> str:
    """The answer to a message in which there is nothing to read."""
    return _WITHOUT_WORDS.get(kind, _NOTHING)
