"""Emergencies, told by rules alone: no database, no network, no assistant. Runs on every inbound text.

A "no" or a word of the past lowers an alarm to a question, which carries the advice too. Left to the assistant, which
asks where it still sees danger, is only what two words say is over or absent ("el mes pasado …, ya lo arreglaron"), and
a tale or a known event without a word of now ("cuando se inundó"). What a danger is told for ("se inundó el local,
¿quién me lo paga?") makes it a question, too.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

from bot import emergency_languages
from bot.emergency_lexicon import BETWEEN, CONCEPTS
from bot.emergency_rules import RULES, Rule
from bot.entity import entity
from bot.words import plain, sound

TOKEN = re.compile(r"[a-zñ0-9]+|[🔥😂🤣]|[.!?;\n]+|…")
# "otra vez" says that it is so again, "la otra vez" that it was so once.
AGAIN = re.compile(r"(\bla +)?\botra +[vb]e[zs]\b")
LOOK_BACK = 4
LOOK_AHEAD = 4
URGENCY = {kind: place for place, kind in enumerate(dict.fromkeys(rule.kind for rule in RULES))}
# How far around its words a rule looks for what supports it or takes it back.
CONTEXT = 15
# How far around it what a sentence is about is looked for.
ASIDE = 30
# How far around them a word of now says that the danger is there.
NEAR = 3
AT_ONCE = ("al", "tiro")
HEARSAY = frozenset({("es", "verdad"), ("es", "cierto")})
GOING_ON = re.compile(r"(?!cuando)[a-zñ]{2,}(?:ando|iendo|yendo)(?:se|me|nos|le|les)?")
# A body in need, or a life, is asked after however much of it is in the past.
MAY_BE_OVER = frozenset({"gas", "cable", "shock", "flood"})
# A text that repeats one phrase without end is read this often for each rule.
MATCHES_READ = 20


@dataclass(frozen=True)
class Emergency:
    """A danger in a citizen's words. Not `certain`: it may be over or denied, so it is asked about."""

    kind: str
    certain: bool = True

    def script(self, *, sms: bool = False) -> str:
        """What to answer at once."""
        return script(self.kind, certain=self.certain, sms=sms)


def script(kind: str, *, certain: bool = True, sms: bool = False) -> str:
    """The office's words for an emergency, numbers in place (entity.yml). KeyError for an unknown kind."""
    form: Literal["text", "sms", "ask"] = "ask" if not certain else "sms" if sms else "text"
    return entity().emergency_text(kind, form=form)


def detect(text: str) -> Emergency | None:
    """The most urgent danger that a text speaks of, or None. Takes some 3 ms for 10,000 characters."""
    found = (
        danger
        for words in dict.fromkeys(_sentences(text))
        if any(map(_concepts, words)) and (danger := Sentence(words).danger())
    )
    worst = min(found, key=lambda danger: (not danger.certain, URGENCY[danger.kind]), default=None)
    abroad = emergency_languages.kind_in(plain(text)) if worst is None else None
    return Emergency(abroad) if abroad else worst


