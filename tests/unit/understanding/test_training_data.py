"""The sentences that the assistant learns from: enough, none twice, none under two intents, none that measures it."""

import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

import pytest
import yaml
from rapidfuzz import fuzz, process

from assistant.text import expand, fold
from bot.settings import ROOT

ENOUGH = 80
# Of 100: how alike two sentences are once short forms, accents and signs are put aside.
NEARLY_THE_SAME = 96
# Shorter ones are alike by nature: "si" and "no", "gracias" and "grasias".
SHORTEST = 20
MARK = re.compile(r"\[([^\]]+)\](?:\{[^}]*\}|\([^)]*\))")
Sentence = tuple[str, str]


def sentences(text: str) -> Iterator[Sentence]:
    """Each sentence of a training file, made comparable, with its intent."""
    for block in yaml.safe_load(text)["nlu"]:
        if "intent" in block:
            for line in block["examples"].splitlines():
                yield bare(MARK.sub(r"\1", line.removeprefix("- "))), block["intent"]


def bare(text: str) -> str:
    """Folded words, spelled out, with emoji but without other signs."""
    return " ".join(expand(word) for word in re.findall(r"[a-zñ0-9]+|[^\w\s!-/:-@¿¡«»…]", fold(text)))


@pytest.fixture(scope="module")
def trained() -> list[Sentence]:
    files = sorted((ROOT / "data" / "nlu").glob("*.yml"))
    return [sentence for file in files for sentence in sentences(file.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def by_length(trained: list[Sentence]) -> list[Sentence]:
    return sorted(trained, key=lambda sentence: len(sentence[0]))


def near(sentence: str, among: list[Sentence], least: int = NEARLY_THE_SAME) -> list[Sentence]:
    """Those of sentences in order of length that are nearly this one."""
    lengths = (len(sentence) * least / (200 - least), len(sentence) * (200 - least) / least)
    first, last = (bisect_left(among, length, key=lambda one: len(one[0])) for length in (lengths[0], lengths[1] + 1))
    texts = [text for text, _ in among[first:last]]
    found = process.extract(sentence, texts, scorer=fuzz.ratio, score_cutoff=least, limit=None)
    return [among[first + place] for _, _, place in found]


def test_every_intent_has_enough(trained):
    known = yaml.safe_load((ROOT / "domain.yml").read_text())["intents"]
    counted = Counter(intent for _, intent in trained)

    assert not {str(intent): counted[intent] for intent in known if counted[intent] < ENOUGH}


def test_no_sentence_has_two_intents(trained):
    intents: dict[str, set[str]] = {}
    for text, intent in trained:
        intents.setdefault(text, set()).add(intent)

    assert not {text: sorted(found) for text, found in intents.items() if len(found) > 1}


def test_no_long_sentence_is_there_twice(by_length):
    copies = [
        (text, other)
        for place, (text, _) in enumerate(by_length)
        if len(text) >= SHORTEST
        for other, _ in near(text, by_length[place + 1 :])
    ]

    assert not copies


@pytest.mark.parametrize("name", ["held_out.yml", "dangers.tsv", "test.jsonl", "test_others.tsv"])
def test_nothing_that_measures_is_trained_on(by_length, name):
    content = (ROOT / "tests" / "nlu" / name).read_text(encoding="utf-8")
    leaks = [text for text in measured(name, content) if len(text) >= SHORTEST and near(text, by_length)]

    assert not leaks


def measured(name: str, content: str) -> list[str]:
    """The sentences of a measuring file, made comparable."""
    match name.rpartition(".")[2]:
        case "jsonl":
            return [bare(json.loads(line)["text"]) for line in content.splitlines()]
        case "tsv":
            return [bare(line.split("\t")[2]) for line in content.splitlines()]
        case _:
            return [text for text, _ in sentences(content)]
