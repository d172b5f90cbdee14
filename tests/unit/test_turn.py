"""What a turn says when the assistant suspects a danger that no rule saw."""

import pytest

from bot import assistant, emergency
from bot.assistant import AssistantTurn, Meaning
from bot.messaging import phrases, turn
from bot.messaging.content import Reply
from bot.messaging.conversation import Conversation, Owner
from bot.messaging.message import Message

ANSWER = Reply(text="Su factura es de $52.000.")
SCRIPT = Reply(text="Aléjese.", purpose="safety")


def asked(kind: str) -> Reply:
    return Reply(text=emergency.script(kind, certain=False), purpose="safety")


@pytest.mark.parametrize(
    ("danger", "text", "replies", "said"),
    [
        ("", "cuánto debo", [ANSWER], [ANSWER]),
        ("emergency", "algo suena en la pared", [ANSWER], [asked("other"), ANSWER]),
        ("self_harm", "ya no importa nada", [ANSWER], [asked("self_harm"), ANSWER]),
        ("emergency", "algo suena en la pared", [SCRIPT], [SCRIPT]),
        ("emergency", "ayer olía a gas", [ANSWER], [ANSWER]),
    ],
    ids=["none", "suspected", "a life", "already answered", "a rule has asked"],
)
async def test_a_suspicion_is_asked_about_before_the_answer(monkeypatch, danger, text, replies, said):
    async def take_turn(**_: str) -> AssistantTurn:
        return AssistantTurn(replies=replies, danger=danger)

    monkeypatch.setattr(assistant, "take_turn", take_turn)
    assert (await take(text)).replies == said


async def test_a_message_in_parts_is_also_read_whole(monkeypatch):
    async def take_turn(*, text: str, **_: str) -> AssistantTurn:
        return AssistantTurn(replies=[Reply(text=text)], dialog_open=True)

    async def meaning_of(text: str) -> Meaning:
        whole = text.count("?") == 2
        intent = "office_info" if "abren" in text else "bill_amount"
        return Meaning(intent=intent, confidence=0.9, danger="self_harm" if whole else "")

    monkeypatch.setattr(assistant, "take_turn", take_turn)
    monkeypatch.setattr(assistant, "meaning_of", meaning_of)
    said = (await take("¿cuánto debo? ¿a qué hora abren?")).replies
    assert said == [asked("self_harm"), Reply(text="¿cuánto debo?")]


async def test_of_messages_read_as_one_each_may_speak_of_a_danger(monkeypatch):
    async def take_turn(**_: str) -> AssistantTurn:
        return AssistantTurn(replies=[ANSWER], dialog_open=True)

    async def meaning_of(text: str) -> Meaning:
        danger = {"el tubo amarillo está silbando": "emergency", "ya no importa nada": "self_harm"}.get(text, "")
        return Meaning(intent="inform", confidence=0.9, danger=danger)

    monkeypatch.setattr(assistant, "take_turn", take_turn)
    monkeypatch.setattr(assistant, "meaning_of", meaning_of)
    hiss, home, life = "el tubo amarillo está silbando", "vivo con mi mamá y mis dos niños", "ya no importa nada"
    assert (await take(hiss, home)).replies == [asked("other"), ANSWER]
    assert (await take(hiss, home, life)).replies == [asked("self_harm"), ANSWER]
    assert (await take(home, home)).replies == [ANSWER]


async def take(*pieces: str) -> turn.Turn:
    conversation = Conversation(id=1, owner=Owner.ASSISTANT, dialog_open=False, later_wishes=None)
    text = ". ".join(pieces)
    return await turn.take(conversation, Message(id=2, conversation_id=1, session=1, body=text), text, pieces)


async def test_what_comes_twice_is_said_once_and_a_question_last(monkeypatch):
    question, office = Reply(text="¿Acepta?"), Reply(text="Calle 10.")
    said = [[SCRIPT, question], [office, SCRIPT], [question], [Reply(text="Otra cosa.")]]
    turns = iter(said)

    async def take_turn(**_: str) -> AssistantTurn:
        return AssistantTurn(replies=next(turns))

    async def may_go_on(_: int) -> bool:
        return True

    monkeypatch.setattr(assistant, "take_turn", take_turn)
    monkeypatch.setattr(turn, "_may_go_on", may_go_on)
    conversation = Conversation(id=1, owner=Owner.ASSISTANT, dialog_open=False, later_wishes=None)
    message = Message(id=2, conversation_id=1, session=1, body="", intent="/bill_amount")
    turn.put_before(conversation, message, ["/bill_copy", "/bill_explain", "/bill_due_date"])
    answered = await turn.take(conversation, message, "")
    other = Reply(text=phrases.NOW_THE_OTHER)
    assert answered.replies == [SCRIPT, other, office, other, question, other, Reply(text="Otra cosa.")]
    assert answered.later is None
