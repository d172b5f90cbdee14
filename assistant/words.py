"""The words of a message, and what a sequence tagger may know of each of them. Pure functions over strings."""

import re
from dataclasses import dataclass
from typing import Dict, List, Sequence

from assistant.text import expand, fold, sound

# A number with its separators, letters, or one symbol: "$52.000," is "$", "52.000", ",".
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\s\w]|_")
_OUTSIDE = "-"
_CUE_REACH = 8
_LABELS = {
    "account": "cuenta contrato nic nis nie niu suministro matricula cliente poliza rpu correlativo servicio usuario "
    "suscriptor codigo medidor contador",
    "case": "radicado radicacion rad caso expediente exp ticket tiket consecutivo folio reclamo reclamacion solicitud "
    "reporte orden peticion queja pqr pqrs seguimiento",
    "id": "cedula sedula cc ti ce dpi cui dni nit documento rut run cuit cuil ruc ci identificacion identidad carnet "
    "curp rfc ine",
    "phone": "celular telefono movil whatsapp fijo linea llamen llamar llame llamenme llameme marcar fono contacto",
    "place": "barrio colonia vereda urbanizacion sector conjunto aldea municipio ciudad vivo direccion calle avenida",
    "money": "pague pagado pagar valor debo cobraron cobran total pesos abonar cuota consigne llego",
    "rate": "califico calificacion nota puntaje doy pongo estrellas voto",
}
_CUE = {word: kind for kind, listed in _LABELS.items() for word in listed.split()}


@dataclass(frozen=True)
class Word:
    """A word, its place in the message, and its meaning: folded, short forms spelled out."""

    text: str
    start: int
    end: int
    low: str


def words(text: str) -> List[Word]:
    """The words of a message, in order."""
    return [
        Word(found.group(), found.start(), found.end(), expand(fold(found.group()))) for found in _WORD.finditer(text)
    ]


def features(message: Sequence[Word], marks: Dict[str, List[str]]) -> List[List[str]]:
    """For each word what the tagger learns from: itself, its neighbours, and the `marks` that patterns and catalogues
    left on it (one list of labels, as long as the message, for each kind of mark)."""
    shouted = sum(word.text.isupper() for word in message) > len(message) / 2
    own = [_own(word, shouted) for word in message]
    low = [_low(word) for word in message]
    last = len(message) - 1
    found = []
    for at, word in enumerate(message):
        row = ["bias", *own[at]]
        for step in (-3, -2, -1, 1, 2, 3):
            near = at + step
            row.append(f"{step}={low[near]}" if 0 <= near <= last else f"{step}=END")
        for step in (-1, 1):
            near = at + step
            if 0 <= near <= last:
                row += [f"{step}{one}" for one in own[near][1:]]
        before = low[at - 1] if at else "END"
        after = low[at + 1] if at < last else "END"
        row += [f"<{before}|{low[at]}", f">{low[at]}|{after}", f"<>{before}|{after}"]
        if at > 1:
            row.append(f"<<{low[at - 2]}|{before}")
        for kind, labels in marks.items():
            here = labels[at]
            row.append(f"{kind}={here}")
            if here != _OUTSIDE:
                row += [f"{kind}={here}<{before}", f"{kind}={here}>{after}"]
            row.append(f"{kind}-1={labels[at - 1] if at else 'END'}")
            row.append(f"{kind}+1={labels[at + 1] if at < last else 'END'}")
        if at and word.start == message[at - 1].end:
            row.append("joined")
        if at < last and message[at + 1].start == word.end:
            row.append("joins")
        found.append(row)
    return found


def marked(message: Sequence[Word], spans: Sequence[tuple]) -> List[str]:
    """One label a word for spans `(label, start, end)`: B-, I-, or - outside. The first span takes a word."""
    labels = [_OUTSIDE] * len(message)
    for label, start, end in spans:
        first = True
        for at, word in enumerate(message):
            if word.start >= start and word.end <= end and labels[at] == _OUTSIDE:
                labels[at] = f"{'B' if first else 'I'}-{label}"
                first = False
    return labels


def cues(message: Sequence[Word]) -> List[str]:
    """For each word the kind of the last label before it ("contrato", "cédula"), as far as it reaches; "-" if none."""
    found, kind, left = [], _OUTSIDE, 0
    for word in message:
        found.append(kind if left else _OUTSIDE)
        left = max(left - 1, 0)
        heard = _CUE.get(word.low)
        if heard:
            kind, left = heard, _CUE_REACH
    return found


def _low(word: Word) -> str:
    return _digits(word.text) if word.text[0].isdigit() else word.low


def _digits(text: str) -> str:
    return text if text.isdigit() and len(text) <= 2 else re.sub(r"\d+", lambda run: str(len(run.group())), text) + "d"


def _own(word: Word, shouted: bool) -> List[str]:
    low = _low(word)
    own = [f"w={low}"]
    if word.text[0].isdigit():
        return [*own, "number", f"len={min(sum(letter.isdigit() for letter in word.text), 12)}"]
    if not word.text[0].isalpha():
        return [*own, "symbol"]
    own.append(f"heard={sound(low)}")
    own += [f"p3={low[:3]}", f"s3={low[-3:]}", f"p5={low[:5]}", f"s2={low[-2:]}"]
    if not shouted:
        own.append("Aa" if word.text[0].isupper() else "aa")
        if len(word.text) > 1 and word.text.isupper():
            own.append("AA")
    return own
