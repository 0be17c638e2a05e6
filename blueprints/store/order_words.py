"""How an order is told: its status in a word, and its timeline in steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.money import Money
from app.orders.additions import ADDED_WORDING
from app.orders.models import Fulfilment, Order, OrderEvent, OrderState, PaymentState
from app.web.templating import format_clock_time, format_day, format_money


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of a timeline."""

    label: str
    when: str = ""
    note: str = ""
    state: Literal["done", "now", "next"] = "done"


EVENTS = {
    "placed": "Ordered",
    "paid": "Paid",
    "cards_made": "Gift cards made and mailed",
    "cards_taken_back": "Taken off gift cards, because the money for them goes back",
    "card_sent_again": "A gift card sent once more, with a new code",
    "payment_on_its_way": "Payment on its way from your bank",
    "refund_wanted": "Money on its way back",
    "refunded": "Money given back",
    "credit_back": "Put back on a gift card or given as store credit",
    "credit_given": "Given back as store credit",
    "refund_failed": "A refund did not arrive; we write to you",
    "added": "Something was put together to go with it",
    "set_off": "Taken off, and set off against what was added",
    "agreed": "You agreed to what is added",
    "address_changed": "Goes to another address",
    "cancelled": "Cancelled",
    "reopened": "Taken up again",
    "ready": "Ready to fetch",
    "shipped": "Sent",
    "parcel_recalled": "A parcel has not left yet after all",
    "tracking_changed": "Courier or number of a parcel put right",
    "handed_over": "Your files are ready",
    "units_cancelled": "A part is not sent any more",
    "returned": "Came back to us",
    "return_announced": "You announced a return",
    "return_called_off": "A return was called off",
    "return_received": "Your return reached us",
    "return_settled": "We have looked at what you sent back",
    "withdrawn": "You withdrew from the contract",
    "dispute": "Your bank is looking into this payment",
}


NOT_HEARD = "We have not heard of your payment yet"
ON_ITS_WAY = "Your bank sends it. That can take some days; we write to you when it is here"


def order_status(order: Order) -> tuple[str, str]:
    """Return (word, kind) for the status sign: the one thing that matters most."""
    if order.payment is PaymentState.DISPUTED:
        return "Waiting for your bank", "wait"
    if order.is_exchanged:
        return "Exchanged", "plain"
    if order.payment is PaymentState.REFUNDED:
        return ("Taken back by your bank" if order.lost_minor else "Money given back"), "plain"
    if order.state is OrderState.CANCELLED:
        return "Cancelled", "plain"
    if order.fulfilment is Fulfilment.COMPLETE:
        if order.pickup_place:
            return "Fetched", "good"
        return ("Sent" if order.is_shipped else "Handed over"), "good"
    if order.fulfilment is Fulfilment.PARTIAL:
        return ("A part was fetched" if order.pickup_place else "Part sent"), "good"
    if order.payment is PaymentState.PENDING:
        return ("Waiting for payment" if order.due_minor else "Waiting for the buyer"), "wait"
    if order.ready_at is not None:
        return "Ready to fetch", "good"
    return ("Paid", "good") if order.payment is PaymentState.PAID else ("Paid, part given back", "good")


def steps_of(order: Order, events: Sequence[OrderEvent]) -> list[Step]:
    """Return what has happened and what comes next, for the shopper's own page."""
    steps = [
        Step(label=_label(event, order), when=moment_words(event.at), note=_note(event, order))
        for event in events
        if event.kind in EVENTS
    ]
    if order.state is not OrderState.OPEN or order.payment is PaymentState.REFUNDED:
        return steps
    if order.payment is PaymentState.PENDING:
        is_on_its_way = any(event.kind == "payment_on_its_way" for event in events)
        if order.consent_wording == ADDED_WORDING and not is_on_its_way:
            label = "Payment" if order.due_minor else "Your word"
            return [*steps, Step(label=label, note="When you like, by the button above", state="now")]
        return [*steps, Step(label="Payment", note=ON_ITS_WAY if is_on_its_way else NOT_HEARD, state="now")]
    if order.pickup_place and order.ready_at is not None:
        return [*steps, Step(label="Waiting for you", note=order.pickup_place, state="now")]
    if order.pickup_place:
        ready = Step(label="Getting it ready", note="Usually the next working morning", state="now")
        return [*steps, ready, Step(label="Waiting for you", note=order.pickup_place, state="next")]
    if order.is_shipped:
        has_parcel = any(event.kind == "shipped" for event in events)
        what = "Packing the rest" if has_parcel else "Packing"
        packing = Step(label=what, note="Usually the next working morning", state="now")
        return [
            *steps,
            packing,
            Step(label="With the courier", note=f"Takes {order.delivery_days}", state="next"),
        ]
    return [*steps, Step(label="Sending by mail", note="Usually the next working morning", state="now")]


def moment_words(moment: datetime) -> str:
    """Return "22 November 2026, 14:52"."""
    return f"{format_day(moment)}, {format_clock_time(moment)}"


#: what is said of an order that its buyer fetches
FETCHED = {
    "shipped": "Fetched",
    "units_cancelled": "A part is not kept for you any more",
    "parcel_recalled": "Not fetched yet after all",
}
#: a dispute by Stripe's word for it, where it is not open any more
DISPUTES = {
    "won": "Your bank has finished looking; the payment stands",
    "warning_closed": "Your bank has finished looking; the payment stands",
    "prevented": "Your bank has finished looking",
    "lost": "Your bank has given you the money back",
}


def _label(event: OrderEvent, order: Order) -> str:
    if event.kind == "dispute":
        return DISPUTES.get(str(event.details.get("status")), EVENTS["dispute"])
    if event.kind == "placed" and event.actor != "shopper":
        return "Put together for you"
    if order.pickup_place and event.kind in FETCHED:
        return FETCHED[event.kind]
    return EVENTS[event.kind]


def _note(event: OrderEvent, order: Order) -> str:
    if event.kind in ("added", "set_off"):
        return f"Order {event.details['number']}"
    if event.kind == "shipped" and not order.pickup_place and order.delivery_days:
        return f"The courier takes {order.delivery_days}"
    amount = event.details.get("amount")
    if amount is None or event.kind == "paid":
        return ""
    return format_money(Money(minor=int(amount), currency=event.details.get("currency", order.currency)))
