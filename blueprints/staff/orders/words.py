"""An order's timeline as staff read it: what happened, how much of it, when and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.money import Money
from app.orders.models import Order, OrderEvent
from app.web.templating import format_money
from blueprints.staff.actors import name_actors
from blueprints.staff.orders.state_words import in_words
from blueprints.store.order_words import EVENTS, moment_words

#: the buyer's words, but where staff are told the same thing from their side
STAFF_EVENTS = {
    **EVENTS,
    "added": "An addition was put to the buyer",
    "set_off": "Taken off, and set off against what was added",
    "agreed": "The buyer agreed to the addition",
    "payment_on_its_way": "Payment on its way from the buyer's bank",
    "refund_wanted": "Refund begun",
    "refund_failed": "A refund did not arrive",
    "reopened": "Taken up again, because its money came after all",
    "ready": "The buyer was told that it is ready to fetch",
    "shipped": "A parcel was sent",
    "parcel_recalled": "A parcel was taken back: it had not left",
    "units_cancelled": "Units are not sent any more",
    "returned": "Units came back to the shelf",
    "return_announced": "The buyer announced a return",
    "return_received": "A return arrived",
    "return_settled": "It was decided what of a return goes back on the shelf",
    "withdrawn": "The buyer withdrew from the contract",
    "dispute": "Word from the bank about a dispute",
}


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One line of the timeline; `note` is empty where there is no more to say."""

    what: str
    note: str
    when: str
    who: str


def tell_events(order: Order, events: Sequence[OrderEvent]) -> list[Happened]:
    """Return an order's events in words; one query names everybody in them."""
    names = name_actors(one.actor for one in events)
    return [
        Happened(
            what="Fetched" if one.kind == "shipped" and order.pickup_place else STAFF_EVENTS[one.kind],
            note=_note(order, one),
            when=moment_words(one.at),
            who=names[one.actor],
        )
        for one in events
    ]


def _note(order: Order, event: OrderEvent) -> str:
    told = event.details
    facts = [f"order {told['number']}"] if event.kind in ("added", "set_off") else []
    if "amount" in told:
        facts.append(
            format_money(Money(minor=int(told["amount"]), currency=told.get("currency", order.currency)))
        )
    if "units" in told:
        facts.append("1 unit" if told["units"] == 1 else f"{told['units']} units")
    if event.kind == "shipped" and not order.pickup_place:
        facts.append("with a number to follow it" if told.get("has_tracking") else "without a number")
    if told.get("status"):
        facts.append(in_words(str(told["status"])))
    if told.get("reason"):
        facts.append(str(told["reason"]))
    return ", ".join(facts)
