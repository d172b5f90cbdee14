"""Which legal type a citizen's words are, as a first guess that an agent may correct."""

import re

from bot.words import fold

# The first that fits; people seldom name the legal type.
_SIGNS = (
    ("recurso_reposicion_apelacion", r"\b(recurso|apelacion|apelar|apelo|reposicion)\b"),
    ("habeas_data_reclamo", r"\b(habeas data|datos personales|mis datos)\b"),
    ("denuncia", r"\b(corrup\w+|soborn\w+|coima|me pidi(o|eron) plata|fraude|denuncia\w*)\b"),
    ("felicitacion", r"\b(felicit\w+|excelente servicio|muy agradecid\w+)\b"),
    ("sugerencia", r"\b(sugerencia|sugiero|propongo|deberian)\b"),
    ("peticion_informacion", r"\b(copia de|certificad\w+|solicito (la )?informacion|informe|documentos?)\b"),
    (
        "queja",
        r"\b(grosero|groseria|mala atencion|maltrat\w+|me trat\w+|no (me )?responden|no contestan|queja)\b",
    ),
    (
        "reclamo",
        r"\b(factura\w*|recibo|cobr\w+|tarifa|consumo|lectura|medidor|contador|dañ\w+|corte)\b",
    ),
)


def guess(text: str) -> str:
    """The legal type that a complaint most likely is; a claim ("reclamo") if nothing tells."""
    plain = fold(text)
    return next((kind for kind, sign in _SIGNS if re.search(sign, plain)), "reclamo")
