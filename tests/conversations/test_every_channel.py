"""A bill with the identity check, an outage, a complaint, a person: the same on five channels, in each one's form."""

import itertools
import re
from abc import ABC, abstractmethod
from typing import Any

import pytest

from connectors.voice.numbers import amount, digit_by_digit
from tests.caller import Caller
from tests.citizen import Answers, Writer
from tests.conversations.accounts import pesos
from tests.conversations.conftest import CHANNELS
from tests.conversations.hearing import bare

_numbers = itertools.count(1)
COMPLAINT = "El lector dejó el contador abierto y con agua; solicito que lo revisen."


class Guest(ABC):
    """Somebody who goes through the dialog on one channel. What the office says comes back as plain words."""

    @abstractmethod
    def come(self) -> None:
        """Begin, and accept the use of data."""

    @abstractmethod
    def say(self, words: str) -> str:
        """Say or write something."""

    @abstractmethod
    def give(self, digits: str) -> str:
        """Give a number."""

    @abstractmethod
    def choose(self, number: int) -> str:
        """Take one of the choices that were just offered."""

    @abstractmethod
    def assert_offered(self, *titles: str) -> None:
        """These choices were just offered, in the form that the channel has."""

    @abstractmethod
    def ask_for_a_person(self) -> None:
        """After the complaint, which waits for one already."""

    def money(self, account) -> str:
        """What is owed, as it is told here."""
        return pesos(account.owed)

    @property
    @abstractmethod
    def conversation(self) -> dict[str, Any]:
        """The conversation's row."""

    @abstractmethod
    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table that belong to the conversation."""

    def heard(self, said: str, *words: str) -> None:
        missing = [each for each in words if bare(each) not in bare(said)]
        assert not missing, f"not said: {missing}\nsaid: {said}"


class Writing(Guest):
    """On a channel that is read. `kind` is what its buttons are to the simulated phone; none where they are lines."""

    def __init__(self, writer: Writer, kind: str) -> None:
        self._writer, self._kind = writer, kind
        self._last = Answers()

    @property
    def conversation(self) -> dict[str, Any]:
        return self._writer.conversation

    def rows(self, table: str) -> list[dict[str, Any]]:
        return self._writer.of_conversation(table)

    def come(self) -> None:
        self._writer.start()

    def say(self, words: str) -> str:
        self._last = self._writer.say(words)
        return self._last.text

    def give(self, digits: str) -> str:
        return self.say(digits)

    def choose(self, number: int) -> str:
        if not self._kind:
            return self.say(str(number))
        self._last = self._writer.press(self._last.titles[number - 1])
        return self._last.text

    def assert_offered(self, *titles: str) -> None:
        assert [bare(title) for title in self._last.titles] == [bare(title) for title in titles]
        kinds = [button.get("kind", "web") for message in self._last for button in message["buttons"]]
        assert kinds == ([self._kind] * len(titles) if self._kind else [])
        if not self._kind:
            for number, title in enumerate(titles, 1):
                assert f"{number}. {bare(title)}" in bare(self._last.text)

    def ask_for_a_person(self) -> None:
        self.heard(self.say("quiero hablar con una persona"), "Una persona le escribirá")


class Calling(Guest):
    """On the telephone: figures are keys, and everything that is said is words."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._last = ""

    @property
    def conversation(self) -> dict[str, Any]:
        return self._caller.conversation

    def rows(self, table: str) -> list[dict[str, Any]]:
        query = f"select * from {table} where conversation_id = %s order by id"
        return self._caller.rows.all(query, self.conversation["id"])

    def come(self) -> None:
        self.heard(self._caller.call(), "marque uno")
        self._caller.press("1")

    def say(self, words: str) -> str:
        return self._said(self._caller.say(words))

    def give(self, digits: str) -> str:
        return self._said(self._caller.press(f"{digits}#"))

    def choose(self, number: int) -> str:
        return self._said(self._caller.press(str(number)))

    def assert_offered(self, *titles: str) -> None:
        for number, title in enumerate(titles, 1):
            key = digit_by_digit(str(number))
            assert re.search(rf"{bare(title)}\W+marque {key}\b", bare(self._last)), self._last

    def ask_for_a_person(self) -> None:
        """Put through at the end of the complaint; nobody answers, so that they are called back, and call once more."""
        assert self._caller.phase == "dialing"
        self.heard(self._caller.office("no-answer"), "le devolverá la llamada")
        self._caller.hang_up()
        self._caller.call()
        self.heard(self.say("quiero hablar con una persona"), "Lo comunico con una persona")
        assert self._caller.phase == "dialing"
        self._caller.office("answer")
        self._caller.office("hangup")
        assert self._caller.errors == []

    def money(self, account) -> str:
        return amount(account.owed)

    def _said(self, words: str) -> str:
        assert not re.search(r"\d|https?:|[*_•$]", words), words
        self._last = words
        return words


KINDS = {"whatsapp": "inline", "telegram": "inline", "sms": "", "web": "web"}


@pytest.fixture(params=[*CHANNELS, "voice"])
def guest(request, stack, on) -> Guest:
    if request.param == "voice":
        return Calling(Caller(stack, f"+57303{next(_numbers):07d}"))
    return Writing(on(request.param), KINDS[request.param])


def test_the_same_dialog_in_each_channels_own_form(guest, accounts):
    account = accounts.fresh(least=1, uneventful=True)
    guest.come()

    guest.heard(guest.say("cuánto debo"), "número de cuenta")
    guest.heard(guest.give(account.number), "documento")
    guest.heard(guest.give(account.document), guest.money(account))

    guest.say("quiero reportar un daño")
    guest.assert_offered("Energía", "Agua", "Gas")
    guest.heard(guest.choose(2), account.neighborhood)
    [report] = guest.rows("outage_reports")
    assert (report["service"], report["account_number"]) == ("agua", account.number)

    guest.heard(guest.say("quiero poner una queja"), "qué pasó")
    guest.heard(guest.say(COMPLAINT), "con agua", "¿Es correcto?")
    guest.assert_offered("Sí", "No")
    guest.heard(guest.choose(1), "radicad")
    [case] = guest.rows("cases")
    assert (case["text"], case["status"]) == (COMPLAINT, "open")
    assert guest.conversation["queue_reason"] == "complaint"

    guest.ask_for_a_person()
    assert guest.conversation["owner"] == "queue"
