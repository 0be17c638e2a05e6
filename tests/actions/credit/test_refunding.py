"""Money back where a gift card has paid: to Stripe what Stripe took, the rest to the card, or store credit."""

from typing import Any

import pytest
from sqlalchemy import event, select

from app.clock import utcnow
from app.credit.errors import NotCovered
from app.credit.issuing import stop_card
from app.credit.models import AccountKind, CreditAccount
from app.credit.queries import list_spent
from app.credit.using import give_back_credit
from app.db import db, transaction
from app.orders.errors import StepRefused
from app.orders.models import Order, OrderState, PaymentState
from app.orders.parcels import units_of_lines
from app.orders.queries import lock_order
from app.payments.amending import remove_units
from app.payments.errors import RefundRefused
from app.payments.giving_back import refund_order
from app.payments.letters import write_of_cards
from app.payments.protocol.cancelling import cancel_by_staff
from app.payments.queries import list_open_alerts, list_payments
from tests.actions.credit.cards import ledger, on_card, with_cards
from tests.factories.credit import LONG_AGO, make_card
from tests.support.mail import read_mail, text_of
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
STAFF, TOTAL = "user:1", 2850


def bought(shop: Shop, value: int) -> tuple[Order, int]:
    """A paid order, of which a card of this value has paid what it could."""
    shop.variant(units=9)
    card, _ = make_card(value)
    cart = with_cards(shop, card)
    if not shop.start(cart).is_paid:
        shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    return shop.order(cart), card


def give_back(shop: Shop, order: Order, amount: int, *, seen: int = 0, as_credit: bool = False) -> None:
    with transaction():
        locked = lock_order(order.id)
        back = refund_order(
            locked, amount, seen_refunded=seen, reason="agreed", actor=STAFF, now=utcnow(),
            secret_key=shop.till.secret_keys[0] if as_credit else "",
        )  # fmt: skip
        write_of_cards(shop.till, locked, back, utcnow())
    shop.work()


def mails(shop: Shop) -> list[str]:
    return [text_of(one) for one in read_mail(shop.app.extensions["config"].instance_dir / "mail")]


def test_stripe_gets_back_what_it_took_and_the_card_the_rest(shop: Shop) -> None:
    order, card = bought(shop, 1000)
    give_back(shop, order, 2000)
    assert [one["amount"] for one in shop.stripe.refunds()] == [1850]
    assert on_card(card) == 150
    assert shop.mismatches() == []
    give_back(shop, order, 850, seen=2000)
    assert [one["amount"] for one in shop.stripe.refunds()] == [1850]
    assert on_card(card) == 1000
    assert shop.order(order.cart_id or 0).payment is PaymentState.REFUNDED
    assert len([one for one in mails(shop) if "It is on your gift card ending in" in one]) == 2
    assert shop.mismatches() == []


def test_an_order_that_a_card_paid_alone_goes_back_to_the_card_alone(shop: Shop) -> None:
    order, card = bought(shop, 5000)
    give_back(shop, order, TOTAL)
    assert (on_card(card), shop.stripe.refunds()) == (5000, [])
    assert ledger(card)[-1] == ("refunded", TOTAL)
    assert shop.mismatches() == []


@pytest.mark.parametrize("value", [1000, 5000])
def test_no_more_goes_back_than_was_paid(shop: Shop, value: int) -> None:
    order, card = bought(shop, value)
    left = on_card(card)
    with pytest.raises(RefundRefused):
        give_back(shop, order, TOTAL + 1)
    give_back(shop, order, TOTAL)
    with pytest.raises(StepRefused):
        give_back(shop, order, TOTAL)  # the second press of the same button
    with pytest.raises(RefundRefused):
        give_back(shop, order, 1, seen=TOTAL)
    assert on_card(card) - left == min(value, TOTAL)
    assert shop.mismatches() == []


def test_a_use_is_never_given_back_beyond_itself_whoever_asks(shop: Shop) -> None:
    order, card = bought(shop, 1000)
    with pytest.raises(NotCovered), transaction():
        lock_order(order.id)
        give_back_credit(list_spent(order.id)[0], 1001, today=LONG_AGO, actor=STAFF, now=utcnow())
    assert on_card(card) == 0


def test_a_refund_becomes_store_credit_whose_code_is_mailed_and_works(shop: Shop) -> None:
    from app.credit.queries import find_account_by_code
    from app.credit.rules import read_code

    order, card = bought(shop, 1000)
    give_back(shop, order, 2000, as_credit=True)
    assert (shop.stripe.refunds(), on_card(card)) == ([], 0)
    db.session.rollback()
    credit = db.session.scalars(
        select(CreditAccount).where(CreditAccount.kind == AccountKind.STORE_CREDIT)
    ).one()
    assert (credit.balance_minor, credit.email, credit.salt) == (2000, order.email, "")
    assert ledger(credit.id) == [("refunded", 1850), ("refunded", 150)]
    (mail,) = [one for one in mails(shop) if "given you €20.00 back as store credit" in one]
    code = next(line for line in mail.splitlines() if len(line) == 19 and line.count("-") == 3)
    found = find_account_by_code(read_code(code))
    assert found is not None and found.id == credit.id
    assert shop.order(order.cart_id or 0).payment is PaymentState.PART_REFUNDED
    assert shop.mismatches() == []


