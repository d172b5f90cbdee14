"""What is said on the telephone besides the assistant's answers; facts come from entity.yml."""

from bot import attention, phones
from bot.entity import entity
from bot.formats import moment_text
from connectors.voice.numbers import digit_by_digit
from connectors.voice.speech import spoken

NOT_HEARD = "No le escuché."
NO_SUCH_KEY = "Esa opción no está."
ONE_MOMENT = ("Un momento, por favor, estoy consultando.", "Sigo consultando, no cuelgue.", "Ya casi, un momento más.")
NOTED = "Quedó anotado para la persona que le responde. ¿Algo más?"
WHAT_ELSE = "¿En qué le puedo ayudar?"
CONNECTING = "Lo comunico con una persona, no cuelgue."
SAFETY_FIRST = "Si no está en un lugar seguro, cuelgue y salga primero."
NOBODY = "En este momento no pudimos comunicarlo."
TOO_SLOW = "Disculpe, no pude encontrar la respuesta."
AWAY = "Disculpe, en este momento no puedo consultar la información."
GOODBYE = "Gracias por llamar. Hasta luego."
OTHER_NUMBER = (
    "Si prefiere que lo llamemos a otro número, márquelo y luego numeral. Si no necesita nada más, puede colgar."
)
PERSON_KEY = "Para hablar con una persona, marque cero."
MORE = "Para otras opciones, marque {key}."
GO_ON, GO_ON_WORD = "Para seguir oyendo", "Siga"
BY_TEXT = "Para recibirlo por mensaje de texto"
ASK_NUMBER = "¿A qué número lo llamamos? Márquelo y luego numeral."
BAD_NUMBER = "Ese número no parece completo. Márquelo otra vez y luego numeral."


def greeting() -> str:
    """Who speaks, to somebody who has heard the rest before."""
    return spoken(entity().voice.again.format(name=entity().short_name)).text


def called_back(number: str) -> str:
    """That a person calls, when, and to which number; the number is asked for where nobody knows it."""
    when = "" if attention.is_open() else f" Atendemos de nuevo {moment_text(attention.next_opening())}"
    if not number:
        return spoken(f"Una persona le devolverá la llamada.{when}").text + f" {ASK_NUMBER}"
    ending = digit_by_digit(number[-4:])
    return spoken(f"Una persona le devolverá la llamada al número que termina en {ending}.{when}").text + (
        f" {OTHER_NUMBER}"
    )


def will_call(number: str) -> str:
    """The number that the caller has given, read back."""
    return f"Listo, lo llamamos al {digit_by_digit(phones.national(number))}. ¿Algo más? Si no, puede colgar."


def come_again() -> str:
    """What to do while nothing works here."""
    return f"Por favor llame más tarde. {in_danger()}".strip()


def in_danger() -> str:
    """Whom to call in danger; "" where nobody knows."""
    emergency = entity().phone("emergency")
    return spoken(f"Si hay peligro, llame al {emergency.number}.").text if emergency else ""