class Sentence:
    """The words of one sentence, and where each concept of the lexicon stands in it."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self.concepts = [_concepts(word) for word in words]
        self.places: dict[str, list[int]] = defaultdict(list)
        for place, concepts in enumerate(self.concepts):
            for concept in concepts:
                self.places[concept].append(place)
        told = sorted({*self.places.get("PAST_TIME", ()), *self.places.get("AGO", ())})
        self.past = [place for place in told if self._is_past(place)]

    def danger(self) -> Emergency | None:
        """The most urgent danger that the sentence speaks of: a certain one, else one to ask about."""
        asked = None
        for rule in _rules_for(frozenset(self.places)):
            readings = (self._reading(rule, first, last) for first, last in islice(self._matches(rule), MATCHES_READ))
            for certain in readings:
                if certain:
                    return Emergency(rule.kind)
                if certain is False and asked is None:
                    asked = Emergency(rule.kind, certain=False)
        return asked

    def _matches(self, rule: Rule) -> Iterator[tuple[int, int]]:
        """First and last word of each place where the rule's concepts follow one another."""
        for first in self.places[rule.words[0]]:
            last = first
            for concept in rule.words[1:]:
                places = self.places[concept]
                at = bisect_right(places, last)
                if at == len(places) or places[at] - last > rule.gap + 1:
                    break
                last = places[at]
            else:
                if not any(self._means_else(place) for place in (first, last)) and not self._hangs_on(first, last):
                    yield first, last

    def _reading(self, rule: Rule, first: int, last: int) -> bool | None:
        """Whether the rule fits here for certain (True), must be asked about (False), or does not fit (None)."""
        around = (first - CONTEXT, last + CONTEXT)
        if rule.needs and not self._any(rule.needs, *around):
            return None
        if self._any(rule.unless, *around) and self._any(rule.unless, *self._clause(first, last, CONTEXT)):
            return None
        if self._any(rule.unless_next, last + 1, last + 1):
            return None
        denied = rule.negated != "keep" and (self._denied(first) or self._denied(last))
        if denied and rule.negated == "drop":
            return None
        doubts = denied + self._signs_that_it_is_over(first, last)
        if rule.kind in MAY_BE_OVER:
            if doubts > 1 or (self._is_taken_back(first, last) if doubts else self._is_only_told(first, last)):
                return None
            doubts += self._is_about_else(first, last) and not self._is_now(first, last)
        return rule.certain and not doubts and not self._any(rule.asks_if, *around)

    def _is_taken_back(self, first: int, last: int) -> bool:
        """Whether a danger that one word says is over is only what a claim, papers or thanks come from."""
        around = (first - CONTEXT, last + CONTEXT)
        told = self._is_about_else(first, last) or self._is_a_tale(first, last) or self._is_thanked_for(first, last)
        return told and not self._any(("TODAY", "STILL", "URGENT"), *around)

    def _is_thanked_for(self, first: int, last: int) -> bool:
        """Whether somebody thanks because the danger has ended: not for coming soon."""
        around = (first - CONTEXT, last + CONTEXT)
        if not self._any(("THANKS",), *around):
            return False
        return self._denied(first) or self._denied(last) or self._is_mended(*around) or self._ended_after(last)

    def _is_only_told(self, first: int, last: int) -> bool:
        """Whether the danger is a tale or an event that both know, with no word of now near it."""
        return self._is_a_tale(first, last) and not self._is_now(first, last)

    def _is_now(self, first: int, last: int) -> bool:
        around = (first - CONTEXT, last + CONTEXT)
        return self._any(("URGENT", "STILL"), *around) or self._happens(first - NEAR, last + NEAR)

    def _is_a_tale(self, first: int, last: int) -> bool:
        if self._is_known(first) or self.words[:2] in HEARSAY:
            return True
        return "TALE" in self.places and self._any(("TALE",), self._clause(first, last)[0], first)

    def _is_about_else(self, first: int, last: int) -> bool:
        """Whether a claim, papers or the like are wanted because of the danger, or it is laughed about."""
        return self._any(("MATTER", "TALE"), *self._clause(first, last))

    def _clause(self, first: int, last: int, reach: int = ASIDE) -> tuple[int, int]:
        """From where to where the same thing is spoken of: "una copia y además" speaks of another."""
        places = self.places.get("MOREOVER", [])
        before, after = bisect_left(places, first), bisect_right(places, last)
        start = max(places[before - 1], first - reach) if before else first - reach
        end = min(places[after], last + reach) if after < len(places) else last + reach
        return start, end

    def _is_known(self, first: int) -> bool:
        """ "lo del poste", "después de la inundación", "el día que se quemó", "cuando se inundó"."""
        if self._any(("WHEN",), first - 2, first - 1):
            return True
        if self._any(("OCCASION",), first - 4, first - 1) and "que" in self.words[max(0, first - 3) : first]:
            return True
        of = first - 2 if self._at(first - 1, "ARTICLE") else first - 1
        return self._at(of, "OF") and self._at(of - 1, "KNOWN")

    def _happens(self, start: int, end: int) -> bool:
        """Whether a word between two places says that it is so now."""
        words = self.words[max(0, start) : end + 1]
        return self._any(("NOW",), start, end) or any(GOING_ON.fullmatch(word) for word in words)

    def _means_else(self, place: int) -> bool:
        return self._is_floor(place) or self._is_name(place) or self.words[max(0, place - 1) : place + 1] == AT_ONCE

    def _is_name(self, place: int) -> bool:
        """ "Calle El Incendio", "tienda La Chispa", "Volcán de Fuego"."""
        of = place - 1
        while self._at(of, "ARTICLE") or self._at(of, "OF"):
            of -= 1
        return self._at(place, "NAMESAKE") and self._at(of, "NAMED")

    def _hangs_on(self, first: int, last: int) -> bool:
        """ "Colgado del poste": who draws power without a meter. No cable is named before it, no help after it, and it
        is not "hay un señor colgado" or "quedó colgado".
        """
        if first == last or not self._at(first, "HANGING") or not self._at(first + 1, "OF"):
            return False
        there = self._any(("THERE",), first - LOOK_BACK, first) and not self._at(first - 1, "SE")
        found = there or self._at(first - 1, "REMAINED")
        urgent = self._any(("URGENT",), first - CONTEXT, last + CONTEXT)
        return not found and not urgent and not self._any(("WIRE",), first - CONTEXT, first)

    def _is_floor(self, place: int) -> bool:
        """ "piso" as a storey: "segundo piso", "piso 3"."""
        if self.words[place] != "piso":
            return False
        after = self.words[place + 1 : place + 2]
        return self._at(place - 1, "ORDINAL") or bool(after and after[0].isdigit())

    def _denied(self, place: int) -> bool:
        """Whether a "no" stands before a word, with nothing between that would turn it ("no para de oler")."""
        for before in range(place - 1, max(-1, place - 1 - LOOK_BACK), -1):
            if self._at(before, "NO"):
                return True
            if self.words[before] not in BETWEEN:
                return False
        return False

    def _signs_that_it_is_over(self, first: int, last: int) -> int:
        """How many words say, each for itself, that something has ended or never was."""
        around = (first - CONTEXT, last + CONTEXT)
        if self._any(("STILL",), *around):
            return 0
        false_alarm = self._any(("FALSE",), *around) and self._any(("ALARM",), *around)
        fixed = self._is_mended(*around)
        ended = fixed or false_alarm or self._ended_after(last)
        past = self._long_ago(*around) and not self._any(("PRESENT",), first - 2, last)
        claimed = past and self._any(("CLAIM",), first - ASIDE, last + ASIDE)
        dated = past and self._at(last + 1, "OF") and any(last < place <= last + 4 for place in self.past)
        absent = self._denied(first) and (
            self._any(("MERELY", "NOR"), *around) or self._any(("IS",), last + 1, last + 2)
        )
        refused = self._denied(first) and self._is_a_no(first)
        mended = fixed and not self._happens(*around)
        return sum((ended, past, claimed, dated, absent, refused, mended))

    def _is_mended(self, start: int, end: int) -> bool:
        """ "ya arreglaron …", and not "ya llamé y no han arreglado"."""
        fixed = (place for place in self.places.get("FIXED", []) if start <= place <= end)
        done = any(not self._any(("NO",), place - 2, place - 1) for place in fixed)
        return done and self._any(("ALREADY",), start, end)

    def _is_a_no(self, place: int) -> bool:
        """Whether the sentence opens with a "no" of its own, apart from the one before a place."""
        if self.words[0] != "no":
            return self.words[0] == "negativo"
        own = next(number for number, word in enumerate([*self.words, ""]) if word != "no")
        return "no" in self.words[own:place]

    def _ended_after(self, last: int) -> bool:
        """ "… ya no", "… ya se fue"."""
        return any(
            self._at(place, "ALREADY") and (self._at(place + 1, "NO") or self._at(place + 2, "WENT"))
            for place in range(last + 1, last + 1 + LOOK_AHEAD)
        )

    def _long_ago(self, start: int, end: int) -> bool:
        """A time that has passed, and not "desde ayer"."""
        at = bisect_left(self.past, start)
        return at < len(self.past) and self.past[at] <= end

    def _is_past(self, place: int) -> bool:
        since = self._at(place - 1, "SINCE") or self._at(place - 2, "SINCE")
        if self._at(place, "PAST_TIME") and not since:
            return True
        return self._at(place, "AGO") and (self._at(place + 1, "LONG") or self._at(place + 2, "LONG"))

    def _at(self, place: int, concept: str) -> bool:
        return 0 <= place < len(self.concepts) and concept in self.concepts[place]

    def _any(self, concepts: tuple[str, ...], start: int, end: int) -> bool:
        """Whether one of the concepts stands between two places, both counted."""
        for concept in concepts:
            places = self.places.get(concept, [])
            at = bisect_left(places, start)
            if at < len(places) and places[at] <= end:
                return True
        return False


