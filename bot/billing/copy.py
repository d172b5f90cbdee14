"""A bill as a PDF of one page, marked as a copy."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from bot import clock
from bot.billing.account import Account
from bot.billing.balance import BillState
from bot.billing.bill import Bill, BillLine, BillReading
from bot.billing.masking import mask_address
from bot.entity import entity
from bot.formats import long_date, money, month_name, number, short_date

NAVY, GREY, LIGHT = (22, 54, 92), (95, 99, 104), (236, 241, 247)
WIDTH, AMOUNT_WIDTH = 180.0, 34.0
ROW = 5.6


def pdf_of(account: Account, state: BillState) -> bytes:
    """The copy of one bill. The holder's name and address are masked, as everywhere outside the printed original."""
    page = _Page(account, state)
    page.draw()
    return bytes(page.output())


def file_name(bill: Bill) -> str:
    """`factura-2026-11.pdf`: without the account, since names of files travel further than the files."""
    return f"factura-{bill.period}.pdf"


class _Page(FPDF):
    def __init__(self, account: Account, state: BillState):
        super().__init__(format="A4")
        self.account, self.state, self.bill = account, state, state.bill
        self.set_margins(15, 14)
        self.set_auto_page_break(False)
        self.set_title(f"Copia de factura {self.bill.period}")
        self.set_creator(entity().short_name)
        self.set_lang("es")
        self.add_page()

    def draw(self) -> None:
        self._mark()
        self._head()
        self._dates()
        self._readings()
        self._lines()
        self._total()
        self._foot()

    def _mark(self) -> None:
        self.set_font("helvetica", "B", 92)
        self.set_text_color(240, 240, 243)
        with self.rotation(38, 105, 160):
            self.text(44, 172, "COPIA")

    def _head(self) -> None:
        self._text(entity().name, size=15, bold=True, color=NAVY, height=8)
        self._text(f"{entity().municipality} · {entity().website}", size=9, color=GREY)
        self.ln(3)
        self._text(f"Copia de la factura de {month_name(self.bill.period, _LONG_AGO)}", size=12, bold=True, height=7)
        stratum = f"Estrato {self.account.stratum}" if self.account.stratum else "Uso comercial"
        self._pairs(
            [
                (entity().account_number.label.capitalize(), self.account.number),
                ("Titular", self.account.holder_masked),
                ("Dirección", f"{mask_address(self.account.address)}, {self.account.neighborhood}"),
                ("Clase de uso", stratum),
            ]
        )

    def _dates(self) -> None:
        bill = self.bill
        pairs = [("Fecha de emisión", short_date(bill.issued_on)), ("Pague hasta", long_date(bill.due_on, _LONG_AGO))]
        if bill.suspension_on:
            pairs.append(("Suspensión desde", long_date(bill.suspension_on, _LONG_AGO)))
        self._pairs([*pairs, ("Referencia de pago", bill.payment_reference)])

    def _readings(self) -> None:
        if not self.bill.readings:
            return
        self._band(["Consumo", "Medidor", "Anterior", "Actual", "Consumo", "Lectura"], _READING_WIDTHS)
        meters = {held.service: held.meter_masked for held in self.account.services}
        for reading in self.bill.readings:
            self._row(_reading_cells(reading, meters.get(reading.service, "")), _READING_WIDTHS)
        self.ln(3)

    def _lines(self) -> None:
        self._band(["Concepto", "Cantidad", "Valor unitario", "Valor"], _LINE_WIDTHS)
        for line in self.bill.lines:
            self._row(_line_cells(line), _LINE_WIDTHS)
        self.ln(2)

    def _total(self) -> None:
        self.set_fill_color(*NAVY)
        self.set_text_color(255, 255, 255)
        self.set_font("helvetica", "B", 12)
        self.cell(WIDTH - AMOUNT_WIDTH - 10, 9, "  Total a pagar", fill=True)
        self.cell(
            AMOUNT_WIDTH + 10,
            9,
            f"{_latin(money(self.bill.total))} ",
            fill=True,
            align="R",
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.ln(2)
        for sentence in _standing(self.state):
            self._text(sentence, size=10)

    def _foot(self) -> None:
        self.set_y(-24)
        self._text(
            f"Copia informativa generada el {long_date(clock.today(), _LONG_AGO)}. "
            "Por seguridad no muestra los datos completos del titular. "
            "Si ya pagó, no tenga en cuenta el valor a pagar.",
            size=8,
            color=GREY,
        )

    def _text(
        self,
        text: str,
        *,
        size: float,
        bold: bool = False,
        color: tuple[int, int, int] = (20, 20, 20),
        height: float = 5,
    ) -> None:
        self.set_font("helvetica", "B" if bold else "", size)
        self.set_text_color(*color)
        self.multi_cell(WIDTH, height, _latin(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        for name, value in pairs:
            self.set_font("helvetica", "", 9.5)
            self.set_text_color(*GREY)
            self.cell(42, 5.4, _latin(name))
            self.set_text_color(20, 20, 20)
            self.cell(0, 5.4, _latin(value), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(2)

    def _band(self, titles: list[str], widths: tuple[float, ...]) -> None:
        self.set_fill_color(*LIGHT)
        self.set_font("helvetica", "B", 9)
        self.set_text_color(*NAVY)
        self._cells(titles, widths, fill=True)

    def _row(self, cells: list[str], widths: tuple[float, ...]) -> None:
        self.set_font("helvetica", "", 9)
        self.set_text_color(20, 20, 20)
        self._cells(cells, widths, fill=False)

    def _cells(self, cells: list[str], widths: tuple[float, ...], *, fill: bool) -> None:
        for position, (text, width) in enumerate(zip(cells, widths, strict=True)):
            self.cell(width, ROW, self._fitted(_latin(text), width), fill=fill, align="R" if position else "L")
        self.ln(ROW)

    def _fitted(self, text: str, width: float) -> str:
        while text and self.get_string_width(text) > width - 2:
            text = text[:-1]
        return text


_READING_WIDTHS = (40.0, 32.0, 26.0, 26.0, 30.0, 26.0)
_LINE_WIDTHS = (100.0, 20.0, 26.0, AMOUNT_WIDTH)
# A page outlives the year in which it is made, so its dates always carry theirs.
_LONG_AGO = date(1, 1, 1)


def _reading_cells(reading: BillReading, meter: str) -> list[str]:
    service = entity().service(reading.service)
    return [
        (service.name if service else reading.service).capitalize(),
        meter,
        "" if reading.previous is None else number(reading.previous),
        "" if reading.current is None else number(reading.current),
        f"{number(reading.consumption)} {reading.unit}",
        "Real" if reading.basis == "real" else "Promedio",
    ]


def _line_cells(line: BillLine) -> list[str]:
    name = f"{line.name} ({line.third_party})" if line.third_party else line.name
    price = "" if line.unit_price is None else money(line.unit_price.quantize(Decimal("0.01")))
    return [name, "" if line.quantity is None else number(line.quantity), price, money(line.amount)]


def _standing(state: BillState) -> list[str]:
    """What has become of the bill by today."""
    if state.carried_into:
        return [f"Lo que faltaba pasó a la factura de {month_name(state.carried_into, _LONG_AGO)}."]
    if state.is_paid:
        return ["Esta factura está pagada."]
    if state.paid:
        return [f"Pagado: {money(state.paid)}. Falta por pagar: {money(state.owed)}."]
    return []


def _latin(text: str) -> str:
    """Text in what the page's own fonts can show: all of Spanish, not every sign of every name."""
    return text.replace("–", "-").replace("€", "EUR").encode("latin-1", "replace").decode("latin-1")
