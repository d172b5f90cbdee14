"""A claim: the account and the second fact that a message names, in any order, and its words without the fact.

People write both at once ("cuánto debo, cuenta 4100237 cédula 1020304521"), before anybody asks. A second fact is
masked wherever it stands before the message is stored.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.billing import accounts
from bot.citizens import facts
from bot.citizens.facts import MASK
from bot.words import fold

# In one piece, or in groups of three: "1 020 304 521".
_NUMBER = re.compile(r"\b\d{1,3}(?: \d{3})+\b(?! ?\d)|\b(?:[A-Za-z]{1,3}-?)?\d+(?:[.\-–]\d+)*\b")
_DOCUMENT = r"[cs]edula|[cs]edul|[cs]edla|cc|c\.c\.?|documento|doc|identidad|identificacion|dni|ced"
_METER = r"medidor|contador|meidor|medidro"
_JOINING = (
    r"(?: (?:es|el|la|lo|los|numero|nro|num|no|n|de|del|mi|su|titular|dueño|termina|terminan|terminada|terminado|en|"
    r"son|ultimos|ultimas|digitos|cuatro|4|con|registrad[oa]|#|:)[.:#]*)*[ :#.=]*"
)
_FACT_BEFORE = re.compile(rf"\b(?:{_DOCUMENT}|{_METER})\b[.:#]?{_JOINING}$")
_FACT_AFTER = re.compile(rf"^ ?[,(]? ?(?:es|de|del|como)? ?(?:la |el |mi )?(?:{_DOCUMENT}|{_METER})\b(?!{_JOINING}\d)")
_ACCOUNT = r"cuenta|contrato|nic|nis|niu|cliente|suscriptor|codigo|poliza"
_ACCOUNT_BEFORE = re.compile(rf"\b(?:{_ACCOUNT})\b[.:#]?{_JOINING}$")
_ACCOUNT_AFTER = re.compile(rf"^ ?[,(]? ?(?:es|de|del|como)? ?(?:la |el |mi )?(?:{_ACCOUNT})\b(?!{_JOINING}\d)")
# How many letters around a number can say what it is: a message of nothing but numbers must not keep the gateway busy.
NEAR = 120
_BESIDE = re.compile(r"[ ,;/y\-]{1,4}")
# "no, me equivoqué, es el …": what follows replaces what was said.
CORRECTING = re.compile(
    r"\b(me e(?:qu|k|q)ivo(?:qu|k|q)e|equivocad[oa]|equivocacion|"
    r"perdon|disculpe|corrijo|correccion|quise decir|queria decir|"
    r"mejor dicho|mas bien|no es (es[ea]|el|la)|(es|era) (el|la|con) \d|no era|otra cuenta|la otra|"
    r"(dije|puse|escribi|mande) \d+,? (pero|y|no|sino)|pero (es|era) (el |la )?\d|"
    r"no,? (es|era|son|eran|fue|fueron)\b|es otr[oa]|cambie(lo|la)? (por|a))"
)


@dataclass(frozen=True)
class Claim:
    """`account`: as the office writes it; `fact`: as it was typed; `masked`: the message with the fact left out."""

    account: str | None
    fact: str | None
    masked: str


@dataclass(frozen=True)
class _Number:
    text: str
    start: int
    end: int
    kind: str  # "fact", "account", or "" where nothing says what it is


def read(text: str) -> Claim:
    """What a message claims that nobody asked for: the numbers that it names, or an account with a fact beside it."""
    numbers = _numbers(text)
    account = next((one for one in numbers if one.kind == "account" and accounts.as_number(one.text)), None)
    fact = next((one for one in numbers if one.kind == "fact" and _could_be(one)), None)
    if account is None:
        account = next((one for one in numbers if not one.kind and accounts.as_number(one.text)), None)
    if fact is None and account and len(numbers) == 2:
        fact = _beside(text, account, next(one for one in numbers if one != account))
    facts_named = [one for one in numbers if one == fact or (one.kind == "fact" and _could_be(one))]
    return Claim(
        account=accounts.as_number(account.text) if account else None,
        fact=fact.text if fact else None,
        masked=_masked(text, facts_named),
    )


def correction(text: str, asked: str, *, bare: bool = False) -> str | None:
    """Another account than `asked` that a message names while that one's second fact is awaited; None if it does not.

    Without a name a number of that form is another account only where the words say that they correct, or where it
    may come `bare`.
    """
    numbers = [one for one in _numbers(text) if one.kind != "fact"]
    corrects = bare or CORRECTING.search(fold(text)) is not None
    for one in numbers:
        number = accounts.as_number(one.text)
        if number and number != asked and (one.kind == "account" or corrects):
            return number
    return None


def _numbers(text: str) -> list[_Number]:
    """The numbers of a text with what its words call them. Positions are those of `text`: folding keeps its length."""
    if not any(sign.isdigit() for sign in text):
        return []
    plain = "".join(map(_aligned, text))
    found = []
    for match in _NUMBER.finditer(plain):
        before, after = plain[max(0, match.start() - NEAR) : match.start()], plain[match.end() : match.end() + NEAR]
        kind = "fact" if _FACT_BEFORE.search(before) else "account" if _ACCOUNT_BEFORE.search(before) else ""
        if not kind:
            kind = "fact" if _FACT_AFTER.search(after) else "account" if _ACCOUNT_AFTER.search(after) else ""
        found.append(_Number(text[match.start() : match.end()], match.start(), match.end(), kind))
    return found


@lru_cache(1024)
def _aligned(sign: str) -> str:
    """One sign folded to one sign, so that positions stay."""
    folded = fold(sign)
    return folded if len(folded) == 1 else " "


def _could_be(number: _Number) -> bool:
    return facts.last_digits(number.text) is not None and len(re.sub(r"\D", "", number.text)) <= facts.LONGEST


def _beside(text: str, account: _Number, other: _Number) -> _Number | None:
    """The number that stands right beside the account's, if it can be a second fact."""
    first, second = sorted((account, other), key=lambda one: one.start)
    between = text[first.end : second.start]
    return other if not other.kind and _BESIDE.fullmatch(between.lower()) and _could_be(other) else None


def _masked(text: str, found: list[_Number]) -> str:
    for one in sorted(found, key=lambda one: -one.start):
        text = f"{text[: one.start]}{MASK}{text[one.end :]}"
    return text
