"""What is taken off an order pays for what is added: the difference alone is charged or given back, to the unit."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.clock import shift_clock, utcnow
from app.credit.models import CreditAccount
from app.db import db, transaction
from app.inventory.queries import items_of
from app.invoicing.queries import list_papers
from app.orders.desk_models import SetOff
from app.orders.errors import StepRefused
from app.orders.models import Fulfilment, Order, OrderState, PaymentState
from app.orders.parcels import units_of_lines
from app.orders.queries import get_order_with_lines, list_events, lock_order
from app.outbox.models import OutboxItem
from app.payments.amending import remove_units
from app.payments.giving_back import refund_order
from app.payments.models import Refund, RefundState
from app.payments.protocol.adding import end_unanswered, open_page_of_addition
from app.payments.protocol.applying import look_at_session
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.queries import list_open_alerts, list_payments
from app.pricing.terms import OfferKind
from tests.actions.offers.test_redeeming import pay as pay_basket
from tests.actions.offers.test_redeeming import with_code
from tests.actions.orders.test_adding import believe_expired
from tests.factories.offers import make_offer
from tests.support.adding import PRICE, STAFF, exchange, fresh, press_pay, session_of
from tests.support.parcels import send_all, send_some
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
DEARER, SAME, CHEAPER, HARDLY = "SH-LAMP", "SH-MATE", "SH-CUSH", "SH-HAIR"
PRICES = {DEARER: 3000, SAME: PRICE, CHEAPER: 1000, HARDLY: PRICE + 20}


@pytest.fixture
def first(shop: Shop) -> Iterator[Order]:
    """A paid order of three wraps, 7650 with its delivery, and other things to exchange them for."""
    shop.variant(units=9)
    for sku, price in PRICES.items():
        shop.variant(sku=sku, title=f"A thing, {sku}", units=5, price=price)
    yield shop.buy(("SH-WHW", 3))
    shift_clock(timedelta())


def counts(order: Order) -> tuple[int, int, int]:
    db.session.rollback()
    variant = get_order_with_lines(order.id).lines[0].variant_id
    item = items_of([variant])[variant]
    return item.on_hand, item.held, item.allocated


def left(order: Order) -> int:
    return sum(one.left for one in units_of_lines(order.id).values())


def papers(order: Order) -> list[tuple[str, int]]:
    db.session.rollback()
    return [(one.kind.value, one.total_minor) for one in list_papers(order.id)]


def given_back(shop: Shop) -> list[int]:
    return sorted(int(one["amount"]) for one in shop.stripe.refunds())


def pay(shop: Shop, added: Order) -> Order:
    shop.stripe.pay(press_pay(shop, added))
    shop.deliver(times=2)
    return fresh(added.id)


def give_all_back(shop: Shop, order: Order) -> None:
    with transaction():
        locked = lock_order(order.id)
        refund_order(
            locked, locked.refundable.minor, seen_refunded=locked.refunded_minor, reason="agreed", actor=STAFF,
            now=utcnow(),
        )  # fmt: skip
    shop.work()


def test_where_more_is_added_the_difference_alone_is_charged(shop: Shop, first: Order) -> None:
    added = exchange(shop, first, 1, DEARER)
    assert (added.total_minor, added.credit_minor, added.due_minor) == (3000, PRICE, 600)
    assert (left(first), fresh(first.id).refunded_minor) == (3, 0), "nothing goes before it is paid"
    with pytest.raises(StepRefused, match="may still be paid"):
        send_some(first, 1)
    assert shop.mismatches() == []
    session = press_pay(shop, added)
    assert shop.stripe.ask(f"/checkout/sessions/{session}")["amount_total"] == 600
    paid = pay(shop, added)
    assert (paid.payment, paid.paid_minor, paid.refunded_minor) == (PaymentState.PAID, 3000, 0)
    was = fresh(first.id)
    assert (was.payment, was.refunded_minor, was.total_minor) == (PaymentState.PART_REFUNDED, PRICE, 7650)
    assert (left(first), counts(first), counts(paid)) == (2, (9, 0, 2), (5, 0, 1))
    assert given_back(shop) == [], "nothing goes to and fro"
    assert papers(first) == [("invoice", 7650), ("credit_note", PRICE)]
    assert papers(paid) == [("invoice", 3000)]
    assert "set_off" in [one.kind for one in list_events(first.id)]
    key = f"order-reduced:{db.session.get_one(SetOff, paid.id).amendment_id}"
    mail = db.session.query(OutboxItem).filter_by(natural_key=key).one()
    assert mail.done_at is not None
    assert shop.mismatches() == []
    send_all(first)
    send_all(paid)
    assert shop.mismatches() == []


def test_where_both_cost_the_same_nothing_is_charged_and_nothing_given_back(shop: Shop, first: Order) -> None:
    added = exchange(shop, first, 1, SAME)
    assert (added.due_minor, session_of(added), counts(added)) == (0, "", (5, 1, 0))
    assert left(first) == 3
    assert shop.mismatches() == []
    assert open_page_of_addition(shop.till, added.id) is None
    assert open_page_of_addition(shop.till, added.id) is None, "a second press changes nothing"
    shop.work()
    assert (fresh(added.id).payment, left(first), counts(added)) == (PaymentState.PAID, 2, (5, 0, 1))
    assert (len(shop.stripe.sessions()), given_back(shop)) == (1, [])
    assert papers(first) == [("invoice", 7650), ("credit_note", PRICE)]
    assert papers(added) == [("invoice", PRICE)]
    assert shop.mismatches() == []


def test_where_less_is_added_the_difference_goes_back(shop: Shop, first: Order) -> None:
    added = exchange(shop, first, 2, CHEAPER)
    assert (added.due_minor, given_back(shop)) == (0, [])
    assert open_page_of_addition(shop.till, added.id) is None
    shop.work()
    assert given_back(shop) == [2 * PRICE - 1000]
    assert fresh(first.id).refunded_minor == 2 * PRICE
    assert papers(first) == [("invoice", 7650), ("credit_note", 1000), ("credit_note", 2 * PRICE - 1000)]
    assert shop.mismatches() == []


def test_where_the_payment_page_takes_no_such_sum_the_least_is_charged_and_the_rest_goes_back(
    shop: Shop, first: Order
) -> None:
    added = exchange(shop, first, 1, HARDLY)
    assert added.due_minor == 50
    pay(shop, added)
    assert given_back(shop) == [30], "what was paid less what went back is the difference of 20"
    assert shop.mismatches() == []


def test_all_of_an_order_can_be_exchanged(shop: Shop, first: Order) -> None:
    added = exchange(shop, first, 3, DEARER)
    assert added.due_minor == 0
    open_page_of_addition(shop.till, added.id)
    shop.work()
    was = fresh(first.id)
    assert (was.state, was.fulfilment, was.is_exchanged) == (OrderState.CLOSED, Fulfilment.NONE, True)
    assert given_back(shop) == [3 * PRICE - 3000]
    send_all(fresh(added.id))
    assert fresh(added.id).fulfilment is Fulfilment.COMPLETE
    assert shop.mismatches() == []


@pytest.mark.parametrize("sku", [DEARER, SAME])
def test_what_is_not_agreed_to_in_time_takes_nothing_off(shop: Shop, first: Order, sku: str) -> None:
    added = exchange(shop, first, 1, sku)
    if sku == DEARER:
        session = press_pay(shop, added)
        shop.stripe.control("POST", f"/sessions/{session}/expire")
        shop.deliver()
    else:
        assert end_unanswered(utcnow()) == 0
        shop.pass_time(timedelta(hours=24))
        with pytest.raises(StepRefused, match="can not be paid any more"):
            open_page_of_addition(shop.till, added.id)
        assert end_unanswered(utcnow()) == 1
    assert (fresh(added.id).state, counts(added)) == (OrderState.CANCELLED, (5, 0, 0))
    assert (left(first), fresh(first.id).refunded_minor) == (3, 0)
    assert shop.mismatches() == []
    send_all(first)


@pytest.mark.parametrize("sku", [DEARER, SAME])
def test_staff_end_it_by_cancelling_its_own_order(shop: Shop, first: Order, sku: str) -> None:
    added = exchange(shop, first, 1, sku)
    with pytest.raises(StepRefused, match=f"Order {added.number} is paid with what is taken off"):
        exchange(shop, first, 1, sku)
    with pytest.raises(StepRefused, match="Cancel that first"):
        give_all_back(shop, first)
    cancel_by_staff(shop.till, added.id, reason="asked", actor=STAFF)
    assert (counts(added), left(first)) == ((5, 0, 0), 3)
    assert shop.mismatches() == []


def test_a_cancelled_first_order_ends_it(shop: Shop, first: Order) -> None:
    added = exchange(shop, first, 1, SAME)
    cancel_by_staff(shop.till, first.id, reason="asked", actor=STAFF)
    with pytest.raises(StepRefused, match="can not be paid any more"):
        open_page_of_addition(shop.till, added.id)
    assert end_unanswered(utcnow()) == 1
    shop.work()
    assert (fresh(added.id).state, given_back(shop)) == (OrderState.CANCELLED, [7650])
    assert shop.mismatches() == []


def test_money_for_what_cannot_be_taken_off_any_more_goes_back_whole(shop: Shop, first: Order) -> None:
    added = exchange(shop, first, 1, DEARER)
    session = press_pay(shop, added)
    believe_expired(added)
    send_some(first, 2)
    give_all_back_but(shop, first, 100)
    shop.stripe.pay(session)
    look_at_session(shop.till, session)
    shop.work()
    (payment,) = list_payments(added.id)
    assert (payment.is_kept, payment.refunded_minor) == (False, 600)
    assert (left(first), fresh(added.id).state) == (1, OrderState.CANCELLED)
    assert db.session.get_one(SetOff, added.id).made_at is None
    assert shop.mismatches() == []


def test_what_costs_something_else_by_then_is_not_taken_off(shop: Shop, first: Order) -> None:
    """The cents of an offer fall on the units that go first; two of three have gone before the late money comes."""
    make_offer(kind=OfferKind.AMOUNT, amount_minor=100)
    cart = with_code(shop, ("SH-WHW", 3))
    pay_basket(shop, cart)
    order = shop.order(cart)
    added = exchange(shop, order, 1, DEARER, each=2367)
    session = press_pay(shop, added)
    believe_expired(added)
    (line,) = units_of_lines(order.id)
    with transaction():
        remove_units(lock_order(order.id), {line: 2}, seen_refunded=0, reason="", actor=STAFF, now=utcnow())
    shop.stripe.pay(session)
    look_at_session(shop.till, session)
    shop.work()
    (payment,) = list_payments(added.id)
    assert (payment.is_kept, payment.refunded_minor) == (False, payment.amount_minor)
    assert (left(order), fresh(added.id).state) == (1, OrderState.CANCELLED)
    assert shop.mismatches() == []


def give_all_back_but(shop: Shop, order: Order, kept: int) -> None:
    with transaction():
        locked = lock_order(order.id)
        refund_order(
            locked, locked.refundable.minor - kept, seen_refunded=locked.refunded_minor, reason="agreed", actor=STAFF,
            now=utcnow(),
        )  # fmt: skip
    shop.work()


def test_late_money_while_the_first_still_waits_makes_it(shop: Shop, first: Order) -> None:
    added = exchange(shop, first, 1, DEARER)
    session = press_pay(shop, added)
    believe_expired(added)
    shop.stripe.pay(session)
    look_at_session(shop.till, session)
    shop.work()
    assert (fresh(added.id).payment, left(first)) == (PaymentState.PAID, 2)
    assert shop.mismatches() == []


def test_money_that_was_set_off_goes_back_the_way_it_first_came(shop: Shop, first: Order) -> None:
    added = pay(shop, exchange(shop, first, 1, DEARER))
    give_all_back(shop, added)
    back = {str(one["payment_intent"]): int(one["amount"]) for one in shop.stripe.refunds()}
    assert back == {list_payments(added.id)[0].intent_id: 600, list_payments(first.id)[0].intent_id: PRICE}
    assert fresh(added.id).payment is PaymentState.REFUNDED
    assert fresh(first.id).refunded_minor == PRICE, "it was counted when it was set off"
    assert sum(amount for kind, amount in papers(added) if kind == "credit_note") == 3000
    assert shop.mismatches() == []
    give_all_back(shop, first)
    assert sum(given_back(shop)) == 7650 + 600, "all that came went back, and no more"
    assert shop.mismatches() == []


def test_a_cancelled_addition_gives_back_what_was_set_off(shop: Shop, first: Order) -> None:
    added = exchange(shop, first, 1, SAME)
    open_page_of_addition(shop.till, added.id)
    cancel_by_staff(shop.till, added.id, reason="asked", actor=STAFF)
    shop.work()
    assert given_back(shop) == [PRICE]
    assert shop.mismatches() == []


def test_what_does_not_arrive_lies_on_its_account_and_staff_are_told(shop: Shop, first: Order) -> None:
    added = exchange(shop, first, 1, SAME)
    open_page_of_addition(shop.till, added.id)
    give_all_back(shop, added)
    refund = shop.stripe.refunds()[0]["id"]
    shop.stripe.control("POST", f"/refunds/{refund}/fail")
    shop.deliver()
    db.session.rollback()
    assert (
        db.session.query(Refund).filter(Refund.paid_out_of_id.is_not(None)).one().state is RefundState.FAILED
    )
    account = db.session.query(CreditAccount).one()
    assert (account.is_set_off, account.balance_minor) == (True, PRICE)
    assert [one.kind for one in list_open_alerts()] == ["refund_failed"]
    assert shop.mismatches() == []
