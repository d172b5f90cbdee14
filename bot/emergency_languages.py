"""Dangers told in other languages: few words each, for those who write one sentence and wait for nobody to read it.

English, Portuguese, French, Italian, German. No Spanish sentence has these words beside each other.
"""

import re

_SIGNS: tuple[tuple[str, str], ...] = (
    (
        "gas",
        r"\b(smell\w*|leak\w*|odou?r)\b.{0,25}\bgas\b|\bgas\b.{0,15}\b(leak\w*|smell\w*)\b|"
        r"\b(cheiro|cheirando|vazamento|vazando)\b.{0,20}\bgas\b|\bgas\b.{0,15}\bvazando\b|"
        r"\b(odeur|fuite|sens?|sent|odore|fuga|puzza|sento)\b.{0,12}\b(de gaz|le gaz|di gas)\b|"
        r"\b(gasgeruch|nach gas)\b",
    ),
    (
        "cable",
        r"\b(power ?lines?|wires?|(?<!el )(?<!los )cables?|poles?)\b"
        r".{0,20}\b(down|fell|fallen|hanging|on the (ground|street))\b|"
        r"\b(fell|fallen|downed)\b.{0,20}\b(wires?|lines?|cables?|poles?)\b|"
        r"\b(fios?|cabos?|postes?)\b.{0,20}\b(caiu|cairam|caido no chao|no chao)\b",
    ),
    (
        "shock",
        r"\b(on fire|is burning|a fire|fire in (my|the|our)|sparks|sparking|electrocuted|electric shock|got shocked)\b|"
        r"\b(pegando fogo|faiscas?|faiscando|levou (um )?choque|prend feu|au feu|es brennt|va a fuoco)\b",
    ),
    (
        "flood",
        r"\b(flooded|flooding|(casa|rua|tudo|esta|ficou) alagad[oa])\b|"
        r"\b(alagou|alagamento|enchente|inondation|uberschwemm\w*)\b",
    ),
    (
        "self_harm",
        r"\b(kill myself|want to die|end my life|suicidal)\b|\b(quero morrer|vou me matar|tirar (a )?minha vida)\b",
    ),
    ("other", r"\b(is not breathing|isn'?t breathing|unconscious|nao (esta )?respira\w*)\b"),
)
_KINDS = tuple((kind, re.compile(sign)) for kind, sign in _SIGNS)


def kind_in(said: str) -> str | None:
    """The kind of danger that a text tells of in another language; `said` has lower case letters without accents."""
    return next((kind for kind, sign in _KINDS if sign.search(said)), None)
