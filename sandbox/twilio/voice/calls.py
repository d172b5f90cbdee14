"""Runs calls: asks the office what to do, does it, and tells it how the call ended."""

import asyncio
import time
from urllib.parse import urljoin

import httpx

from sandbox.phone import Phone
from sandbox.twilio.account import Account
from sandbox.twilio.hooks import post
from sandbox.twilio.message import new_sid
from sandbox.twilio.twiml import BadTwiml
from sandbox.twilio.voice.call import Call, Input, Phase
from sandbox.twilio.voice.verbs import Verb, parse_call_twiml

SORRY = "Lo sentimos, ocurrió un error de aplicación. Adiós."
GEO = ("City", "State", "Zip", "Country")
# Verbs of one document, and documents of one call: a call that only redirects itself is ended.
MOST_DOCUMENTS = 300
ENDINGS = {"busy": "Ocupado", "no-answer": "No contestan", "failed": "No se pudo llamar"}


class NotNow(Exception):
    """What a person does on the phone does not fit what the call is doing."""


class Calls:
    """The calls of an account, one at most on each phone."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._calls: dict[int, Call] = {}

    def on(self, phone: Phone) -> Call | None:
        """The phone's call, over or not."""
        return self._calls.get(id(phone))

    def place(self, phone: Phone) -> Call:
        """The citizen calls the office. NotNow while a call is going on, or where no number is called."""
        settings = self._account.settings
        if not settings.voice_number or not settings.voice_webhook:
            raise NotNow("the office has no telephone number here")
        current = self.on(phone)
        if current and not current.is_over:
            raise NotNow("a call is going on")
        call = Call(new_sid("CA"), phone, settings.voice_number, time.monotonic())
        self._calls[id(phone)] = call
        self._note(call, "Llamada")
        call.task = self._account.tasks.start(self._run(call))
        return call

    def hear(self, phone: Phone, given: Input) -> Call:
        """The citizen speaks, presses keys, stays silent, or somebody acts at the office's end. NotNow if nobody is
        there to hear it.
        """
        call = self.on(phone)
        if call is None or not _fits(call, given):
            raise NotNow(f"{given[0]} does not fit a call that is {call.phase if call else 'over'}")
        if given[0] == "speech":
            phone.add("sent", self._account.clock.now(), call.sid, text=given[1], status="delivered")
        call.inputs.put_nowait(given)
        return call

    def hang_up(self, phone: Phone) -> None:
        """The citizen hangs up: whatever the office is asked just now, its answer is not heard."""
        call = self.on(phone)
        if call is None or call.is_over:
            raise NotNow("no call is going on")
        if call.task:
            call.task.cancel()
        self._account.tasks.start(self._end(call))

    async def _run(self, call: Call) -> None:
        verbs = await self._ask(call, self._account.settings.voice_webhook, {}, "call")
        for _ in range(MOST_DOCUMENTS):
            if verbs is None:
                break
            verbs = await self._play(call, verbs)
        await self._end(call)

    async def _play(self, call: Call, verbs: list[Verb]) -> list[Verb] | None:
        """Do the verbs in order; the next document, or None when the call is at its end."""
        for verb in verbs:
            match verb.name:
                case "Say" | "Pause":
                    await self._speak(call, verb)
                case "Redirect":
                    return await self._ask(call, self._url(call, verb.text), {}, "redirect")
                case "Hangup":
                    return None
                case "Gather":
                    if (heard := await self._gather(call, verb)) is not None:
                        return await self._ask(call, self._url(call, verb.get("action")), heard, "gather")
                case "Dial":
                    dialed = await self._dial(call, verb)
                    if verb.get("action"):
                        return await self._ask(call, self._url(call, verb.get("action")), dialed, "dial")
        return None

    async def _speak(self, call: Call, verb: Verb) -> None:
        if verb.name == "Pause":
            await asyncio.sleep(float(verb.get("length", "1")) * self._account.settings.voice_pace)
        else:
            call.phone.add("received", self._account.clock.now(), call.sid, text=verb.text, status="delivered")

    async def _gather(self, call: Call, verb: Verb) -> dict[str, str] | None:
        """What was heard, as the action's parameters; None for nothing where nobody wants to know of it."""
        for said in verb.verbs:
            await self._speak(call, said)
        inputs = verb.get("input", "dtmf").split()
        call.keys_only, call.most_keys = "speech" not in inputs, int(verb.get("numDigits", "0"))
        self._phase(call, "listening")
        wait = max(float(verb.get("timeout", "5")), self._account.settings.voice_patience)
        keys = ""
        try:
            while True:
                async with asyncio.timeout(float(verb.get("timeout", "5")) if keys else wait):
                    kind, value = await call.inputs.get()
                if kind == "speech" and not call.keys_only:
                    return {"SpeechResult": value, "Confidence": "0.92", "Language": verb.get("language", "en-US")}
                if kind == "silence":
                    break
                for key in value if kind == "keys" and "dtmf" in inputs else "":
                    if key == verb.get("finishOnKey", "#"):
                        return self._pressed(call, keys)
                    keys += key
                    if len(keys) == call.most_keys:
                        return self._pressed(call, keys)
        except TimeoutError:
            pass
        finally:
            self._phase(call, "talking")
        if keys:
            return self._pressed(call, keys)
        return {"SpeechResult": "", "Confidence": "0.0"} if verb.get("actionOnEmptyResult") == "true" else None

    def _pressed(self, call: Call, keys: str) -> dict[str, str]:
        call.phone.add("sent", self._account.clock.now(), call.sid, text=f"Teclas: {keys}", status="delivered")
        return {"Digits": keys}

    async def _dial(self, call: Call, verb: Verb) -> dict[str, str]:
        """The office's telephone rings until somebody there answers or the time is over."""
        call.dialed = verb.verbs[0].text if verb.verbs else verb.text
        self._phase(call, "dialing")
        self._note(call, f"Marcando {call.dialed}")
        outcome = "no-answer"
        try:
            async with asyncio.timeout(max(float(verb.get("timeout", "30")), self._account.settings.voice_patience)):
                _, outcome = await call.inputs.get()
        except TimeoutError:
            pass
        dialed = {"DialCallSid": new_sid("CA"), "DialCallStatus": outcome if outcome in ENDINGS else "completed"}
        if outcome == "answer":
            self._note(call, "Contesta una persona")
            self._phase(call, "with_person")
            answered = time.monotonic()
            await call.inputs.get()  # the office hangs up
            dialed |= {"DialCallDuration": str(int(time.monotonic() - answered)), "DialBridged": "true"}
        self._note(call, ENDINGS.get(outcome, "Colgó la oficina"))
        self._phase(call, "talking")
        return dialed

    async def _ask(self, call: Call, url: str, more: dict[str, str], kind: str) -> list[Verb] | None:
        """The office's next document; after a failure the fallback's; None when neither gives one."""
        self._phase(call, "talking")
        call.forget_inputs()
        try:
            return await self._fetch(call, url, more, kind)
        except BadTwiml as error:
            call.errors.append(str(error))
            self._phase(call, "talking")
        fallback = self._account.settings.voice_fallback
        if fallback:
            try:
                return await self._fetch(
                    call, fallback, {"ErrorCode": call.errors[-1], "ErrorUrl": url.partition("#")[0]}, "fallback"
                )
            except BadTwiml as error:
                call.errors.append(str(error))
        call.phone.add("received", self._account.clock.now(), call.sid, text=SORRY, status="delivered")
        return None

    async def _fetch(self, call: Call, url: str, more: dict[str, str], kind: str) -> list[Verb]:
        status = "ringing" if kind == "call" else "in-progress"
        parameters = self._parameters(call, status) | more
        response = await post(self._account, url, parameters, channel="voice", kind=kind, reference=call.sid)
        if response is None or response.status_code != httpx.codes.OK:
            raise BadTwiml("11200")
        return parse_call_twiml(response.headers.get("content-type", ""), response.content)

    async def _end(self, call: Call) -> None:
        """The call is over: the office is told, if it wants to know."""
        if call.is_over:
            return
        self._phase(call, "ended")
        self._note(call, "Llamada terminada")
        url = self._account.settings.voice_status_webhook
        if not url or self._account.faults.strike("voice", "callbacks_never"):
            return
        times = 2 if self._account.faults.strike("voice", "callbacks_twice") else 1
        parameters = self._parameters(call, "completed") | {
            "CallDuration": str(int(time.monotonic() - call.began)),
            "Duration": "1",
            "SequenceNumber": "0",
            "CallbackSource": "call-progress-events",
            "Timestamp": self._account.clock.now().strftime("%a, %d %b %Y %H:%M:%S +0000"),
        }
        for _ in range(times):
            await post(self._account, url, parameters, channel="voice", kind="status", reference=call.sid)

    def _parameters(self, call: Call, status: str) -> dict[str, str]:
        number = call.phone.number
        parties = {"From": number, "Caller": number, "To": call.to, "Called": call.to}
        geo = {f"{side}{part}": "" for side in parties for part in GEO}
        geo |= {f"{side}Country": "CO" for side, value in parties.items() if value.startswith("+57")}
        return (
            parties
            | geo
            | {
                "CallSid": call.sid,
                "AccountSid": self._account.sid,
                "ApiVersion": "2010-04-01",
                "CallStatus": status,
                "Direction": "inbound",
                "CallToken": "",
                "StirVerstat": "",
            }
        )

    def _url(self, call: Call, url: str) -> str:
        """Relative addresses are taken from the office's webhook."""
        return urljoin(self._account.settings.voice_webhook.partition("#")[0], url)

    def _phase(self, call: Call, phase: Phase) -> None:
        if call.is_over:
            return
        call.phase = phase
        call.phone.call = call.as_dict()
        call.phone.tell({"state": call.phone.state(self._account.clock.now())})

    def _note(self, call: Call, text: str) -> None:
        call.phone.add("note", self._account.clock.now(), call.sid, text=text, status="delivered")


def _fits(call: Call, given: Input) -> bool:
    kind, value = given
    match call.phase:
        case "listening":
            return kind != "office" and not (kind == "speech" and call.keys_only)
        case "dialing":
            return kind == "office" and value in ("answer", "busy", "no-answer", "failed")
        case "with_person":
            return kind == "office" and value == "hangup"
    return False
