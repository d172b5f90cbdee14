"""What is said at a step: menus of a few keys, long answers in pieces, and the same TwiML for the same prompt."""

from urllib.parse import urlencode

import pytest

from bot.calls.calls import Caller
from bot.messaging.webhook import Webhook
from connectors.voice.keys import meaning
from connectors.voice.prompt import LONG, Option, Prompt, in_pieces
from connectors.voice.step import HIDDEN, Step, parse_step
from connectors.voice.twiml import twiml

CALLER = Caller("CA1", "+576000000003", "+573000000101")


def options(count: int) -> list[Option]:
    return [Option(title=f"Opción {letter}", data=f"7:{n}") for n, letter in enumerate("abcdefgh"[:count])]


def step(**said: str) -> Step:
    return Step(caller=CALLER, number=2, webhook=Webhook("", b""), **said)  # type: ignore[arg-type]


def test_four_options_have_keys_and_five_have_a_next_page() -> None:
    four, five = Prompt(menu=options(4), step=1), Prompt(menu=options(5), step=1)
    assert "Opción d: marque cuatro." in four.words and not four.has_more
    assert "Para otras opciones, marque cuatro." in five.words
    assert meaning(step(keys="4"), five).more
    second = five.next_options(2)
    assert second.words[:2] == ["Opción d: marque uno.", "Opción e: marque dos."]
    chosen = meaning(step(keys="2"), second).inbound
    assert chosen and (chosen.kind, chosen.choice, chosen.event_id) == ("choice", "7:4", "CA1:2")


def test_a_key_that_no_option_has() -> None:
    assert meaning(step(keys="7"), Prompt(menu=options(2), step=1)).again == "Esa opción no está."


@pytest.mark.parametrize("said", ["uno", "La uno.", "opción uno", "1", "marco el uno"])
def test_a_number_that_is_said_is_a_key(said: str) -> None:
    chosen = meaning(step(speech=said), Prompt(menu=options(2), step=1)).inbound
    assert chosen and chosen.choice == "7:0"


def test_more_than_a_number_is_a_message() -> None:
    heard = meaning(step(speech="uno de mis recibos no llegó"), Prompt(menu=options(2), step=1)).inbound
    assert heard and (heard.kind, heard.text) == ("text", "uno de mis recibos no llegó")


def test_a_long_answer_comes_in_pieces_and_loses_nothing() -> None:
    sentences = [f"Esta es la frase {word} de una respuesta larga." for word in "abcdefghijklmnopqrstuvwxyz"]
    prompt, told = in_pieces(Prompt(say=[" ".join(sentences)], menu=options(1), step=1)), []
    while prompt.rest:
        told += prompt.say
        assert len(" ".join(prompt.say)) <= LONG + 60
        assert prompt.words[1].startswith("Para seguir oyendo, marque uno")
        assert meaning(step(keys="1"), prompt).rest and meaning(step(speech="siga"), prompt).rest
        prompt = prompt.go_on(prompt.step + 1)
    assert " ".join([*told, *prompt.say]) == " ".join(sentences)
    assert [option.title for option in prompt.menu] == ["Opción a"]


@pytest.mark.parametrize("number", ["anonymous", "", "sip:ana@example.org", *sorted(HIDDEN)])
def test_two_hidden_callers_are_two(number: str) -> None:
    forms = [urlencode({"CallSid": f"CA{n}", "From": number, "To": CALLER.account}) for n in (1, 2)]
    first, second = (parse_step(Webhook("", form.encode())).caller.address for form in forms)
    assert first != second


@pytest.mark.parametrize("then", ["listen", "wait", "dial", "number", "hangup"])
def test_the_same_prompt_is_the_same_twiml(then: str) -> None:
    prompt = Prompt.model_validate({"say": ["Ñandú & más < menos."], "then": then, "tries": 1, "step": 3})
    kept = Prompt.model_validate(prompt.model_dump(mode="json"))
    assert twiml(kept) == twiml(prompt)
    assert "Ñandú &amp; más &lt; menos." in twiml(prompt)
