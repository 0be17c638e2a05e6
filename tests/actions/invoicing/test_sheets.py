"""The number, the day and the words of a paper."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.cart.actions import set_code
from app.clock import utcnow
from app.db import db, transaction
from app.invoicing.actions import issue_invoice
from app.invoicing.models import Paper
from app.invoicing.queries import list_papers
from app.invoicing.sheets import make_sheet, name_of
from app.orders.queries import get_order_with_lines
from app.settings.actions import change_setting
from tests.actions.invoicing.test_papers import WRAP, YEAR, fail_refund, paid
from tests.actions.payments.test_refunding import give_back
from tests.factories.offers import make_offer
from tests.factories.stock import NOON
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres


def test_a_year_begins_on_the_sites_calendar_and_counts_anew(shop: Shop) -> None:
    eve = datetime(2026, 12, 31, 11, 30, tzinfo=UTC)  # half past midnight in Auckland
    with transaction():
        change_setting("time_zone", "Pacific/Auckland", actor="system", now=NOON)
        names = [
            (name_of(one), one.issued_on)
            for one in (issue_invoice(paid(at), now=at) for at in (NOON, eve - timedelta(hours=1), eve))
        ]
    assert names == [
        ("2026-000001", date(2026, 11, 23)),
        ("2026-000002", date(2026, 12, 31)),
        ("2027-000001", date(2027, 1, 1)),
    ]
    assert shop_numbers(shop) == []


def shop_numbers(shop: Shop) -> list[str]:
    return [one for one in shop.mismatches() if one.startswith("I1")]


def test_who_waited_for_the_lock_over_midnight_is_not_dated_before_the_number_ahead(shop: Shop) -> None:
    with transaction():
        issue_invoice(paid(), now=NOON)
        late = issue_invoice(paid(), now=NOON - timedelta(days=1))
        assert (late.number, late.issued_on) == (2, NOON.date())
    assert shop_numbers(shop) == []


def test_a_number_goes_back_with_its_transaction(shop: Shop) -> None:
    with transaction():
        issue_invoice(paid(), now=NOON)
    with pytest.raises(RuntimeError), transaction():
        issue_invoice(paid(), now=NOON)
        raise RuntimeError("the rest of it failed")
    with transaction():
        assert issue_invoice(paid(), now=NOON).number == 2
    assert shop_numbers(shop) == []


def test_a_paper_keeps_the_seller_of_its_day(shop: Shop) -> None:
    with transaction():
        first = issue_invoice(paid(), now=NOON).id
        change_setting("seller_name", "Quiet Things Limited", actor="system", now=NOON)
        change_setting("vat_number", "IE1234567X", actor="system", now=NOON)
    with transaction():
        second = issue_invoice(paid(), now=NOON).id
    old, new = (db.session.get_one(Paper, one) for one in (first, second))
    assert (old.seller_name, old.vat_number) == ("Soft Hours", "")
    assert (new.seller_name, new.vat_number) == ("Quiet Things Limited", "IE1234567X")


def test_seller_words_of_any_length_never_stop_a_payment(shop: Shop) -> None:
    with transaction():
        for key in ("seller_name", "postal_address", "vat_number"):
            change_setting(key, "long " * 500, actor="system", now=NOON)
        assert issue_invoice(paid(), now=NOON).number == 1


def test_the_sheet_of_an_invoice_says_every_line_and_adds_up(shop: Shop) -> None:
    shop.variant(units=9)
    make_offer(code="WELCOME10")
    cart = shop.basket((WRAP, 3))
    with transaction():
        set_code(cart, "welcome10", now=utcnow())
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    order = get_order_with_lines(shop.order(cart).id)
    sheet = make_sheet(list_papers(order.id)[0], order, country="Ireland")
    assert sheet.title == f"Invoice {YEAR}-000001"
    assert sheet.rows == (
        ("Wheat heat wrap", "3", "€24.00", "-€7.20", "23 %", "€64.80"),
        ("Delivery", "1", "€4.50", "–", "23 %", "€4.50"),
    )
    assert sheet.sums == (
        ("Without tax, at 23 %", "€56.34"),
        ("Tax, 23 %", "€12.96"),
        ("Total, tax included", "€69.30"),
    )
    assert sheet.seller == ("Soft Hours", "4 Example Street", "Dublin", "Ireland")
    assert sheet.buyer[0] == "Nora Quinn" and sheet.buyer[-1] == "Ireland"


def test_the_sheet_of_a_note_names_its_invoice_and_that_of_a_correction_its_note(shop: Shop) -> None:
    shop.variant()
    order = shop.buy((WRAP, 1))
    give_back(order, 1000)
    shop.work()
    fail_refund(shop)
    read = get_order_with_lines(order.id)
    _, note, correction = (make_sheet(one, read, country="Ireland") for one in list_papers(order.id))
    assert note.about.startswith(f"This note changes invoice {YEAR}-000001 of ")
    assert correction.about.startswith(f"This invoice takes back credit note CN-{YEAR}-000001 of ")
    assert note.columns == ("What", "Units", "Price of one", "Tax", "Sum"), "nothing is taken off a note"
    assert note.rows == ((f"Given back of order {order.number}", "1", "€10.00", "23 %", "€10.00"),)
    assert note.sums[-1] == correction.sums[-1] == ("Total, tax included", "€10.00")
