"""What is learned beside the repository's sentences."""

import yaml

from bot.learning.lessons import Left, Lesson, digest, sorted_out, write

KNOWN = [("cuánto debo", "bill_amount"), ("no hay agua", "outage_report")]
INTENTS = {"bill_amount", "outage_report", "bill_copy"}


def test_only_what_is_new_is_learned_without_marks():
    lessons = [Lesson("el papel de la cuenta «cuenta»", "bill_copy"), Lesson("Cuanto debo", "bill_amount")]
    assert sorted_out(lessons, KNOWN, INTENTS) == ([Lesson("el papel de la cuenta", "bill_copy")], [])


def test_a_contradiction_is_left_out_and_named():
    wrong = Lesson("CUÁNTO DEBO", "outage_report")
    assert sorted_out([wrong], KNOWN, INTENTS) == ([], [Left(wrong, "bill_amount")])


def test_the_latest_review_counts_where_two_contradict():
    latest, older = Lesson("el papel", "bill_copy"), Lesson("el Papel", "bill_amount")
    assert sorted_out([latest, older], KNOWN, INTENTS) == ([latest], [Left(older, "bill_copy")])


def test_an_intent_that_is_no_more_is_left_out():
    gone = Lesson("algo nuevo", "no_more")
    assert sorted_out([gone], KNOWN, INTENTS) == ([], [Left(gone, None)])


def test_the_digest_is_that_of_the_set():
    first, second = Lesson("a b", "bill_copy"), Lesson("c d", "bill_amount")
    assert digest([first, second]) == digest([second, first]) != digest([first])
    assert digest([]) == ""


def test_a_training_file_says_that_its_entities_are_not_marked(tmp_path):
    write([Lesson("- [luz](service) {x}: «y»", "bill_copy"), Lesson("otra", "bill_copy")], tmp_path / "lessons.yml")
    [block] = yaml.safe_load((tmp_path / "lessons.yml").read_text())["nlu"]
    assert (block["intent"], block["metadata"]) == ("bill_copy", {"entities": "unmarked"})
    assert [one["text"] for one in block["examples"]] == ["-  luz (service)  x : «y»", "otra"]
