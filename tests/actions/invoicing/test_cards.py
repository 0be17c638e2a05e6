"""What gift cards pay has an invoice like any money, and what goes back onto them a credit note of its own."""

import pytest

from app.db import db
from app.invoicing.queries import list_papers
from app.orders.models import Order
from app.payments import giving_back
from app.payments.papers import repair_card_notes
from app.payments.protocol.cancelling import cancel_by_staff
from tests.actions.credit.test_refunding import bought, give_back
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres


def papers(order: Order) -> list[tuple[str, int]]:
    db.session.rollback()
    return [(one.kind.value, one.total_minor) for one in list_papers(order.id)]


def test_what_goes_back_partly_through_stripe_and_partly_onto_a_card_has_a_note_for_each(shop: Shop) -> None:
    order, _ = bought(shop, 1000)
    total = order.total_minor
    give_back(shop, order, total)
    shop.work()
    assert sorted(papers(order)) == sorted(
        [("invoice", total), ("credit_note", 1000), ("credit_note", total - 1000)]
    )
    notes = [one for one in list_papers(order.id) if one.kind.value == "credit_note"]
    assert sum(one.tax_minor for one in notes) == order.tax_minor
    assert shop.mismatches() == []


def test_an_order_that_a_card_paid_alone_has_its_invoice_and_its_notes(shop: Shop) -> None:
    order, _ = bought(shop, 9000)
    assert papers(order) == [("invoice", order.total_minor)]
    give_back(shop, order, 500)
    give_back(shop, order, 700, seen=500)
    assert papers(order) == [("invoice", order.total_minor), ("credit_note", 500), ("credit_note", 700)]
    assert shop.mismatches() == []


def test_store_credit_in_place_of_money_has_its_note_at_once(shop: Shop) -> None:
    order, _ = bought(shop, 1000)
    give_back(shop, order, 1500, as_credit=True)
    assert sum(amount for kind, amount in papers(order) if kind == "credit_note") == 1500
    assert shop.mismatches() == []


def test_a_cancelled_order_has_a_note_for_what_is_back_on_its_card(shop: Shop) -> None:
    order, _ = bought(shop, 9000)
    cancel_by_staff(shop.till, order.id, reason="sold out", actor="user:1")
    assert papers(order) == [("invoice", order.total_minor), ("credit_note", order.total_minor)]
    assert shop.mismatches() == []


def test_a_note_that_is_lacking_is_found_and_written(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    order, _ = bought(shop, 9000)
    monkeypatch.setattr(giving_back, "write_papers_of_cards", lambda *_args, **_more: [])
    give_back(shop, order, 500)
    assert [one[:2] for one in shop.mismatches()] == ["I2"]
    repair_card_notes()
    assert papers(order)[-1] == ("credit_note", 500)
    assert shop.mismatches() == []
