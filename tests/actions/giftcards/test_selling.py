"""A gift card is bought like anything else and made when its money is here: one for each unit, never two or none."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.cart.actions import set_code
from app.cart.cards import add_card
from app.clock import utcnow
from app.db import db, transaction
from app.giftcards.issuing import change_wish_of_cart, issue_sold_cards
from app.giftcards.models import GiftWish
from app.giftcards.rules import CardState, Wish
from app.inventory.actions import open_stock
from app.inventory.errors import StockRefused
from app.money import Money
from app.orders.models import Fulfilment, OrderState
from app.orders.queries import lock_order
from app.orders.redeeming import list_order_offers
from app.payments.models import Attempt, AttemptState
from app.payments.protocol import applying
from app.pricing.actions import set_price
from app.pricing.errors import PriceRefused
from app.pricing.terms import OfferKind
from app.verifying import run_checks
from tests.actions.credit.cards import ledger, on_card
from tests.actions.giftcards.selling import (
    CARD,
    LENA,
    TO_LENA,
    WRAP,
    code_mails,
    fresh,
    opens,
    pay,
    sold,
    stock_cards,
)
from tests.factories.credit import make_card
from tests.factories.offers import make_offer
from tests.support.shop import ANSWERS, Shop
from tests.support.walls import codes_found_after

pytestmark = pytest.mark.postgres
MINE = ANSWERS["email"]


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    shop.variant(units=9)
    stock_cards(shop)
    return shop


def test_each_unit_becomes_one_card_whose_code_is_mailed_to_the_buyer(stocked: Shop) -> None:
    order = fresh(stocked.buy((CARD, 2)))
    assert (order.state, order.fulfilment) == (OrderState.CLOSED, Fulfilment.COMPLETE)
    assert (order.total_minor, order.shipping_minor, order.tax_minor) == (5000, 0, 0)
    first, second = sold(order)
    assert {first.state, second.state} == {CardState.WHOLE}
    assert (first.value, first.left, first.email) == (first.left, Money(minor=2500, currency="EUR"), MINE)
    assert ledger(first.account_id) == [("issued", 2500)]
    codes = [code for code, _ in code_mails(stocked, MINE)]
    assert sorted(opens(code) or 0 for code in codes) == sorted((first.account_id, second.account_id))
    assert stocked.mismatches() == []


def test_a_card_for_somebody_goes_to_them_with_the_words_that_were_meant(stocked: Shop) -> None:
    order = pay(stocked, stocked.basket((CARD, 1), **TO_LENA))
    (one,) = sold(order)
    assert (one.email, one.name, one.is_on_its_way) == (LENA, "Lena", False)
    ((code, words),) = code_mails(stocked, LENA)
    assert opens(code) == one.account_id
    for said in ("Nora Quinn", "Lena", "Have a warm winter.", "€25.00"):
        assert said in words
    assert code_mails(stocked, MINE) == []
    assert db.session.query(GiftWish).count() == 0
    assert stocked.mismatches() == []


def test_whom_it_is_for_may_change_until_it_is_paid(stocked: Shop) -> None:
    cart = stocked.basket((CARD, 1))
    stocked.start(cart)
    with transaction():
        change_wish_of_cart(cart, Wish(**TO_LENA), now=utcnow())
    stocked.stripe.pay(stocked.session_of(cart))
    stocked.deliver()
    assert [one.email for one in sold(stocked.order(cart))] == [LENA]


def test_beside_other_things_the_card_is_handed_over_and_the_rest_is_packed(stocked: Shop) -> None:
    order = fresh(stocked.buy((WRAP, 1), (CARD, 1)))
    assert (order.state, order.fulfilment) == (OrderState.OPEN, Fulfilment.PARTIAL)
    assert len(sold(order)) == 1
    assert (order.total_minor, order.tax_minor) == (5350, 533)
    assert stocked.mismatches() == []


def test_no_offer_takes_anything_off_a_card_and_no_threshold_counts_it(stocked: Shop) -> None:
    make_offer()
    make_offer(code="", name="Half", kind=OfferKind.TIERS, tiers=((3000, 50),))
    cart = stocked.basket((WRAP, 1), (CARD, 1))
    with transaction():
        set_code(cart, "welcome10", now=utcnow())
    order = fresh(pay(stocked, cart))
    assert [(one.total_minor, one.discount_minor) for one in order.lines] == [(2400, 240), (2500, 0)]
    assert len(list_order_offers(order.id)) == 1


def test_no_gift_card_pays_for_a_gift_card(stocked: Shop) -> None:
    card, _ = make_card(10_000)
    cart = stocked.basket((CARD, 1))
    with transaction():
        add_card(cart, card, now=utcnow())
    order = pay(stocked, cart)
    assert (order.credit_minor, order.due_minor, on_card(card)) == (0, 2500, 10_000)
    mixed = stocked.basket((WRAP, 1), (CARD, 1))
    with transaction():
        add_card(mixed, card, now=utcnow())
    order = pay(stocked, mixed)
    assert (order.credit_minor, order.due_minor, on_card(card)) == (2850, 2500, 7150)
    assert stocked.mismatches() == []


def test_a_card_order_whose_page_ran_out_keeps_nothing_and_late_money_still_makes_the_card(
    stocked: Shop,
) -> None:
    cart = stocked.basket((CARD, 1))
    stocked.start(cart)
    stocked.till.gateway.expire_session(stocked.session_of(cart))
    stocked.deliver()
    assert (stocked.order(cart).state, sold(stocked.order(cart))) == (OrderState.CANCELLED, [])
    assert stocked.mismatches() == []
    order = pay(stocked, cart)
    assert (order.state, len(sold(order))) == (OrderState.CLOSED, 1)
    assert stocked.mismatches() == []


def test_the_same_news_again_and_again_make_no_second_card(stocked: Shop) -> None:
    order = stocked.buy((CARD, 2))
    stocked.deliver(times=3)
    assert len(sold(order)) == 2
    assert len(code_mails(stocked, MINE)) == 2


def test_no_stock_is_kept_of_a_card_and_its_price_stays_its_value(stocked: Shop) -> None:
    variant = stock_cards(stocked, price=5000, sku="SH-GIFT-50")
    with pytest.raises(StockRefused, match="No stock"), transaction():
        open_stock(variant, 3, "user:1", utcnow())
    with pytest.raises(PriceRefused, match="its price stays"), transaction():
        set_price(variant, Money(minor=4000, currency="EUR"), "user:1", utcnow())
    with pytest.raises(PriceRefused, match=r"at most 10000\.00"):
        stock_cards(stocked, price=1_000_100, sku="SH-GIFT-MUCH")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sold_cards SET value_minor = 5000",
        "UPDATE sold_cards SET unit = 7",
        "DELETE FROM sold_cards",
        "UPDATE sold_cards SET taken_minor = 2501",
        "UPDATE sold_cards SET mails = 6",
        "INSERT INTO sold_cards (order_line_id, unit, account_id, value_minor, taken_minor, name, message, mails,"
        " mailed_at, sold_at) SELECT order_line_id, 2, (SELECT max(id) FROM credit_accounts), value_minor, 0, '', '',"
        " 1, mailed_at, sold_at FROM sold_cards",
    ],
)
def test_the_database_refuses_another_value_another_unit_and_one_too_many(
    stocked: Shop, statement: str
) -> None:
    stocked.buy((CARD, 1))
    make_card(2500)
    with pytest.raises(DatabaseError), transaction() as session:
        session.execute(text(statement))


def test_the_check_finds_cards_that_are_missing_and_its_repair_has_them_made(
    stocked: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "issue_sold_cards", lambda *_, **__: [])
    order = stocked.buy((CARD, 2))
    line = fresh(order).lines[0].id
    assert stocked.mismatches() == [f"G3: order id {order.id}, line {line}: 0 gift cards of 2"]
    run_checks(repair="G3")
    assert stocked.mismatches() == [], "what is owed is not missing"
    stocked.work()
    assert (len(sold(order)), fresh(order).state) == (2, OrderState.CLOSED)
    assert stocked.mismatches() == []


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE sold_cards SET taken_minor = 100", "sold_cards"),
        ("DELETE FROM sold_cards", "sold_cards"),
        ("UPDATE orders SET credit_minor = 100", "orders"),
        ("UPDATE payments SET refunded_minor = 100", "payments"),
    ],
)
def test_the_check_finds_what_was_done_behind_the_walls(stocked: Shop, statement: str, table: str) -> None:
    stocked.buy((CARD, 1))
    assert "G3" in codes_found_after(statement, table)


def test_an_unpaid_card_order_is_no_card(stocked: Shop) -> None:
    cart = stocked.basket((CARD, 1))
    stocked.start(cart)
    assert stocked.attempt(cart).state is AttemptState.OPEN
    assert db.session.query(Attempt).count() == 1
    assert sold(stocked.order(cart)) == []
    assert stocked.mismatches() == []


def test_what_is_made_is_not_made_again(stocked: Shop) -> None:
    order = stocked.buy((CARD, 2))
    with transaction():
        assert list(issue_sold_cards(lock_order(order.id), secret_key="another", now=utcnow())) == []
    assert len(sold(order)) == 2
