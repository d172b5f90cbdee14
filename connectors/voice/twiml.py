"""A prompt as TwiML.

Source: https://www.twilio.com/docs/voice/twiml (Gather, Say, Redirect, Dial, Hangup, Pause).
"""

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from bot.entity import entity
from bot.settings import settings
from connectors.voice.prompt import Prompt

LISTEN_SECONDS = 5
RING_SECONDS = 25
# Every step may be asked for again, so Twilio may: after any failure, once.
AGAIN = "#rc=1&rp=all"


def twiml(prompt: Prompt) -> str:
    """The prompt as Twilio's instructions. Equal prompts give equal texts."""
    response = VoiceResponse()
    match prompt.then:
        case "listen" | "number":
            gather = _gather(prompt)
            _say(gather, prompt)
            response.append(gather)
            response.redirect(url("heard", prompt.step, noted=prompt.noted), method="POST")
        case "wait":
            _say(response, prompt)
            response.pause(length=1)
            response.redirect(url("wait", prompt.step, prompt.tries), method="POST")
        case "dial":
            _say(response, prompt)
            dial = Dial(action=url("dialed", prompt.step), method="POST", timeout=RING_SECONDS, answer_on_bridge=True)
            dial.number(entity().voice.transfer_number)
            response.append(dial)
        case "hangup":
            _say(response, prompt)
            response.hangup()
    return str(response)


def url(name: str, step: int, tries: int = 0, *, noted: bool = False) -> str:
    """The address of a step, as Twilio signs it but for the retry policy behind the #."""
    query = f"?step={step}" + (f"&try={tries}" if tries else "") + ("&noted=1" if noted else "")
    return f"{settings().gateway_url}/webhooks/voice/{name}{query}{AGAIN}"


def _gather(prompt: Prompt) -> Gather:
    voice = entity().voice
    keys: dict[str, object] = {"num_digits": 1} if prompt.menu else {"finish_on_key": "#"}
    return Gather(
        input="dtmf speech",
        action=url("heard", prompt.step, noted=prompt.noted),
        method="POST",
        language=voice.hears,
        hints=", ".join(voice.hints) or None,
        timeout=LISTEN_SECONDS,
        speech_timeout="auto",
        action_on_empty_result=True,
        barge_in=not prompt.safety,
        profanity_filter=False,  # asterisks would hide what was said from the assistant and the agents
        **keys,
    )


def _say(verb: VoiceResponse | Gather, prompt: Prompt) -> None:
    voice = entity().voice
    for words in prompt.words:
        verb.say(words, language=voice.speaks, voice=voice.name or None)
