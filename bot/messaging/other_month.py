"""After an answer about one bill, another month that a message names and nothing else: "¿y la del mes pasado?"."""

import json
import re
from datetime import date, timedelta

from assistant import patterns, values
from bot import clock
from bot.formats import MONTHS
from bot.messaging.answer import Answer
from bot.messaging.content import Reply
from bot.words import plain, sound

OF_A_MONTH = frozenset("bill_amount bill_due_date bill_copy bill_explain".split())
WHICH_MONTH = "De acuerdo. ¿De qué mes quiere la factura?"
_BESIDE = frozenset(
    sound(word)
    for word in """y e o u pero en la el lo las los de del que mes recibo factura boleta cuanto fue era es cuando
    tambien a ver me da deme mande pasa puede copia por favor porfa gracias anterior pasado si no quiero
    necesito esa ese tiene paso sino mejor ya queria pedi digo""".split()
)
_BEFORE_IT = re.compile(r"\b(la|el|del|mes|recibo|factura|boleta) (anterior|de antes|pasad[oa])\b")
_BILL_OF = re.compile(rf"\bfactura de ({'|'.join(MONTHS)})(?: de (20\d\d))?\b")
# "La de octubre no", "no quiero la de octubre"; where another is named, "octubre no, la de septiembre" and "no la de
# octubre, la de septiembre". Alone, "no la de octubre" is mostly "no: la de octubre".
_NO_AFTER = re.compile(r"(\s+|,\s*(esa|ese|ya)\s+)no\s*([,.;!]|$)|\s*,\s*no\W*$")
_NO_BEFORE = re.compile(
    r"\bno (quiero|necesito|pedi|es|era|queria|digo)( la| el| lo)?( recibo| factura| boleta)?( del?)?( mes de)?\s*$"
)
_NOT_BUT_AFTER = re.compile(r"\s+(no|sino) (la|el|mejor)\b")
_NOT_BUT_BEFORE = re.compile(r"\bno (la |el )?(del? )?(mes de )?$")


def read(text: str, about: str, told: str) -> Answer | None:
    """What was answered last (`about`, in the words `told`), of the month that a text names; which month, where it only
    says which not. None where it names none, or says more.
    """
    said = plain(text)
    months = [(one.start, one.end) for one in patterns.find(said) if one.entity == "month"]
    before = None if months else _BEFORE_IT.search(said)
    spans = months or ([before.span()] if before else [])
    if about not in OF_A_MONTH or not spans:
        return None
    left = said
    for start, end in reversed(spans):
        left = f"{left[:start]} {left[end:]}"
    if not {sound(word) for word in re.findall(r"[a-zñ0-9]+", left)} <= _BESIDE:
        return None
    meant = [span for span in spans if not _taken_back(said, *span, others=len(spans) > 1)]
    if not meant:
        return Answer([Reply(text=WHICH_MONTH, about=about)])
    month = _month(said, *meant[-1], told, named=bool(months))
    return Answer(intent=f"/{about}{json.dumps({'month': month})}") if month else None


def _taken_back(said: str, start: int, end: int, *, others: bool) -> bool:
    before, after = said[:start], said[end:]
    if "?" in said:
        return False
    if _NO_AFTER.match(after) or _NO_BEFORE.search(before):
        return True
    return others and (_NOT_BUT_AFTER.match(after) or _NOT_BUT_BEFORE.search(before)) is not None


def _month(said: str, start: int, end: int, told: str, *, named: bool) -> str:
    """The period as 2026-11; "the one before" is the one before the bill told."""
    today, last = clock.today(), month_told(told)
    month = str(values.value("month", said, start, end, today) or "") if named else ""
    if last and (not month or (month == last and "mes" in said[start:end])):
        month = (date.fromisoformat(f"{last}-01") - timedelta(days=1)).isoformat()[:7]
    return month


def month_told(told: str) -> str:
    """The period of the bill that an answer spoke of first, as 2026-11; "" if it spoke of none."""
    found = _BILL_OF.search(plain(told))
    if found is None:
        return ""
    today = clock.today()
    month = MONTHS.index(found[1]) + 1
    year = int(found[2]) if found[2] else today.year - (month > today.month)
    return f"{year}-{month:02d}"
