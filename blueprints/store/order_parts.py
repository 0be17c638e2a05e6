"""All that the page of one order shows its buyer, by its link or signed in."""

from typing import Any

from app.credit.queries import sums_of_spent
from app.downloads.queries import find_consent, list_offered
from app.giftcards.queries import list_sold
from app.orders.amending import address_of
from app.orders.carriers import tracking_link
from app.orders.covering import list_order_credits
from app.orders.models import Order
from app.orders.notes import find_notes
from app.orders.parcels import list_left, list_shipments, units_of_lines
from app.orders.queries import list_events
from app.orders.redeeming import list_order_offers
from app.orders.setting_off import numbers_set_off
from app.payments.queries import list_refunds
from app.returns.queries import list_returns, units_to_return
from blueprints.store.added_words import describe_additions
from blueprints.store.card_words import card_stands
from blueprints.store.order_words import order_status, steps_of
from blueprints.store.places import country_name
from blueprints.store.return_words import where_it_stands
from blueprints.store.tax_words import note_of_order


def card_sums(order: Order) -> dict[str, Any]:
    """Return what gift cards pay of an order, what of it is back on them, and which refunds pay another order."""
    _, back = sums_of_spent([order.id]).get(order.id, (0, 0))
    refunds = list_refunds(order.id)
    paid_out = sum(one.amount_minor for one in refunds if one.paid_out_of_id and one.state != "failed")
    return {
        "credits": list_order_credits(order.id),
        "back_on_cards": order.money(back - paid_out),
        "set_off_for": numbers_set_off([one.id for one in refunds if one.credit_account_id]),
    }


def describe_order(order: Order) -> dict[str, Any]:
    """Return what `store/order_parts.html` says of an order that was read with its lines."""
    return {
        "order": order,
        "steps": steps_of(order, list_events(order.id)),
        "status": order_status(order),
        "offers": list_order_offers(order.id),
        "tax_note": note_of_order(order),
        **card_sums(order),
        "shipments": list_shipments(order.id),
        "left": list_left(order.lines, units := units_of_lines(order.id)),
        "off": [(one, units[one.id].cancelled) for one in order.lines if units[one.id].cancelled],
        "follow": tracking_link,
        "notes": find_notes(order.id),
        "returns": list_returns(order.id),
        "return_stands": where_it_stands,
        "can_return": bool(units_to_return(order, order.lines)),
        "downloads": (downloads := list_offered(order, order.lines)),
        "has_begun": find_consent(order.id) if downloads else None,
        "cards": list_sold(order.id),
        "card_stands": card_stands,
        "is_all_cards": all(one.is_gift_card for one in order.lines),
        "refunds": [one for one in list_refunds(order.id) if one.state != "failed"],
        "to": address_of(order),
        "country_words": country_name(order.country),
        **describe_additions(order),
    }
