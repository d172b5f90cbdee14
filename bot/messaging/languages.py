"""Other languages than Spanish, told by their commonest words: one sentence in both languages, and a person.

Bad Spanish is Spanish: a text counts as another language only by words that no spelling of Spanish has, and only where
the Spanish ones do not outnumber them.
"""

import re
from dataclasses import dataclass

from bot.words import plain

# So many words of the language, and so large a part of all words.
FEWEST, SHARE = 2, 0.25


@dataclass(frozen=True)
class Language:
    """`name`: in Spanish, for the person who answers; `words`: its commonest ones, folded; `sentence`: what is
    said in it beside the Spanish, "" for nothing.
    """

    name: str
    words: frozenset[str]
    sentence: str = ""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LANGUAGES = (
    Language(
        "inglés",
        _words(
            "the and is are was my your you we they i i'm im it this that to of for with in on at from have has had do "
            "does don't dont can't cant not how much what where when why who would like want need please hello hi good "
            "morning afternoon thanks thank bill bills water power light electricity outage house home speak english "
            "someone somebody person help pay paid owe account number office there since yesterday today still out am"
        ),
        "Sorry, I only understand Spanish; a person will help you.",
    ),
    Language(
        "portugués",
        _words(
            "nao voce voces bom noite obrigado obrigada minha meu meus minhas estou com sem uma preciso quero gostaria "
            "conta fatura onde "
            "ontem hoje eu muito muita faco tambem nossa quanto alguem falar tenho ja dos das ajuda ajudar senhor "
            "senhora caiu faltou"
        ),
        "Desculpe, só entendo espanhol; uma pessoa vai ajudar você.",
    ),
    Language(
        "francés",
        _words(
            "je j'ai ai n'ai nai vous nous bonjour bonsoir merci s'il vous plait est les des une un le pas plus pour "
            "dans avec mon ma mes facture eau electricite d'electricite courant payer combien ou quand voudrais veux "
            "besoin depuis hier aide parler quelqu'un et du au suis"
        ),
        "Désolé, je ne comprends que l'espagnol ; une personne va vous aider.",
    ),
    Language(
        "italiano",
        _words(
            "buongiorno buonasera salve vorrei voglio bisogno ho abbiamo sono siamo pagare bolletta acqua dove "
            "bollette perche posso puo parlare aiuto aiutare grazie prego c'e manca mia della delle dell'acqua nella "
            "nel dal il ieri oggi qualcuno non per di"
        ),
        "Mi dispiace, capisco solo lo spagnolo; una persona La aiuterà.",
    ),
    Language(
        "alemán",
        _words(
            "ich wir sie ist sind habe haben hallo guten tag morgen abend danke bitte mein meine meinen kein keine "
            "keinen nicht und oder der die dem ein eine einen seit gestern heute mit fur von zu wie viel wo "
            "wann warum rechnung strom wasser bezahlen zahlen schulde mochte brauche hilfe helfen sprechen jemand "
            "jemandem haus wohnung"
        ),
        "Entschuldigung, ich verstehe nur Spanisch; eine Person wird Ihnen helfen.",
    ),
    Language(
        "quechua",
        _words(
            "allinllachu imaynallan imaynalla kachkanki kanki kani manam mana kanchu kan kachkan wasi wasiy wasiypi "
            "yaku yakuy unu unuy yanapaway yanapay ama hina kaspa ñuqa ñuqaqa noqa qam imata hayka haykata mayka maypi "
            "kunan paqarin munani munay runasimi runasimita rimay rimanki sulpayki sullpayki añay achkiy napaykuyki "
            "taytay mamay chaypi kaypi ari manan"
        ),
        "Manam runasimita yachanichu; huk runam yanapasunki.",
    ),
    Language(
        "guaraní",
        _words(
            "mba'eichapa mbaeichapa mba'e mbaeteko ndaipori ndaiporiri rogape rogape ogape ñande ipora aguije aikuaa "
            "ndaikuaai aipota aikoteve oiko ko'ape ko'aga kuehe avañe'e nde'ira chereko che'a mboy moo ndorekoi areko "
            "ndarekoi tendy pytyvo chepytyvo"
        ),
        "Castellano añoite aikuaa; peteĩ tapicha nepytyvõta.",
    ),
    # No sentence of these could be checked by somebody who speaks them.
    Language(
        "k'iche'",
        _words(
            "saqarik xeqij xokaq'ab maltyox k'o maj wachoch nuwachoch kinwaj kwaj ja' q'aq' chech chwech jawi' jampa' "
            "wetamaj tzij kaxlan rajawaxik chinato'o'"
        ),
    ),
    Language(
        "náhuatl",
        _words(
            "piali nikpia amotla nochan tlasohkamati tlazohcamati nikneki nimitztlajpaloa tonalli kali "
            "ameyal xinechpalewi atl"
        ),
    ),
    Language(
        "aimara",
        _words(
            "kamisaki kamisaraki janiw utjkiti utjiti utaja utajan umax nayax nayan yuspajara yanapita "
            "munta aski urukipana"
        ),
    ),
)
# What Spanish has, spelt well or badly.
_SPANISH = _words(
    "el los las una unos y que de del en con por para es son esta estoy tengo tiene hay mi mis su sus me le lo se "
    "no si como cuanto cuando donde quiero kiero quisiera necesito nesesito debo pago factura recibo resivo luz "
    "lus gas agua servicio hola ola buenas buenos dias tardes gracias favor porque pero muy mas ya yo usted "
    "ustedes la a al un hi ai ou on at am et est pas sin soy era fue les des"
)


def of(text: str) -> Language | None:
    """The language of a text that is plainly not Spanish; None for Spanish, and wherever there is doubt."""
    words = re.findall(r"[a-zñ']+", plain(text).replace("’", "'"))
    spanish = sum(word in _SPANISH for word in words)
    found = {language.name: _foreign(language, words) for language in LANGUAGES}
    best = max(LANGUAGES, key=lambda language: found[language.name])
    count = found[best.name]
    return best if count >= FEWEST and count >= SHARE * len(words) and count >= spanish else None


def _foreign(language: Language, words: list[str]) -> int:
    return sum(word in language.words and word not in _SPANISH for word in words)
