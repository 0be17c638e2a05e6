"""Names of papers, and how a refund falls on the tax rates of its order."""

import random
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.invoicing.models import Series
from app.invoicing.pdf import make_pdf
from app.invoicing.rules import Rate, add_up, paper_name, read_name, share_refund
from app.invoicing.sheets import COLUMNS, Sheet

WHOLE = [Rate(points=2300, gross=2850, tax=533)]
MIXED = [
    Rate(points=2300, gross=1999, tax=374),
    Rate(points=900, gross=501, tax=41),
    Rate(points=0, gross=7, tax=0),
]


@pytest.mark.parametrize(
    ("series", "year", "number", "name"),
    [
        (Series.INVOICES, 2026, 123, "2026-000123"),
        (Series.CREDIT_NOTES, 2026, 1, "CN-2026-000001"),
        (Series.INVOICES, 2031, 1234567, "2031-1234567"),
    ],
)
def test_a_paper_is_called_by_year_and_number_and_read_back(
    series: Series, year: int, number: int, name: str
) -> None:
    assert paper_name(series, year, number) == name
    assert read_name(name) == (series, year, number)


@pytest.mark.parametrize(
    "name", ["", "1", "2026-1", "2026-0000001", "cn-2026-000001", "2026-000001\n", "２026-000001", "x" * 500]
)
def test_what_no_paper_is_called_is_read_as_none(name: str) -> None:
    assert read_name(name) is None


def test_everything_given_back_is_everything_that_was_taxed() -> None:
    assert share_refund(2850, WHOLE, {}) == WHOLE
    assert share_refund(2507, MIXED, {}) == MIXED


def test_a_part_carries_its_part_of_the_tax() -> None:
    assert share_refund(1000, WHOLE, {}) == [Rate(points=2300, gross=1000, tax=187)]


@pytest.mark.parametrize("amount", [0, -1, 2851])
def test_no_more_than_is_left_is_written_down(amount: int) -> None:
    with pytest.raises(ValueError, match="are left"):
        share_refund(amount, WHOLE, {})


@pytest.mark.parametrize("seed", range(40))
def test_however_the_parts_fall_and_some_fail_the_notes_add_up_to_the_unit(seed: int) -> None:
    """Parts of any size, some taken back again; at the end the rest: gross and tax are the order's at each rate."""
    dice = random.Random(seed)
    whole = [
        Rate(points=100 * percent, gross=gross, tax=gross * percent // (100 + percent))
        for percent, gross in zip((23, 9, 0), (dice.randint(1, 400) for _ in range(3)), strict=True)
    ]
    standing: list[list[Rate]] = []
    total = sum(one.gross for one in whole)
    for _ in range(30):
        left = total - sum(one.gross for note in standing for one in note)
        if standing and dice.random() < 0.3:
            standing.pop(dice.randrange(len(standing)))
            continue
        if not left:
            continue
        amount = dice.randint(1, min(left, 40))
        note = share_refund(amount, whole, add_up((1, one) for one in standing))
        assert sum(one.gross for one in note) == amount
        assert all(0 <= one.tax <= one.gross for one in note)
        standing.append(note)
    left = total - sum(one.gross for note in standing for one in note)
    if left:
        standing.append(share_refund(left, whole, add_up((1, one) for one in standing)))
    assert add_up((1, one) for one in standing) == {one.points: one for one in whole}


def test_a_paper_of_many_and_long_words_fills_as_many_pages_as_it_needs() -> None:
    amount = "KWD 99,999,999.000"
    sheet = Sheet(
        title="Invoice 2026-000001", name="2026-000001", issued_at=datetime(2026, 11, 26, tzinfo=UTC), about="",
        facts=(("Issued on", "26 November 2026"),), seller=("S" * 200,), buyer=("N" * 120, "**no** <b>markup</b> 日"),
        columns=COLUMNS, rows=(("W" * 200, "99", amount, amount, "23 %", amount),) * 40,
        sums=(("Total, tax included", amount),), closing="Paid.",
    )  # fmt: skip
    assert make_pdf(sheet).count(b"/Type /Page\n") > 3
    assert make_pdf(sheet) == make_pdf(sheet)


NAMES = (
    "Ελένη Παπαδοπούλου",
    "Юлия Ковальчук-Їжак",
    "Nguyễn Thị Hằng",
    "Ąžuolas Łukasz Šťastný",
    "Nora Quinn",
)


def test_names_are_written_in_greek_cyrillic_and_vietnamese_letters() -> None:
    rows = (("Кашне для шиї", "1", "€1.00", "€1.00", "23 %", "€1.00"), ("Scarf", *("€2.00",) * 5))
    sheet = Sheet(
        title="Invoice 2026-000001", name="2026-000001", issued_at=datetime(2026, 11, 26, tzinfo=UTC), about="",
        facts=(), seller=("Soft Hours",), buyer=NAMES, columns=COLUMNS, rows=rows, sums=(("Σύνολο", "€1.00"),),
        closing="Paid.",
    )  # fmt: skip
    made = make_pdf(sheet)
    words = PdfReader(BytesIO(made)).pages[0].extract_text()
    for name in (*NAMES, "Кашне для шиї 1 €1.00", "Scarf €2.00", "Σύνολο €1.00"):
        assert name in words
    assert "?" not in words
    assert len(made) < 60_000  # of each font only the letters that the paper has
