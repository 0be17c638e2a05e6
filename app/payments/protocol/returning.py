"""Money that may not be kept: it goes back whole by itself; the shopper is written to and staff are told (P1)."""

from datetime import datetime
from enum import StrEnum

from app.credit.using import free_credit
from app.db import db
from app.inventory.holding import release_holds
from app.orders.cancelling import cancel_order
from app.orders.models import Order, OrderState
from app.orders.redeeming import free_uses
from app.outbox.actions import enqueue
from app.payments.actions import raise_alert, tally, want_refund
from app.payments.letters import write_letter
from app.payments.models import Attempt, Payment
from app.payments.protocol.releasing import NOT_PAID
from app.payments.queries import is_waiting_for_money
from app.payments.till import Till
from app.payments.told import ToldSession


class WhyNot(StrEnum):
    """Why money that arrived is not kept."""

    TWICE = "twice"
    GONE = "gone"
    CANCELLED = "cancelled"
    DISAGREES = "disagrees"
    USED_UP = "used_up"
    CARD_USED = "card_used"
    FIRST_GONE = "first_gone"
    SET_OFF_GONE = "set_off_gone"


#: how the keys of what staff are told of a second offer for a first order begin
FIRST_ORDER = "first-order:"
REASONS = {
    WhyNot.TWICE: "paid twice",
    WhyNot.GONE: "paid after the things were gone",
    WhyNot.CANCELLED: "paid after it had been cancelled",
    WhyNot.USED_UP: "paid after its offer was used up",
    WhyNot.CARD_USED: "paid after its gift card had paid for something else",
    WhyNot.FIRST_GONE: "paid after the order it was added to had left or ended",
    WhyNot.SET_OFF_GONE: "paid after what was to be taken off for it had been changed",
    WhyNot.DISAGREES: "paid by a session that does not agree with it",
}


def give_it_back(till: Till, order: Order, payment: Payment, why_not: WhyNot, *, now: datetime) -> str:
    """Refund a locked order's payment in full, free what its session held, tell the shopper and staff."""
    reason = REASONS[why_not]
    want_refund(payment, payment.amount_minor, reason=reason, actor="system", now=now)
    tally(order, now=now)
    _free_its_things(order, now)
    if why_not is not WhyNot.DISAGREES:  # of that staff have been told with what disagrees
        raise_alert(
            "returned", f"Order {order.number} was {reason}; the money goes back by itself.",
            key=f"returned:{payment.session_id}", now=now, order_id=order.id,
        )  # fmt: skip
    write_letter(
        till, "order_returned", order, now, natural_key=f"order-returned:{payment.id}", why=why_not.value,
        refund_minor=payment.amount_minor, refund_currency=payment.currency,
    )  # fmt: skip
    return f"refunded: {reason}"


def tell_of_first_order(order: Order, offers: list[str], *, now: datetime) -> None:
    """Tell staff that late money keeps an offer for a first order beside another order; it was agreed to."""
    words = (
        f"Order {order.number} was paid late and keeps “{', '.join(offers)}”, which is for a first order, though its "
        "buyer has another order by now. The price was agreed to, so nothing is to be done."
    )
    raise_alert("first_order", words, key=f"{FIRST_ORDER}{order.id}", now=now, order_id=order.id)


def tell_of_mismatch(
    order: Order, attempt: Attempt, told: ToldSession, problems: list[str], *, now: datetime
) -> None:
    """Tell staff of a session that is not what we asked for, and end it while nobody has paid it."""
    if told.status == "expired":
        return
    words = (
        f"Order {order.number}: the session does not agree ({'; '.join(problems)}). It was not marked paid."
    )
    raise_alert("mismatch", words, key=f"mismatch:{told.id}", now=now, order_id=order.id)
    if told.status == "open" and attempt.is_live:
        enqueue("payments.end", {"attempt": attempt.id}, now=now, natural_key=f"end:{attempt.id}")


def _free_its_things(order: Order, now: datetime) -> None:
    """Release what the order still holds, unless another session of it may be paid; its money has been turned away."""
    if order.paid_minor or is_waiting_for_money(order.id):
        return
    proof = "Stripe says the session is complete; its money goes back"
    free_uses(order.id, proof=proof, now=now)
    free_credit(order.id, proof=proof, now=now)
    release_holds(order.id, proof=proof, now=now)
    db.session.flush()
    if order.state is OrderState.OPEN:
        cancel_order(order, reason=NOT_PAID, actor="system", now=now)
