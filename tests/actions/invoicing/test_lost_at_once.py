"""What a bank took back of an order of two rates has one credit note that fits each rate, whoever writes it at once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from app.db import db, dialect_name
from app.giftcards.queries import list_sold
from app.invoicing import actions as invoicing
from app.invoicing.models import Paper, PaperKind
from app.invoicing.queries import list_papers
from app.invoicing.rules import add_up, as_rates
from app.orders.errors import StepRefused
from app.orders.models import Order, OrderState
from app.payments import papers as papers_module
from app.payments.papers import repair_lost_notes
from app.payments.protocol import cancelling
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.protocol.disputing import look_at_dispute
from tests.actions.giftcards.selling import CARD, stock_cards
from tests.actions.payments.test_disputing import lose, open_dispute
from tests.actions.payments.test_races import at_once
from tests.actions.payments.test_refunding import STAFF, fresh, give_back
from tests.actions.payments.test_taxes import BOOK, WRAP, shelf
from tests.support.gates import meet_at
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
BACK = [1, 1, 1]  # a cent falls on the greater rate each time, which what is left of it has to know


@pytest.fixture
def order(shop: Shop) -> Order:
    """A paid order of two rates, of which some cents went back before the bank was asked."""
    shelf(shop)
    bought = shop.buy((WRAP, 1), (BOOK, 2))
    for seen, cent in enumerate(BACK):
        give_back(bought, cent, seen=seen)
    shop.work()
    return bought


def notes(order: Order) -> list[Paper]:
    db.session.rollback()
    return [one for one in list_papers(order.id) if one.kind is PaperKind.CREDIT_NOTE]


def is_whole(order: Order) -> bool:
    """Say whether the notes come to what the invoice says, for each rate to the unit."""
    invoice, *rest = list_papers(order.id)
    return add_up((1, as_rates(one.rates)) for one in rest) == add_up([(1, as_rates(invoice.rates))])


def cancel_without_a_note(shop: Shop, order: Order) -> None:
    lose(shop, open_dispute(shop))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cancelling, "write_papers_of_lost", lambda *_args, **_more: [])
        cancel_by_staff(shop.till, order.id, reason="the bank took the money back", actor=STAFF)


def repair_together(shop: Shop, patch: pytest.MonkeyPatch, *, is_control: bool = False) -> list[Any]:
    """Let two write what is lacking; who has looked whether it is there gives the other time to look."""
    look, gate = invoicing.find_last_of_payment, threading.Barrier(2)

    def look_together(payment_id: int) -> Paper | None:
        found = look(payment_id)
        meet_at(gate, all_can_come=is_control)
        return found

    patch.setattr(invoicing, "find_last_of_payment", look_together)
    return at_once(shop, [repair_lost_notes] * 2)


def test_two_who_write_what_is_lacking_at_once_write_it_once(
    shop: Shop, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel_without_a_note(shop, order)
    assert repair_together(shop, monkeypatch) == [None, None]
    assert [one.total_minor for one in notes(order)] == [*BACK, order.total_minor - sum(BACK)]
    assert is_whole(order)
    assert shop.mismatches() == []


def test_without_the_lock_of_the_order_only_the_database_refuses_a_second_note(
    shop: Shop, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control. SQLite lets one writer in at a time, with or without the lock.

    Whoever comes so late that the first note is there already finds nothing left to give back.
    """
    cancel_without_a_note(shop, order)
    monkeypatch.setattr(papers_module, "lock_order", lambda key: db.session.get_one(Order, key))
    found = repair_together(shop, monkeypatch, is_control=True)
    refused = [one for one in found if isinstance(one, IntegrityError | ValueError)]
    assert len(refused) == (0 if dialect_name() == "sqlite" else 1), found
    assert len(notes(order)) == len(BACK) + 1


def test_cancelling_while_the_banks_word_arrives_writes_one_note_of_what_is_left_of_each_rate(
    shop: Shop, order: Order
) -> None:
    dispute = open_dispute(shop)
    evidence = {"evidence": {"uncategorized_text": "losing_evidence"}, "submit": True}
    shop.till.gateway.open_client().v1.disputes.update(dispute, evidence)
    key, till = order.id, shop.till
    db.session.rollback()
    hear: Callable[[], object] = lambda: look_at_dispute(till, dispute)  # noqa: E731
    cancel: Callable[[], object] = lambda: cancel_by_staff(till, key, reason="", actor=STAFF)  # noqa: E731
    found = at_once(shop, [hear, cancel, hear, cancel])
    assert [one for one in found if isinstance(one, Exception) and not isinstance(one, StepRefused)] == []
    cancel()
    shop.work()
    assert fresh(order).state is OrderState.CANCELLED
    assert [one.total_minor for one in notes(order)] == [*BACK, order.total_minor - sum(BACK)]
    assert is_whole(order)
    assert shop.mismatches() == []


def test_what_a_bank_took_of_an_order_with_gift_cards_has_no_note(shop: Shop) -> None:
    """Its cards were handed over, so it is never cancelled: what is lost is not shared over what cards bear none of."""
    shelf(shop)
    stock_cards(shop)
    order = shop.buy((WRAP, 1), (CARD, 1))
    lose(shop, open_dispute(shop))
    assert [one.taken.minor for one in list_sold(order.id)] == [2500]
    with pytest.raises(StepRefused, match="A part of it has left"):
        cancel_by_staff(shop.till, order.id, reason="the bank took the money back", actor=STAFF)
    assert notes(order) == []
    assert shop.mismatches() == []
