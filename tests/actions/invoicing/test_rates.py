"""Papers of orders that bear several rates of tax: each rate with its own sums, and refunds shared over them."""

import pytest

from app.invoicing.models import Paper
from app.invoicing.queries import find_invoice, list_papers
from app.invoicing.rules import as_rates
from app.invoicing.sheets import make_sheet
from app.orders.queries import get_order_with_lines
from app.orders.taxes import list_order_taxes
from tests.actions.payments.test_refunding import give_back
from tests.actions.payments.test_taxes import BOOK, WRAP, shelf
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres


def rates_of(paper: Paper | None) -> list[tuple[int, int, int]]:
    assert paper is not None
    return [(one.points, one.gross, one.tax) for one in as_rates(paper.rates)]


def test_an_invoice_has_the_sums_of_each_rate_as_the_evidence_has_them(shop: Shop) -> None:
    shelf(shop)
    order = shop.buy((WRAP, 1), (BOOK, 2))
    evidence = {
        one.points: (one.net_minor + one.tax_minor, one.tax_minor) for one in list_order_taxes(order.id)
    }
    assert set(evidence) == {2300, 900}
    assert rates_of(find_invoice(order.id)) == [(points, *evidence[points]) for points in (2300, 900)]
    assert shop.mismatches() == []


def test_each_line_of_an_invoice_names_its_own_rate(shop: Shop) -> None:
    shelf(shop)
    order = get_order_with_lines(shop.buy((WRAP, 1), (BOOK, 2)).id)
    invoice = find_invoice(order.id)
    assert invoice is not None
    sheet = make_sheet(invoice, order, country="Ireland")
    at = sheet.columns.index("Tax")
    assert [row[at] for row in sheet.rows] == ["23 %", "9 %", "shared"]


def test_a_refund_is_shared_over_the_rates_and_all_of_it_is_all_of_the_tax(shop: Shop) -> None:
    shelf(shop)
    order = shop.buy((WRAP, 1), (BOOK, 2))
    give_back(order, 1000)
    shop.work()
    give_back(order, order.total_minor - 1000, seen=1000)
    shop.work()
    notes = [one for one in list_papers(order.id) if one.kind.value == "credit_note"]
    assert [one.total_minor for one in notes] == [1000, order.total_minor - 1000]
    assert sum(one.tax_minor for one in notes) == order.tax_minor
    assert shop.mismatches() == []
