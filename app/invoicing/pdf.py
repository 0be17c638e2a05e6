"""A paper as a PDF: an open font that is easy to read, the same bytes for the same paper.

Names and addresses come in every script of the countries we send to, and the font knows Latin letters alone; what it
lacks of Latin, Greek, Cyrillic and Vietnamese is written in a second open font.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.invoicing.sheets import COLUMNS, Sheet

if TYPE_CHECKING:
    from fpdf import FPDF

FONT, SECOND = "Atkinson Hyperlegible", "DejaVu Sans"
SECOND_FOLDER = Path(__file__).parent / "fonts"
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
    pdf.add_font(SECOND, "", SECOND_FOLDER / "DejaVuSans.ttf")
    pdf.add_font(SECOND, "B", SECOND_FOLDER / "DejaVuSans-Bold.ttf")
    pdf.set_fallback_fonts([SECOND])
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
    _set_font(pdf, "", SIZE)
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
        _set_font(pdf, style, SIZE)
        pdf.cell(pdf.epw - 40, LINE, _known(label), align="R")
        pdf.cell(40, LINE, _known(words), align="R", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    _write(pdf, sheet.closing)


def _write(pdf: "FPDF", words: str, *, style: str = "", size: int = SIZE) -> None:
    _set_font(pdf, style, size)
    pdf.multi_cell(0, LINE * size / SIZE, _known(words), align="L", new_x="LMARGIN", new_y="NEXT")


def _set_font(pdf: "FPDF", style: str, size: int) -> None:
    """Choose the font, and say so on the page at once.

    fpdf2 says it with the first words; where these begin in the second font, it says it in a part that ends with them,
    and the words after them come out in whatever font was before.
    """
    pdf.set_font(FONT, style, size)  # type: ignore[arg-type]
    if not pdf.current_font_is_set_on_page:
        pdf.text(pdf.x, pdf.y, " ")


def _known(words: str) -> str:
    """Return words with a mark for each letter that neither font has."""
    known = _letters()
    return "".join(one if ord(one) in known else "?" for one in words.translate(SPACES))


@cache
def _letters() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    known: set[int] = set()
    for path in (_font_folder() / "AtkinsonHyperlegible-Regular.ttf", SECOND_FOLDER / "DejaVuSans.ttf"):
        with TTFont(path) as font:
            known.update(font.getBestCmap())
    return frozenset(known)


def _font_folder() -> Path:
    from fontpkg_atkinson_hyperlegible import ROOT

    return Path(ROOT) / "files"
