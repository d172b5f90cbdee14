"""Currencies: how an amount is written and named, and which amounts are paid in it.

Signs and decimals as Unicode CLDR has them for the currency at home (rounding 0: nobody writes its cents); names are
num2words'.
"""

from dataclasses import dataclass
from decimal import Decimal

from num2words.lang_ES import Num2Word_ES

from bot.words import plain


@dataclass(frozen=True)
class Currency:
    """`sign` stands before the amount as it is; `cents`: always written; `thousands`: people count in thousands, so
    that "pagué 85" leaves three zeros out.
    """

    code: str
    sign: str
    cents: bool = True
    thousands: bool = False

    @property
    def unit(self) -> Decimal:
        """The smallest amount that is written."""
        return Decimal("0.01") if self.cents else Decimal(1)

    @property
    def smallest_payment(self) -> Decimal:
        """What is less is no payment of a bill: a day, a count, or thousands."""
        return Decimal(1000 if self.thousands else 1)

    @property
    def names(self) -> tuple[str, str, str, str]:
        """Singular and plural of the currency and of its hundredth part: peso, pesos, centavo, centavos."""
        whole, hundredth = Num2Word_ES.CURRENCY_FORMS[self.code if self.code in Num2Word_ES.CURRENCY_FORMS else "COP"]
        return (*whole, *hundredth)

    @property
    def heard(self) -> frozenset[str]:
        """The currency's name as citizens write it, without accents."""
        one, many, *_ = self.names
        return frozenset({plain(one), plain(many)})


_KNOWN = {
    one.code: one
    for one in (
        Currency("COP", "$", cents=False, thousands=True),
        Currency("CLP", "$", cents=False, thousands=True),
        Currency("CRC", "₡", cents=False, thousands=True),
        Currency("PYG", "₲ ", cents=False, thousands=True),
        Currency("ARS", "$", thousands=True),
        Currency("BOB", "Bs "),
        Currency("DOP", "RD$"),
        Currency("EUR", "€ "),
        Currency("GTQ", "Q"),
        Currency("HNL", "L "),
        Currency("MXN", "$"),
        Currency("NIO", "C$"),
        Currency("PAB", "B/. "),
        Currency("PEN", "S/ "),
        Currency("USD", "$"),
        Currency("UYU", "$"),
        Currency("VES", "Bs. "),
    )
}


def of(code: str) -> Currency:
    """A currency by its ISO 4217 code; one that is not known is written with its code."""
    return _KNOWN.get(code) or Currency(code, f"{code} ")