def _sentences(text: str) -> Iterator[tuple[str, ...]]:
    words: list[str] = []
    for token in TOKEN.findall(AGAIN.sub(_as_one_word, plain(text))):
        if token[0] in ".!?;\n…":
            # Dots in a row are a pause, not an end: "huele... a gas".
            if not token.startswith("..") and token != "…" and words:
                yield tuple(words)
                words = []
        else:
            words.append(token)
    if words:
        yield tuple(words)


def _as_one_word(again: re.Match[str]) -> str:
    return "laotravez" if again[1] else "otravez"


def _index() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    whole: dict[str, set[str]] = defaultdict(set)
    stems: dict[str, set[str]] = defaultdict(set)
    for concept, words in CONCEPTS.items():
        for word in words.split():
            (stems if word.endswith("*") else whole)[sound(word.rstrip("*"))].add(concept)
    return ({word: tuple(found) for word, found in part.items()} for part in (whole, stems))  # type: ignore[return-value]


WORDS, STEMS = _index()
STEM_LENGTHS = sorted({len(stem) for stem in STEMS})


@lru_cache(maxsize=20_000)
def _concepts(word: str) -> tuple[str, ...]:
    heard = sound(word)
    found = list(WORDS.get(heard, ()))
    for length in STEM_LENGTHS:
        if length > len(heard):
            break
        found.extend(STEMS.get(heard[:length], ()))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=5_000)
def _rules_for(concepts: frozenset[str]) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if concepts.issuperset(rule.words))
