"""What must hold of money: holds (S4), refunds (M3), paid sessions (P1), events (P2), mail owed (P4)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from app.audit.actions import record
from app.clock import utcnow
from app.credit.queries import sums_of_spent
from app.credit.using import free_credit
from app.db import db, transaction
from app.inventory.holding import release_holds
from app.inventory.models import StockHold
from app.orders.models import FIRST_NUMBER, Order
from app.orders.queries import list_stocked, lock_order
from app.orders.redeeming import free_uses, list_first_uses
from app.orders.setting_off import list_waiting_for_answer
from app.outbox.actions import enqueue
from app.outbox.models import OutboxItem
from app.payments.actions import sum_gone, sum_lost, tally
from app.payments.amendment_checks import CHECKS as AMENDMENT_CHECKS
from app.payments.covering import CHECKS as COVER_CHECKS
from app.payments.credit_checks import CHECKS as CREDIT_CHECKS
from app.payments.models import Attempt, AttemptState, Payment, PaymentAlert, StripeEvent
from app.payments.papers import CHECKS as PAPER_CHECKS
from app.payments.queries import WATCHED_STATES
from app.payments.tax_checks import CHECKS as TAX_CHECKS
from app.verifying import Check

REPAIRED = "repair: no attempt of the order can be paid"
PATIENCE = timedelta(minutes=10)
SWEEP = timedelta(minutes=10)


def _holding_orders() -> dict[int, Order]:
    ids = select(StockHold.order_id).where(StockHold.ended_at.is_(None)).distinct()
    return {
        one.id: one for one in db.session.scalars(select(Order).where(Order.id.in_(ids)).order_by(Order.id))
    }


def _waiting_orders() -> dict[int, Attempt]:
    waiting = select(Attempt).where(Attempt.state.in_(WATCHED_STATES))
    return {one.order_id: one for one in db.session.scalars(waiting)}


def ask_holds() -> tuple[int, Sequence[str]]:
    """S4: an order holds things exactly while it waits for money, and not longer than its session and one sweep."""
    holding, waiting = _holding_orders(), _waiting_orders()
    asked = {one.order_id: one for one in list_waiting_for_answer()}
    wrong = [
        f"order {one.number} holds things and waits for nothing"
        for key, one in holding.items()
        if key not in waiting and key not in asked
    ]
    empty = waiting.keys() - holding.keys()
    wrong += [f"order id {key} waits for money and holds nothing" for key in list_stocked(empty)]
    late = utcnow() - SWEEP
    wrong += [
        f"order id {key} holds things past its session's end"
        for key, one in waiting.items()
        if one.expires_at < late and one.state is not AttemptState.PROCESSING
    ]
    wrong += [
        f"order id {key} holds things for an answer that is late"
        for key, one in asked.items()
        if one.expires_at < late
    ]
    return len(holding), wrong


def repair_holds() -> None:
    """Release what ended attempts still hold; their proof is in the attempt."""
    now = utcnow()
    with transaction():
        waiting = _waiting_orders()
        asked = {one.order_id for one in list_waiting_for_answer()}
        for order_id in sorted(_holding_orders()):
            if order_id not in waiting and order_id not in asked:
                lock_order(order_id)
                free_uses(order_id, proof=REPAIRED, now=now)
                free_credit(order_id, proof=REPAIRED, now=now)
                release_holds(order_id, proof=REPAIRED, now=now)
                record("order.holds_released", actor="system", subject=("order", order_id), now=now)


def ask_refunds() -> tuple[int, Sequence[str]]:
    """M3: what has gone back is the sum of its refunds and of what banks took back; never more than was paid."""
    payments = db.session.scalars(select(Payment).order_by(Payment.id)).all()
    wrong = [
        f"payment {one.id}: {one.refunded_minor} refunded of {one.amount_minor}, its rows say {sum_gone(one)}"
        for one in payments
        if one.refunded_minor != sum_gone(one) or one.refunded_minor > one.amount_minor
    ]
    sums = (
        select(Payment.order_id, func.sum(Payment.amount_minor), func.sum(Payment.refunded_minor))
        .where(Payment.is_kept)
        .group_by(Payment.order_id)
    )
    lost: dict[int, int] = {}
    for one in payments:
        lost[one.order_id] = lost.get(one.order_id, 0) + (sum_lost(one) if one.is_kept else 0)
    kept = {order: (int(paid), int(refunded)) for order, paid, refunded in db.session.execute(sums)}
    spent = sums_of_spent()
    for order in db.session.scalars(select(Order).order_by(Order.id)):
        paid, refunded = map(sum, zip(kept.get(order.id, (0, 0)), spent.get(order.id, (0, 0)), strict=True))
        said = (order.paid_minor, order.refunded_minor, order.lost_minor)
        if said != (paid, refunded, lost.get(order.id, 0)):
            wrong.append(
                f"order {order.number} says {said[0]} paid, {said[1]} gone back, {said[2]} by a bank"
            )
    return len(payments), wrong


def repair_refunds() -> None:
    """Set the sums of payments and orders to what their rows say."""
    now = utcnow()
    with transaction():
        for payment in db.session.scalars(select(Payment).order_by(Payment.id)).all():
            order = lock_order(payment.order_id)
            payment.refunded_minor = min(sum_gone(payment), payment.amount_minor)
            tally(order, now=now)
            record("order.repaired", actor="system", subject=("order", order.id), now=now)


def ask_paid_sessions() -> tuple[int, Sequence[str]]:
    """P1: each paid session is one order's money, or all of it goes back by itself."""
    paid = db.session.scalars(
        select(Attempt).where(Attempt.state == AttemptState.PAID).order_by(Attempt.id)
    ).all()
    payments = {one.attempt_id: one for one in db.session.scalars(select(Payment))}
    orders = {one.id: one for one in db.session.scalars(select(Order).where(Order.paid_at.is_not(None)))}
    wrong = [
        f"attempt {one.id} is paid and no money is written down" for one in paid if one.id not in payments
    ]
    kept: set[int] = set()
    for one in payments.values():
        if not one.is_kept:
            if sum_gone(one) != one.amount_minor:
                wrong.append(f"payment {one.id} was not kept and does not go back")
            continue
        if one.order_id in kept:
            wrong.append(f"order id {one.order_id} was paid twice and both were kept")
        kept.add(one.order_id)
        order = orders.get(one.order_id)
        if order is None or (order.due_minor, order.currency) != (one.amount_minor, one.currency):
            wrong.append(f"payment {one.id} does not agree with its order")
    wrong += [
        f"order {one.number} says it is paid and no money was kept for it"
        for one in orders.values()
        if one.due_minor and one.id not in kept
    ]
    spent = sums_of_spent()
    wrong += [
        f"order {one.number} is paid and its gift cards are not spent as agreed"
        for one in orders.values()
        if one.credit_minor != spent.get(one.id, (0, 0))[0]
    ]
    return len(paid), wrong