def test_a_cancelled_order_goes_back_by_itself_the_way_it_was_paid(shop: Shop) -> None:
    order, card = bought(shop, 1000)
    cancel_by_staff(shop.till, order.id, reason="asked", actor=STAFF)
    shop.work()
    order = shop.order(order.cart_id or 0)
    assert (order.state, order.payment) == (OrderState.CANCELLED, PaymentState.REFUNDED)
    assert ([one["amount"] for one in shop.stripe.refunds()], on_card(card)) == ([1850], 1000)
    assert len([one for one in mails(shop) if "What your gift card paid is on that card again." in one]) == 1
    assert shop.mismatches() == []


def test_an_unpaid_order_that_staff_cancel_frees_its_card(shop: Shop) -> None:
    shop.variant(units=9)
    card, _ = make_card(1000)
    cart = with_cards(shop, card)
    shop.start(cart)
    cancel_by_staff(shop.till, shop.order(cart).id, reason="asked", actor=STAFF)
    assert on_card(card) == 1000
    assert shop.mismatches() == []


def test_money_given_back_at_stripe_that_is_store_credit_already_is_told_to_staff(shop: Shop) -> None:
    from app.payments.queries import list_open_alerts, list_payments

    order, _ = bought(shop, 1000)
    give_back(shop, order, 1850, as_credit=True)
    (payment,) = list_payments(order.id)
    shop.till.gateway.create_refund(
        intent_id=payment.intent_id, amount=500, key="by hand", idempotency_key="by hand"
    )
    shop.deliver(times=2)
    assert [one.kind for one in list_open_alerts()] == ["refund_twice"]
    order = shop.order(order.cart_id or 0)
    assert (order.refunded_minor, order.paid_minor) == (1850, TOTAL)
    assert [one.partition(":")[0] for one in shop.mismatches()] == ["M3"]  # until somebody has put it right


def test_units_taken_off_go_back_to_the_card_and_cards_are_locked_before_stock(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.variant(units=9)
    card, _ = make_card(9000)
    cart = with_cards(shop, card, units=2)
    shop.start(cart)
    order, total = shop.order(cart), shop.order(cart).total_minor
    locked: list[str] = []

    def note_locks(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        for table in ("credit_accounts", "stock_items", "paper_counters"):
            if table in statement and table not in locked:
                locked.append(table)

    event.listen(db.engine, "before_cursor_execute", note_locks)
    try:
        with transaction():
            held = lock_order(order.id)
            (line,) = units_of_lines(order.id)
            _, back = remove_units(
                held, {line: 1}, seen_refunded=0, reason="too many", actor=STAFF, now=utcnow()
            )
    finally:
        event.remove(db.engine, "before_cursor_execute", note_locks)
    assert locked == ["credit_accounts", "stock_items", "paper_counters"]
    assert back is not None and [minor for _, minor in back.cards] == [2400]
    assert on_card(card) == 9000 - total + 2400
    assert shop.mismatches() == []


def test_all_of_an_order_given_back_at_stripe_after_store_credit_is_recorded_and_told(shop: Shop) -> None:
    shop.variant(units=9)
    order = shop.buy(("SH-WHW", 1))
    give_back(shop, order, 1300, as_credit=True)
    intent = list_payments(order.id)[0].intent_id
    shop.till.gateway.create_refund(
        intent_id=intent, amount=order.total_minor, key="by hand", idempotency_key="by hand"
    )
    shop.deliver()
    assert [one.kind for one in list_open_alerts()] == ["refund_twice"]
    assert {one.partition(":")[0] for one in shop.mismatches()} == {"M3"}  # until somebody has put it right


def test_nothing_goes_back_onto_a_card_that_is_stopped(shop: Shop) -> None:
    order, card = bought(shop, 9000)
    with transaction():
        stop_card(card, actor=STAFF, now=utcnow())
    with pytest.raises(RefundRefused, match="stopped"):
        give_back(shop, order, 500)
    with pytest.raises(RefundRefused, match="stopped"):
        cancel_by_staff(shop.till, order.id, reason="sold out", actor=STAFF)
    give_back(shop, order, 500, as_credit=True)
    assert on_card(card) == 9000 - TOTAL
    assert shop.mismatches() == []
