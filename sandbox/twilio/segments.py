"""How many SMS a text takes: GSM 03.38 with 160 (153 when split), otherwise UCS-2 with 70 (67)."""

BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = set("^{}\\[]~|€\f")


def segments(text: str) -> int:
    """Segments of a text; an escaped character or a surrogate pair is never split. At least 1."""
    if all(char in BASIC or char in EXTENSION for char in text):
        return _count([2 if char in EXTENSION else 1 for char in text], 160, 153)
    return _count([len(char.encode("utf-16-le")) // 2 for char in text], 70, 67)


def _count(units: list[int], single: int, part: int) -> int:
    if sum(units) <= single:
        return 1
    parts, used = 1, 0
    for unit in units:
        if used + unit > part:
            parts, used = parts + 1, 0
        used += unit
    return parts
