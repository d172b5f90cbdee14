"""What a citizen was told, compared as people read it: accents and capitals aside, since text messages have few."""

import re
import unicodedata

from tests.citizen import Answers


def heard(answers: Answers, *words: str) -> None:
    """All of these were said."""
    missing = [each for each in words if bare(each) not in bare(answers.text)]
    assert not missing, f"not said: {missing}\nsaid: {answers.text}"


def not_heard(answers: Answers, *words: str) -> None:
    """Something was said, and none of these."""
    assert answers, "nothing was said"
    found = [each for each in words if bare(each) in bare(answers.text)]
    assert not found, f"said: {found}\nin: {answers.text}"


def bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.sub(r"\s+", " ", letters.replace("«", '"').replace("»", '"').replace("•", "-")).strip()
