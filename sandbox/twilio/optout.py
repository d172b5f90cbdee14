"""Twilio's default opt-out words on SMS: English, alone in the message, in any case."""

STOP = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
START = {"START", "YES", "UNSTOP"}
HELP = {"HELP", "INFO"}

REPLIES = {
    "STOP": "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe.",
    "START": "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def opt_out_type(text: str) -> str | None:
    """STOP, START or HELP when the whole message is such a word."""
    word = text.strip().upper()
    for name, words in (("STOP", STOP), ("START", START), ("HELP", HELP)):
        if word in words:
            return name
    return None