def ask_events() -> tuple[int, Sequence[str]]:
    """P2: each stored event has been applied, or is owed."""
    total = db.session.scalar(select(func.count()).select_from(StripeEvent)) or 0
    return total, [f"event {one.stripe_id} was never applied and is not owed" for one in _lost_events()]


def repair_events() -> None:
    """Owe the job of each lost event again."""
    now = utcnow()
    with transaction():
        for event in _lost_events():
            enqueue("payments.event", {"event": event.id}, now=now)
            record("payment.event_owed_again", actor="system", subject=("stripe_event", event.id), now=now)


def _lost_events() -> list[StripeEvent]:
    waiting = select(StripeEvent).where(
        StripeEvent.applied_at.is_(None), StripeEvent.received_at < utcnow() - PATIENCE
    )
    owed = select(OutboxItem.data).where(
        OutboxItem.kind == "payments.event", OutboxItem.done_at.is_(None), OutboxItem.dead_at.is_(None)
    )
    ids = {data.get("event") for data in db.session.scalars(owed)}
    return [one for one in db.session.scalars(waiting.order_by(StripeEvent.id)) if one.id not in ids]


def ask_letters() -> tuple[int, Sequence[str]]:
    """P4: each paid order's confirmation is owed or has been sent."""
    paid = db.session.scalars(select(Order.id).where(Order.paid_at.is_not(None)).order_by(Order.id)).all()
    keys = set(
        db.session.scalars(
            select(OutboxItem.natural_key).where(OutboxItem.natural_key.startswith("order-paid:"))
        )
    )
    return len(paid), [
        f"order id {one} has no confirmation" for one in paid if f"order-paid:{one}" not in keys
    ]


def ask_first_orders() -> tuple[int, Sequence[str]]:
    """M4: a mailbox has one offer for a first order, and one more for each late payment that staff know of."""
    several = list_first_uses()
    told = set(db.session.scalars(select(PaymentAlert.order_id).where(PaymentAlert.kind == "first_order")))
    wrong = [
        f"orders {', '.join(str(one + FIRST_NUMBER - 1) for one in ids)} of one customer have offers for a first order"
        for ids in several.values()
        if len(set(ids) - told) > 1
    ]
    return len(several), wrong


CHECKS = [
    *AMENDMENT_CHECKS,
    *COVER_CHECKS,
    *CREDIT_CHECKS,
    Check(
        code="M4", sentence="A customer has one offer for a first order, but for late money that staff know of.",
        ask=ask_first_orders,
    ),
    Check(
        code="S4", sentence="An order holds things exactly while it waits for money.", ask=ask_holds,
        repair=repair_holds,
    ),
    Check(
        code="M3", sentence="No more is refunded than was paid, and the sums are their rows'.", ask=ask_refunds,
        repair=repair_refunds,
    ),
    Check(code="P1", sentence="Each paid session is one order's money, or goes back whole.", ask=ask_paid_sessions),
    Check(
        code="P2", sentence="Each stored event of Stripe's is applied or owed.", ask=ask_events,
        repair=repair_events,
    ),
    Check(code="P4", sentence="Each paid order's confirmation is owed or sent.", ask=ask_letters),
    *PAPER_CHECKS,
    *TAX_CHECKS,
]  # fmt: skip
