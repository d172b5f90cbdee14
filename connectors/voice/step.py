"""Twilio's question what to do next, as its webhook asks it.

Source: https://www.twilio.com/docs/voice/twiml (request parameters), …/twiml/gather and …/twiml/dial (action).
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from bot.calls.calls import Caller
from bot.messaging.webhook import Webhook
from connectors.text import storable
from connectors.twilio.form import form_of

E164 = re.compile(r"\+[1-9]\d{6,14}")
# What Twilio writes for callers who hide their number.
# Source: Twilio support, "Why Am I Getting Calls From These Strange Numbers?".
HIDDEN = frozenset(["+266696687", "+7378742833", "+2562533", "+8566696", "+86282452253"])
LONGEST_KEYS = 20


@dataclass(frozen=True)
class Step:
    """One step of a call: its number, how often it was asked to wait, and what the caller said or pressed. `noted`: the
    caller was told before that the database is away.
    """

    caller: Caller
    number: int
    webhook: Webhook
    tries: int = 0
    noted: bool = False
    speech: str = ""
    keys: str = ""
    dialed: str = ""
    seconds: int = 0

    @property
    def key(self) -> str:
        """The step's name within the call."""
        return f"{self.number}+{self.tries}" if self.tries else str(self.number)

    @property
    def event_id(self) -> str:
        """What was heard at this step, as the platform knows it again."""
        return f"{self.caller.sid}:{self.number}"

    @property
    def is_silent(self) -> bool:
        return not (self.speech.strip() or self.keys)


def parse_step(webhook: Webhook) -> Step:
    """KeyError or ValueError when it is no step of a call."""
    form, query = form_of(webhook), dict(parse_qsl(webhook.query))
    number = form["From"]
    hidden = number in HIDDEN or not E164.fullmatch(number)
    sid = form["CallSid"]
    return Step(
        caller=Caller(sid=sid, account=form["To"], address=f"hidden-{sid}" if hidden else number),
        number=int(query.get("step", "0")),
        webhook=webhook,
        tries=int(query.get("try", "0")),
        noted="noted" in query,
        speech=storable(form.get("SpeechResult", "")),
        keys=re.sub(r"[^\d*]", "", form.get("Digits", ""))[:LONGEST_KEYS],
        dialed=form.get("DialCallStatus", ""),
        seconds=int(form.get("DialCallDuration") or 0),
    )
