"""The mails an order owes: neutral subjects, the words of the order inside, links from SITE_URL only."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from babel import Locale
from babel.numbers import format_currency

from app.money import Money
from app.orders.amending import address_of
from app.orders.covering import list_order_credits
from app.orders.models import Order, OrderLine, OrderOffer
from app.orders.redeeming import list_order_offers
from app.orders.rules import find_link_token
from app.orders.taxes import note_of_order
from app.outbox.mail import queue_mail
from app.settings.queries import load_settings


def order_link(order: Order, *, site_url: str, secret_keys: Sequence[str]) -> str:
    """Return the guest link of an order; without a key that fits, the help page."""
    token = find_link_token(secret_keys, order.link_salt, order.link_hash)
    return f"{site_url}/orders/{token}/" if token else f"{site_url}/pages/contact/"


def link_under(link: str, path: str) -> str:
    """Return the address of a page below an order's own; of the help page there is none below."""
    return f"{link}{path}" if "/orders/" in link else link


def owe_letter(
    template: str,
    order: Order,
    lines: Sequence[OrderLine],
    *,
    link: str,
    natural_key: str,
    now: datetime,
    **more: Any,
) -> None:
    """Owe one mail about an order; what it says is worked out now and frozen. None to an erased buyer."""
    if order.erased_at is not None:  # nobody is left to be written to
        return
    said = _amounts_of(order)
    if "refund_minor" in more:
        more["refund"] = said(more.pop("refund_minor"), more.pop("refund_currency", order.currency))
    data = {
        "number": order.number,
        "link": link,
        "name": order.name,
        "lines": [_said_line(one, said) for one in lines],
        "offers": [_said_offer(one, said) for one in list_order_offers(order.id)],
        "credits": _said_credits(order, said),
        "shipping": said(order.shipping_minor) if order.shipping_minor else "",
        "tax_note": note_of_order(order, said),
        "total": said(order.total_minor),
        "address": _address_of(order),
        "country": order.country,
        "is_shipped": order.is_shipped,
        "delivery_days": order.delivery_days,
        "pickup_place": order.pickup_place,
        "pickup_hours": order.pickup_hours,
        **more,
    }
    queue_mail(order.email, template, data, purpose="order", now=now, natural_key=natural_key)


def said_units(pairs: Iterable[tuple[OrderLine, int]]) -> list[dict[str, Any]]:
    """Return things with their number, as mails about a parcel say them."""
    return [{"words": line.words, "quantity": units} for line, units in pairs]


def _amounts_of(order: Order) -> Callable[..., str]:
    """Return what says minor units as the site's locale does, in the order's currency unless another is given."""
    locale = load_settings().locale

    def said(minor: int, currency: str = order.currency) -> str:
        amount = Money(minor=minor, currency=currency)
        return str(format_currency(amount.decimal, currency, locale=locale))

    return said


def _said_line(line: OrderLine, said: Callable[..., str]) -> dict[str, Any]:
    return {"words": line.words, "quantity": line.quantity, "amount": said(line.total_minor)}


def _said_offer(offer: OrderOffer, said: Callable[..., str]) -> dict[str, Any]:
    code = f" ({offer.code.upper()})" if offer.code else ""
    return {"words": f"{offer.name}{code}", "amount": said(-offer.amount_minor)}


def _said_credits(order: Order, said: Callable[..., str]) -> list[dict[str, Any]]:
    """Return what gift cards pay and what is paid on the payment page; nothing without cards."""
    credits = list_order_credits(order.id)
    rows = [{"words": credit_words(one.last_four), "amount": said(one.amount_minor)} for one in credits]
    if credits and order.due_minor:
        rows.append({"words": "Paid on the payment page", "amount": said(order.due_minor)})
    return rows


def credit_words(last_four: str) -> str:
    """Return what pays a part of an order beside the payment page: a gift card, or what is taken off another order."""
    return f"Paid by gift card ending in {last_four}" if last_four else "Paid with what is taken off"


def _address_of(order: Order) -> list[str]:
    """Return the lines of the address it goes to now, with its country."""
    names = Locale.parse(load_settings().locale).territories
    return [*address_of(order).address_lines, str(names.get(order.country, order.country))]
