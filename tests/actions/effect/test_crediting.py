"""An order is credited to the edges that led to its lines, once, with what goes back; on both databases."""

import pytest
from sqlalchemy import func, select, update

from app.cart.actions import add_to_cart, keep_answers, open_cart, set_country
from app.catalog.models import Variant
from app.clock import utcnow
from app.db import db, transaction
from app.effect.checks import CHECKS
from app.effect.crediting import credit_order
from app.effect.models import CountedOrder, EdgeSale
from app.orders.models import Order
from app.orders.queries import lock_order
from app.outbox.models import OutboxItem
from app.payments.giving_back import refund_order
from app.relatedness.models import EdgeDay
from app.verifying import run_checks
from tests.factories.journal import lead_to, make_article
from tests.support.shop import ANSWERS, Shop

pytestmark = pytest.mark.postgres


def led(variant: Variant) -> int:
    """An article that leads to a thing; return the edge."""
    return lead_to(make_article(), "product", variant.product_id)


def buy(shop: Shop, sku: str, via: str, *, units: int = 1) -> Order:
    """Buy a thing that a link led to."""
    now = utcnow()
    with transaction():
        cart, _ = open_cart(now=now)
        add_to_cart(cart.id, sku, units, currency="EUR", now=now, via=via)
        set_country(cart.id, "IE", now=now)
        keep_answers(cart.id, ANSWERS, now=now)
        identity = cart.id
    shop.start(identity)
    shop.stripe.pay(shop.session_of(identity))
    shop.deliver()
    return shop.order(identity)


def give_back(shop: Shop, order: Order, amount: int, *, seen: int = 0) -> None:
    with transaction():
        refund_order(
            lock_order(order.id), amount, seen_refunded=seen, reason="agreed", actor="user:1", now=utcnow()
        )
    shop.work()
    shop.deliver()


def sums(edge: int) -> dict[str, int]:
    """Everything an edge is credited with, over all days."""
    db.session.rollback()
    days = ("paid", "first_paid", "refunded")
    sales = ("paid_minor", "refunded_minor", "first_paid_minor", "first_refunded_minor")
    found: dict[str, int] = {}
    for table, names in ((EdgeDay, days), (EdgeSale, sales)):
        columns = [func.coalesce(func.sum(getattr(table, one)), 0) for one in names]
        row = db.session.execute(select(*columns).where(table.edge_id == edge)).one()
        found |= dict(zip(names, map(int, row), strict=True))
    return found


def complaints() -> list[str]:
    db.session.rollback()
    ours = {one.code for one in CHECKS}
    return [line for one in run_checks() if one.code in ours for line in one.mismatches]


def test_a_paid_order_is_credited_once_and_what_goes_back_is_taken_off(shop: Shop) -> None:
    variant = shop.variant(units=5)
    edge = led(variant)
    order = buy(shop, "SH-WHW", str(edge), units=2)
    line = order.total_minor - order.shipping_minor
    assert sums(edge) == {
        "paid": 1, "first_paid": 1, "refunded": 0, "paid_minor": line, "refunded_minor": 0,
        "first_paid_minor": line, "first_refunded_minor": 0,
    }  # fmt: skip
    for _ in range(2):
        with transaction():
            credit_order({"order": order.id}, utcnow())
    assert sums(edge)["paid_minor"] == line, "a second time changes nothing"
    half = order.total_minor // 2
    give_back(shop, order, half)
    assert sums(edge)["refunded_minor"] == line * half // order.total_minor
    assert sums(edge)["refunded"] == 1
    give_back(shop, order, order.total_minor - half, seen=half)
    assert sums(edge)["refunded_minor"] == sums(edge)["first_refunded_minor"] == line
    assert sums(edge)["refunded"] == 1, "a line went back once, in however many parts"
    assert complaints() == []


def test_the_first_link_is_credited_beside_the_last(shop: Shop) -> None:
    variant = shop.variant(units=5)
    last = led(variant)
    first = lead_to(make_article(title="Other nights"), "article", 1)
    order = buy(shop, "SH-WHW", f"{first},{last}")
    assert sums(first)["paid_minor"] == 0
    assert (
        sums(first)["first_paid_minor"]
        == sums(last)["paid_minor"]
        == order.total_minor - order.shipping_minor
    )
    assert sums(last)["first_paid_minor"] == 0
    assert complaints() == []


def test_a_link_to_another_thing_is_credited_with_nothing(shop: Shop) -> None:
    shop.variant(units=5)
    other = shop.variant(sku="SH-OTHER", title="Another thing", units=5)
    edge = led(other)
    buy(shop, "SH-WHW", str(edge))
    buy(shop, "SH-WHW", "999999")
    assert sums(edge)["paid"] == 0
    assert db.session.scalar(select(func.count()).select_from(CountedOrder)) == 0
    assert complaints() == []


def test_an_order_that_no_link_led_to_owes_no_counting(shop: Shop) -> None:
    shop.variant(units=5)
    shop.buy(("SH-WHW", 1))
    owed = select(func.count()).select_from(OutboxItem).where(OutboxItem.kind == "effect.order")
    assert db.session.scalar(owed) == 0


def test_the_checks_see_what_was_done_behind_their_back_and_one_repair_mends_it(shop: Shop) -> None:
    variant = shop.variant(units=5)
    edge = led(variant)
    order = buy(shop, "SH-WHW", str(edge))
    line = order.total_minor - order.shipping_minor
    with transaction() as session:
        session.execute(update(EdgeSale).values(paid_minor=EdgeSale.paid_minor + 1))
    assert complaints() == [f"edge {edge} has {line + 1} as paid_minor EUR, its orders say {line}"]
    with transaction() as session:
        session.execute(update(EdgeSale).values(paid_minor=EdgeSale.paid_minor - 1))
        session.execute(update(CountedOrder).values(refunded_minor=100))
    assert any("100 of it counted" in line for line in complaints())
    with transaction() as session:
        session.query(CountedOrder).delete()
        session.query(EdgeSale).delete()
        session.query(EdgeDay).delete()
    assert complaints() == [f"order {order.number} was led to by an article and is not counted"]
    run_checks(repair="G1")
    shop.work()
    assert complaints() == []
    assert sums(edge)["paid_minor"] == line
