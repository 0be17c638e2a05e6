"""A paper as a PDF: one open font that is easy to read, the same bytes for the same paper."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.invoicing.sheets import COLUMNS, Sheet

if TYPE_CHECKING:
    from fpdf import FPDF

FONT = "Atkinson Hyperlegible"
SIZE, LINE = 11, 6
WIDTHS = dict(zip(COLUMNS, (34, 9, 15, 15, 9, 18), strict=True))
SPACES = {ord("\N{NARROW NO-BREAK SPACE}"): "\N{NO-BREAK SPACE}"}  # the font lacks the narrow one


def make_pdf(sheet: Sheet) -> bytes:
    """Return the PDF of a paper (A4)."""
    from fpdf import FPDF, ViewerPreferences  # only where a PDF is made; it takes a third of a second

    class Paper(FPDF):
        def footer(self) -> None:
            self.set_y(-15)
            self.set_font(FONT, "", 9)
            self.cell(0, LINE, f"{sheet.title}, page {self.page_no()} of {{nb}}", align="R")

    pdf = Paper(format="A4")
    folder = _font_folder()
    pdf.add_font(FONT, "", folder / "AtkinsonHyperlegible-Regular.ttf")
    pdf.add_font(FONT, "B", folder / "AtkinsonHyperlegible-Bold.ttf")
    pdf.set_lang("en")
    pdf.set_title(sheet.title)
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
    pdf.set_author(sheet.seller[0])
    pdf.set_creation_date(sheet.issued_at)
    pdf.set_margin(20)
    pdf.set_auto_page_break(auto=True, margin=20)
    pdf.add_page()
    _write_head(pdf, sheet)
    _write_rows(pdf, sheet)
    _write_sums(pdf, sheet)
    return bytes(pdf.output())


def _write_head(pdf: "FPDF", sheet: Sheet) -> None:
    _write(pdf, sheet.title, style="B", size=20)
    pdf.ln(2)
    for label, words in sheet.facts:
        _write(pdf, f"{label}: {words}")
    if sheet.about:
        pdf.ln(2)
        _write(pdf, sheet.about)
    for title, lines in (("From", sheet.seller), ("To", sheet.buyer)):
        pdf.ln(4)
        _write(pdf, title, style="B")
        for line in lines:
            _write(pdf, line)
    pdf.ln(6)


def _write_rows(pdf: "FPDF", sheet: Sheet) -> None:
    pdf.set_font(FONT, "", SIZE)
    align = ("LEFT", *("RIGHT",) * (len(sheet.columns) - 1))
    widths = [WIDTHS[one] for one in sheet.columns]
    with pdf.table(
        col_widths=widths, text_align=align, line_height=LINE, borders_layout="HORIZONTAL_LINES", padding=1
    ) as table:
        for row in (sheet.columns, *sheet.rows):
            cells = table.row()
            for words in row:
                cells.cell(_known(words))
    pdf.ln(6)


def _write_sums(pdf: "FPDF", sheet: Sheet) -> None:
    for place, (label, words) in enumerate(sheet.sums, start=1):
        style = "B" if place == len(sheet.sums) else ""
        pdf.set_font(FONT, style, SIZE)
        pdf.cell(pdf.epw - 40, LINE, _known(label), align="R")
        pdf.cell(40, LINE, _known(words), align="R", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    _write(pdf, sheet.closing)


def _write(pdf: "FPDF", words: str, *, style: str = "", size: int = SIZE) -> None:
    pdf.set_font(FONT, style, size)  # type: ignore[arg-type]
    pdf.multi_cell(0, LINE * size / SIZE, _known(words), align="L", new_x="LMARGIN", new_y="NEXT")


def _known(words: str) -> str:
    """Return words with a mark for each letter that the font does not have."""
    known = _letters()
    return "".join(one if ord(one) in known else "?" for one in words.translate(SPACES))


@cache
def _letters() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(_font_folder() / "AtkinsonHyperlegible-Regular.ttf") as font:
        return frozenset(font.getBestCmap())


def _font_folder() -> Path:
    from fontpkg_atkinson_hyperlegible import ROOT

    return Path(ROOT) / "files"
