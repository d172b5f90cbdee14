"""Dates and bill periods as people say them, read against today. Pure functions of folded text that never raise."""

import re
from datetime import date, timedelta
from typing import List, Optional

from assistant.normalise import whole_number
from assistant.text import sound

MONTHS = {
    name: number
    for number, name in enumerate(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(), 1
    )
} | {"setiembre": 9, "septienbre": 9, "setienbre": 9, "otubre": 10, "novienbre": 11, "dicienbre": 12}
_SHORT_MONTHS = {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
WEEKDAYS = {name: n for n, name in enumerate("lunes martes miercoles jueves viernes sabado domingo".split())} | {
    "miercole": 2,
    "vierne": 4,
    "domigo": 6,
}
NEAR_DAYS = {
    "hoy": 0,
    "ayer": -1,
    "aller": -1,
    "aier": -1,
    "anoche": -1,
    "anoxe": -1,
    "antier": -2,
    "antiayer": -2,
    "anteayer": -2,
    "antes de ayer": -2,
    "antenoche": -2,
    "anteanoche": -2,
    "antes de anoche": -2,
    "pasado mañana": 2,
    "mañana": 1,
    "manana": 1,
}
_MONTHS_HEARD = {sound(name): number for name, number in (*MONTHS.items(), *_SHORT_MONTHS.items())}
_WEEKDAYS_HEARD = {sound(name): number for name, number in WEEKDAYS.items()}
_NEAR_HEARD = {sound(name): shift for name, shift in NEAR_DAYS.items()}
_AGO = re.compile(r"(?:desde )?hace (?:como )?(\w+) (dia|semana|mes)\w*")
# Over lower case with its accents, where people write them: "tostó", "pagué" (but "pagaré").
_PAST = re.compile(
    r"\b(?:\w{2,}(?:aron|ieron|eron)|\w{2,}ó|(?!porqué|café|bebé)\w{2,}[^\Wr]é|"
    r"(?:pagu|cancel|consign|abon|deposit|radiqu|report|llam|mand|envi|present|reclam|solicit|entregu|firm)e|"
    r"(?:lleg|arregl|pas|cort|registr|instal|qued|volvi|prometi|venci|sali|recibi|dej|esper|respondi|subi|radic|dañ)o|"
    r"(?:respond|sal|sub|ped|recib|volv|escrib|consegu)[ií]|"
    r"hice|hizo|fue|fui|vino|vine|puse|puso|pude|pudo|dije|dijo|tuve|tuvo|estuve|estuvo|di|dio|quise|supe|hubo|traje|"
    r"trajo|pasad[oa]|anterior|desde|hace|pagamos|hicimos|llevo|llevamos|era|estaba|tenia|tenía|habia|había|habian|"
    r"habían|iba|iban|vencid[oa]|recibid[oa]|hech[oa]|pagad[oa])\b"
)
# "Dijeron que el jueves …": when they said it tells nothing about the day.
_SAYING = re.compile(
    r"\b(?:dij(?:o|eron|e|iste)|avis(?:o|ó|aron)|promet(?:io|ió|ieron)|inform(?:o|ó|aron)|asegur(?:o|ó|aron)|"
    r"contest(?:o|ó|aron)|respond(?:io|ió|ieron)|anunci(?:o|ó|aron)|confirm(?:o|ó|aron)|quedaron|explic(?:o|ó|aron)|"
    r"escrib(?:io|ió|ieron)|mandaron a decir|le[ií])\s+(?:(?:en|de)\s+)?que\b"
)
_COMING = re.compile(
    r"\b(?:va|van|voy|vamos|vas|iria|para|hasta|proxim[oa]s?|entrante|que viene|puedo|puede|pueden|podria|podrian|"
    r"sera|seran|habra|viene|vienen|\w{3,}(?:ara|aran|eran|iran|are|ire|ere)|quiero|quisiera|necesito|agend\w+|"
    r"programad\w+|vence|vencen|toca|tengo|hay|antes del?|suspenden|cortan|quitan|ponen|abren|atienden|vuelve|regresa|"
    r"llega|pagan|depositan?|consignan?|(?:quedo|quedó|quedaron) de \w+r)\b"
)


def month(text: str, today: date) -> Optional[str]:
    """A bill's period as YYYY-MM: the latest that is not in the future, unless a year is said."""
    back = 0 if "este" in text else 2 if "antepasado" in text else 1
    number = _named_month(text)
    if number is None and re.search(r"\bmes\b", text) and not _numbers(text):
        return _month_back(today, back)
    year_month = re.search(r"\b(\d{1,2})[/-]((?:20)?\d\d)\b", text) or re.search(r"\b(20\d\d)[/-](\d{1,2})\b", text)
    if year_month:
        small, large = sorted((int(part) for part in year_month.groups()))
        return f"{large % 2000 + 2000}-{small:02d}" if 1 <= small <= 12 else None
    if number is None:
        return None
    said = re.search(r"\b(?:19|20)\d\d\b", text)
    year = int(said.group()) if said else today.year - (number > today.month)
    if "año pasado" in text:
        year = today.year - 1
    return f"{year}-{number:02d}"


def day(text: str, today: date, message: str = "", at: int = 0) -> Optional[str]:
    """A date in ISO form, read against `today`. The verbs of the `message` around its place `at` give a day without a
    month or year its side."""
    text = " ".join(text.split())
    try:
        found = _day(text, today, _is_past(text, message, at), message[max(at - 12, 0) : at])
    except (ValueError, OverflowError):  # 31 February, the year 0
        return None
    return found.isoformat() if found else None


def _day(text: str, today: date, past: bool, before: str) -> Optional[date]:
    shift = _NEAR_HEARD.get(sound(text))
    if shift is not None:
        return today + timedelta(days=shift)
    ago = _AGO.fullmatch(text)
    if ago:
        count = whole_number(ago.group(1))
        return None if count is None else _ago(today, count, ago.group(2))
    words = re.findall(r"[a-zñ]+", text)
    weekday = next((_WEEKDAYS_HEARD[sound(word)] for word in words if sound(word) in _WEEKDAYS_HEARD), None)
    if weekday is not None and not _numbers(text):
        ahead = (weekday - today.weekday()) % 7
        if past:
            return today + timedelta(days=ahead - 7)
        # Of today people say "hoy", or wish it: "feliz domingo".
        ahead = ahead or (0 if before.rstrip().endswith(("feliz", "buen")) else 7)
        return today + timedelta(days=ahead)
    return _calendar_day(text, today, past)


def _ago(today: date, count: int, unit: str) -> date:
    if unit == "mes":
        return date.fromisoformat(_month_back(today, count) + f"-{min(today.day, 28):02d}")
    return today - timedelta(days=count * (7 if unit == "semana" else 1))


def _calendar_day(text: str, today: date, past: bool) -> Optional[date]:
    numbers = _day_month_year(text)
    if not numbers:
        return None
    if len(numbers) > 2:
        return date(numbers[2] + 2000 if numbers[2] < 100 else numbers[2], numbers[1], numbers[0])
    if len(numbers) > 1:
        return _of_year(numbers[1], numbers[0], today, past)
    if "mes pasado" in text or "mes anterior" in text:
        return date.fromisoformat(f"{_month_back(today, 1)}-{numbers[0]:02d}")
    if "este mes" in text or "presente mes" in text:
        return today.replace(day=numbers[0])
    return _of_month(numbers[0], today, past)


def _day_month_year(text: str) -> List[int]:
    numbers = _numbers(text)
    if "primero" in text:
        numbers = [1, *numbers]
    if not numbers or (len(numbers) == 1 and numbers[0] > 31):
        written = sum(whole_number(word) or 0 for word in re.findall(r"[a-zñ]+", text))
        numbers = [written, *numbers] if written else []
    if len(numbers) == 3 and numbers[0] > 1000:
        return numbers[::-1]
    named = _named_month(text)
    return [*numbers[:1], named, *numbers[1:]] if named and numbers else numbers


def _of_year(number: int, day_of_month: int, today: date, past: bool) -> date:
    said = date(today.year, number, day_of_month)
    if past and said > today:
        return said.replace(year=today.year - 1)
    if not past and (today - said).days > 183:
        return said.replace(year=today.year + 1)
    return said


def _of_month(number: int, today: date, past: bool) -> date:
    if past and number > today.day:
        return (today.replace(day=1) - timedelta(days=1)).replace(day=number)
    if not past and number < today.day:
        return (today.replace(day=1) + timedelta(days=32)).replace(day=number)
    return today.replace(day=number)


def _is_past(text: str, message: str, at: int) -> bool:
    """Whether the verb nearest to a date, first of those before it, tells something that has happened."""
    if re.search(r"\b(?:pasad[oa]|anterior|hace)\b", text):
        return True
    if re.search(r"\b(?:proxim[oa]|entrante|que viene)\b", text):
        return False
    before, after = _SAYING.sub(lambda said: " " * len(said.group()), message[:at]), message[at:]
    signs = [(found.end(), True) for found in _PAST.finditer(before)]
    signs += [(found.end(), False) for found in _COMING.finditer(before)]
    if signs:
        return max(signs)[1]
    signs = [(found.start(), True) for found in _PAST.finditer(after)]
    signs += [(found.start(), False) for found in _COMING.finditer(after)]
    return min(signs)[1] if signs else False


def _named_month(text: str) -> Optional[int]:
    words = (sound(word) for word in re.findall(r"[a-zñ]+", text))
    return next((_MONTHS_HEARD[word] for word in words if word in _MONTHS_HEARD), None)


def _numbers(text: str) -> List[int]:
    return [int(run) for run in re.findall(r"[0-9]{1,4}", text)]


def _month_back(today: date, count: int) -> str:
    months = today.year * 12 + today.month - 1 - count
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
