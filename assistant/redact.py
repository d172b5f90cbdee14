"""A message without what tells who wrote it, so that people can review what was misunderstood.

Numbers, addresses and the like are found by the patterns that the assistant reads them with; e-mails, names and what
else looks like a long number come on top. A mark in their place says what it was: «cuenta», «nombre».
"""

import re
from typing import Iterable, List, Tuple

from assistant.patterns import find
from assistant.text import fold

# (entity, start, end) in characters
Span = Tuple[str, int, int]

MARKS = {
    "account_number": "«cuenta»",
    "case_number": "«caso»",
    "national_id": "«documento»",
    "phone": "«teléfono»",
    "address": "«dirección»",
    "email": "«correo»",
    "link": "«enlace»",
    "name": "«nombre»",
    "number": "«número»",
}
# Numbers that tell nobody who wrote them.
_HARMLESS = {"amount", "date", "month"}
_EMAIL = re.compile(
    r"[^\s@<>«»,;:]+(?:@|\s?\(at\)\s?|\sarroba\s)[^\s@<>«»,;]+?(?=[\s.,;:!?)»]*(?:\s|$))", re.IGNORECASE
)
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<!\w)@\w+")
# Five digits and more, however they are grouped; and digits grown together with letters (plates, foreign ids).
_NUMBER = re.compile(
    r"(?<!\w)[+(]?(?=(?:[ .\-/()]{0,2}\d){5})\d(?:[ .\-/()]{0,2}\d)+(?!\w)|(?<!\w)(?=\w*\d{3})(?=\w*[A-Za-z])\w{5,}"
)
_TITLE = r"(?:(?:el|la|don|doña|dona|señora?|senora?|sr|sra|srta|doctora?|dra?)\.? )*"
_BEFORE_NAME = re.compile(
    r"\b(?:me llamo|mi nombre(?: completo)? es|soy|le habla|les habla|habla con|le escribe|les escribe|de parte de|"
    r"a nombre de|nombre de|titular(?: es|:)|atte\.?|atentamente|firma(?:do)?:?|se llama|llamad[oa]|"
    rf"sr\.?|sra\.?|srta\.?|señora?|senora?|don|doña|doctora?|nombre:?)[\s,:]+{_TITLE}"
)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*\.?")
_PARTICLES = frozenset("de del la las los y san santa".split())
_LONGEST_NAME = 6
_NO_NAMES = frozenset(
    """a al aqui buenas buenos como con cuando cuanto desde donde el en es esta este estoy hace hay hola la llevo lo
    los me mi mis necesito no para pero por porque que quiero quisiera se sin sobre su tengo un una usted vengo vivo
    ya""".split()
)
_FIRST_NAMES = frozenset(
    """adriana alberto alejandra alejandro alex alexander alfonso alfredo alicia alvaro amanda amparo ana andrea andres
    angel angela angelica antonia antonio armando arturo beatriz benjamin bernardo blanca brenda bryan camila camilo
    carla carlos carmen carolina catalina cecilia cesar clara claudia consuelo cristian cristina cristobal daniel
    daniela dario david diana diego dolores edgar edison eduardo edwin elena elizabeth elsa elvira emilia emilio enrique
    erika ernesto esperanza esteban estela esther eugenia eva fabian fabiola felipe felix fernanda fernando
    flor francisca
    francisco gabriel gabriela gerardo german gilberto gladys gloria gonzalo graciela guadalupe guillermo gustavo hector
    henry hernan hernando hilda hugo ignacio ines irene isabel isabella ivan jaime jairo javier jenny jessica jesus jhon
    joaquin john jorge jose josefina juan juana juanita julia julian juliana julio karen karina laura leidy leonardo
    leonor leticia liliana lilia lina lorena lorenzo lucas lucia luis luisa luz manuel manuela marcela marco marcos
    margarita maria mariana mario maritza marlene marta martha martin mateo matias mauricio maximo mercedes micaela
    miguel milena monica nancy natalia nelly nelson nestor nicolas norma nubia octavio olga omar oscar pablo paola
    patricia paula pedro pilar rafael ramiro ramon raquel raul rebeca ricardo roberto rocio rodrigo rogelio rosa rosalba
    rosario ruben ruth samuel sandra santiago sara sebastian sergio silvia simon sofia soledad sonia stella susana
    tatiana teresa tomas valentina valeria vanessa veronica vicente victor victoria viviana walter william wilson
    ximena yamile yolanda""".split()
)


def redact(text: str, entities: Iterable[Span] = ()) -> str:
    """The text with marks for personal data. `entities` are what the assistant found in it: those that tell a person
    or a home are left out beside what is found here."""
    read = [(one.entity, one.start, one.end) for one in find(text)]
    found: List[Span] = [("link", *match.span()) for match in _LINK.finditer(text)]
    found += [("email", *match.span()) for match in _EMAIL.finditer(text)]
    found += [("name", *match.span()) for match in _HANDLE.finditer(text)]
    found += [one for one in (*entities, *read) if one[0] in MARKS]
    found += _names(text)
    harmless = [one for one in read if one[0] in _HARMLESS]
    for match in _NUMBER.finditer(text):
        number = ("number", *match.span())
        if not any(_overlap(one, number) for one in harmless):
            found.append(number)
    return _replaced(text, found)


def _replaced(text: str, found: List[Span]) -> str:
    out, at = [], 0
    # Where two overlap both are left out, under the mark of the one that begins first or is longer.
    for entity, start, end in sorted(found, key=lambda one: (one[1], -one[2])):
        if start >= at:
            out += [text[at:start], MARKS[entity]]
        at = max(at, end)
    return "".join([*out, text[at:]])


def _names(text: str) -> List[Span]:
    folded = fold(text)
    found = []
    for match in _BEFORE_NAME.finditer(folded):
        end = _name_end(text, match.end())
        if end:
            found.append(("name", match.end(), end))
    return found


def _name_end(text: str, start: int) -> int:
    """Where the name that begins at `start` ends; 0 if none does. In a message without capitals a name begins with a
    common first name, and takes the words up to one that is none."""
    end, before, cased = 0, start, not text.isupper()
    first_is_capital = False
    for count, word in enumerate(_NAME_WORD.finditer(text, start)):
        if count == _LONGEST_NAME or text[before : word.start()].strip():
            break
        low = fold(word.group()).rstrip(".")
        capital = cased and word.group()[0].isupper()
        before = word.end()
        if end and low in _PARTICLES:
            continue
        if not (capital or low in _FIRST_NAMES) and (not end or first_is_capital or low in _NO_NAMES):
            break
        first_is_capital = first_is_capital or capital
        end = word.end()
    return end


def _overlap(one: Span, other: Span) -> bool:
    return one[1] < other[2] and other[1] < one[2]
