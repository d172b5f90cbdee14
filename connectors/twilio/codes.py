"""Twilio's error codes: what each says, and what is done about it.

Sources: https://www.twilio.com/docs/api/errors and its page for each code; for the waits of 21611 and 63018 what those
pages say of their queues. A code that is not listed refuses the message for good.
"""

from dataclasses import dataclass
from typing import Literal

# refuse       this message never arrives; trying again cannot help
# unreachable  nothing arrives at this address, today or tomorrow
# opted_out    Twilio lets nothing through to this address until the citizen writes START
# window       WhatsApp takes only an approved template now
# busy         too much at once: later, for as long as it takes
# operator     the office has to mend something; until then every message would fail, and none for its own sake
Action = Literal["refuse", "unreachable", "opted_out", "window", "busy", "operator"]

MINUTE, HOUR = 60.0, 3600.0
OPERATOR_SECONDS = 5 * MINUTE


@dataclass(frozen=True)
class Code:
    """`wait`: seconds until the next attempt where a call was refused (None: a growing pause).

    `again`: a message that was accepted may fail later; seconds until each new attempt then, none if there is none.
    `alert`: it is the office's to mend, and not this citizen's alone: it is logged as an error.
    """

    meaning: str
    action: Action = "refuse"
    wait: float | None = None
    again: tuple[float, ...] = ()
    alert: bool = False


CODES: dict[int, Code] = {
    20003: Code("wrong credentials", "operator", OPERATOR_SECONDS),
    20404: Code("no such account", "operator", OPERATOR_SECONDS),
    20429: Code("too many requests at once", "busy"),
    14107: Code("too many messages a second", "busy"),
    21211: Code("the number is not valid", "unreachable"),
    21214: Code("the number cannot be reached", "unreachable"),
    21408: Code("sending to this country is not enabled", alert=True),
    21606: Code("our number cannot send messages", "operator", OPERATOR_SECONDS, alert=True),
    21610: Code("the citizen has opted out at Twilio", "opted_out"),
    21611: Code("the sender's queue is full: hours of messages", "busy", MINUTE),
    21612: Code("no route from our number to this one", alert=True),
    21614: Code("not a mobile number", "unreachable"),
    21617: Code("longer than 1600 characters: the connector should have split it"),
    21659: Code("our number is not of this account", "operator", OPERATOR_SECONDS, alert=True),
    30001: Code("queue overflow", "busy", MINUTE, again=(MINUTE, 5 * MINUTE, 15 * MINUTE)),
    30002: Code("the account is suspended", "operator", OPERATOR_SECONDS),
    30003: Code("the handset is off or out of reach", again=(HOUR, 4 * HOUR)),
    30004: Code("blocked", "unreachable"),
    30005: Code("unknown handset", "unreachable"),
    30006: Code("a landline, or a carrier that cannot be reached: only a call may help", "unreachable"),
    30007: Code("filtered by the carrier: other words may pass, the same ones will not"),
    30008: Code("unknown error", again=(MINUTE,)),
    63003: Code("no such WhatsApp address", "unreachable"),
    63005: Code("WhatsApp rejects the content"),
    63007: Code("our number is no WhatsApp sender", "operator", OPERATOR_SECONDS, alert=True),
    63013: Code("against WhatsApp's policy"),
    63016: Code("outside the 24 h window, and no template", "window"),
    63018: Code("more than WhatsApp lets this sender send", "busy", 10.0, again=(MINUTE, 5 * MINUTE, 15 * MINUTE)),
    63024: Code("not a WhatsApp user", "unreachable"),
    63032: Code("WhatsApp does not deliver to this user (an experiment of Meta's)"),
    63041: Code("the template is not approved, or paused", alert=True),
    63049: Code("Meta chose not to deliver it"),
}


def known(code: str | int) -> Code:
    """What a code means; an unknown one, or none, refuses the message."""
    text = str(code)
    return CODES.get(int(text) if text.isdigit() else 0, Code("unknown code"))
