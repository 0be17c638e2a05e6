"""An order is changed before it is sent by amendments beside it; its own copies stay (M2)."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.audit.models import AuditEntry
from app.clock import utcnow
from app.db import db, transaction
from app.inventory.queries import items_of
from app.orders.amending import address_of, change_address, find_address_change
from app.orders.buyer import Buyer
from app.orders.desk_models import Amendment, AmendmentKind
from app.orders.errors import AnswerRefused, StepRefused, UnitsRefused
from app.orders.finding import find_orders
from app.orders.models import Order, OrderLine
from app.orders.parcels import units_of_lines
from app.orders.queries import get_order_with_lines, list_events, lock_order
from app.orders.rules import share_of_units
from app.payments.amending import remove_units
from app.people.erasing import ask_erasure, carry_out
from tests.factories.offers import make_offer
from tests.support.parcels import send_all, send_some
from tests.support.shop import ANSWERS, Shop
from tests.support.walls import codes_found_after

pytestmark = pytest.mark.postgres
NEXT_DOOR = Buyer(name="Maeve Quinn", street="6 Other Street", city="Cork", postal_code="t12ab34")


@pytest.fixture
def order(shop: Shop) -> Order:
    shop.variant(units=9)
    return shop.buy(("SH-WHW", 3))


def move(order: Order, to: Buyer = NEXT_DOOR, *, seen: int = 0) -> None:
    with transaction():
        change_address(lock_order(order.id), to, seen=seen, actor="user:1", now=utcnow())


def take_off(order: Order, units: int, *, seen: int = 0) -> None:
    with transaction():
        line = next(iter(units_of_lines(order.id)))
        remove_units(
            lock_order(order.id), {line: units}, seen_refunded=seen, reason="too many", actor="user:1",
            now=utcnow(),
        )  # fmt: skip


def test_a_new_address_counts_and_the_copy_stays(shop: Shop, order: Order) -> None:
    move(order)
    again = shop.order(order.cart_id or 0)
    assert again.street == ANSWERS["street"]
    to = address_of(again)
    assert (to.name, to.street, to.city, to.postal_code) == (
        "Maeve Quinn",
        "6 Other Street",
        "Cork",
        "T12 AB34",
    )
    assert to.country == "IE"
    assert shop.mismatches() == []
    assert "address_changed" in [one.kind for one in list_events(order.id)]
    entry = db.session.query(AuditEntry).filter_by(action="order.address_changed").one()
    assert entry.details == {"amendment": 1, "fields": ["name", "street", "city", "postal_code"]}
    for typed in ("maeve", "t12 ab34", "nora", "D02X285"):
        assert [one.id for one in find_orders(typed).orders] == [order.id], typed


def test_the_same_address_is_no_change_and_a_stale_page_is_refused(shop: Shop, order: Order) -> None:
    move(order)
    seen = find_address_change(order.id)
    move(order, seen=seen)
    assert find_address_change(order.id) == seen
    with pytest.raises(StepRefused, match="while you were looking"):
        move(order, Buyer(name="Nora", street="1 Street", city="Cork", postal_code="T12 AB34"), seen=0)
    with pytest.raises(AnswerRefused):
        move(order, Buyer(name="", street="1 Street", city="Cork", postal_code="nonsense"), seen=seen)


def test_what_has_left_or_is_not_paid_goes_nowhere_else(shop: Shop, order: Order) -> None:
    send_some(order, 1)
    move(order)
    send_all(order)
    with pytest.raises(StepRefused, match="sent already"):
        move(order, seen=find_address_change(order.id))
    cart = shop.basket(("SH-WHW", 1))
    shop.start(cart)
    with pytest.raises(StepRefused, match="Only paid orders"):
        move(shop.order(cart))


def test_an_erasure_takes_the_new_address_at_once(shop: Shop, order: Order) -> None:
    move(order)
    send_all(order)
    shop.work()
    with transaction():
        assert carry_out(ask_erasure(ANSWERS["email"], actor="shopper", now=utcnow()), now=utcnow()) == []
    one = db.session.query(Amendment).one()
    assert (one.name, one.street, one.city, one.postal_code) == ("(erased)", "(erased)", "(erased)", "")
    assert shop.mismatches() == []


def test_units_taken_off_go_on_sale_again_and_their_price_goes_back(shop: Shop, order: Order) -> None:
    variant = order_variant(order)
    take_off(order, 1)
    again = shop.order(order.cart_id or 0)
    assert again.refunded_minor == 2400
    assert items_of([variant])[variant].allocated == 2
    assert [one.left for one in units_of_lines(order.id).values()] == [2]
    with pytest.raises(StepRefused, match="while you were looking"):
        take_off(order, 1, seen=0)
    assert [one.left for one in units_of_lines(order.id).values()] == [2], "nothing of a refused press stays"
    shop.work()
    assert [one["amount"] for one in shop.stripe.refunds()] == [2400]
    assert shop.mismatches() == []
    send_all(again)
    assert shop.mismatches() == []


def test_nothing_everything_and_too_much_are_refused(shop: Shop, order: Order) -> None:
    for units, error in ((0, UnitsRefused), (4, UnitsRefused), (3, StepRefused)):
        with pytest.raises(error):
            take_off(order, units)
    send_all(order)
    with pytest.raises(StepRefused):
        take_off(order, 1)
    assert db.session.query(Amendment).count() == 0


def test_units_cost_what_was_paid_for_them_with_their_part_of_an_offer(shop: Shop) -> None:
    shop.variant(units=9)
    make_offer(percent=10)
    order = shop.buy(("SH-WHW", 3))
    paid = sum(line.total_minor - line.discount_minor for line in lines_of(order))
    take_off(order, 1)
    first = shop.order(order.cart_id or 0).refunded_minor
    take_off(order, 1, seen=first)
    both = shop.order(order.cart_id or 0).refunded_minor
    assert first == share_of_units(paid, quantity=3, before=0, units=1, step=1)
    assert both == share_of_units(paid, quantity=3, before=0, units=2, step=1)
    assert shop.mismatches() == []


@pytest.mark.parametrize(("paid", "quantity", "step"), [(1000, 3, 1), (10, 3, 10), (1003, 4, 10), (0, 2, 1)])
def test_all_units_of_a_line_cost_together_what_was_paid_for_it(paid: int, quantity: int, step: int) -> None:
    parts = [share_of_units(paid, quantity=quantity, before=n, units=1, step=step) for n in range(quantity)]
    assert sum(parts) == paid
    assert share_of_units(paid, quantity=quantity, before=0, units=quantity, step=step) == paid


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE amendments SET street = 'Elsewhere'",
        "UPDATE amendments SET name = '(erased)'",
        "UPDATE amendments SET made_by = 'user:2'",
        "UPDATE amendments SET refund_id = NULL",
        "DELETE FROM amendments WHERE kind = 'address'",
        "UPDATE amendment_lines SET units = 2",
        "DELETE FROM amendment_lines",
        "INSERT INTO amendment_lines (amendment_id, order_line_id, units, amount_minor)"
        " SELECT amendments.id, order_lines.id, 1, 0 FROM amendments, order_lines"
        " WHERE amendments.order_id <> order_lines.order_id",
    ],
)
def test_the_database_refuses_what_would_change_an_amendment(
    shop: Shop, order: Order, statement: str
) -> None:
    move(order)
    take_off(order, 1)
    shop.buy(("SH-WHW", 1))
    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(text(statement))


@pytest.mark.parametrize(
    ("kind", "name"), [(AmendmentKind.ADDRESS, ""), (AmendmentKind.REMOVAL, "Maeve Quinn")]
)
def test_only_an_amendment_of_the_address_names_somebody(
    shop: Shop, order: Order, kind: AmendmentKind, name: str
) -> None:
    with pytest.raises(DBAPIError), transaction() as session:
        session.add(Amendment(order_id=order.id, kind=kind, made_at=utcnow(), made_by="user:1", name=name))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE amendment_lines SET units = 9",
        "UPDATE amendment_lines SET amount_minor = amount_minor + 1",
    ],
    ids=("units", "sum"),
)
def test_verify_finds_an_amendment_that_is_not_what_was_done(
    shop: Shop, order: Order, statement: str
) -> None:
    take_off(order, 1)
    assert "O3" in codes_found_after(statement, "amendment_lines")
    assert shop.mismatches() == []


def order_variant(order: Order) -> int:
    return lines_of(order)[0].variant_id


def lines_of(order: Order) -> list[OrderLine]:
    return list(get_order_with_lines(order.id).lines)
