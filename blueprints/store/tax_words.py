"""What stands beside a total about the tax in it."""

from app.money import Money
from app.orders.models import Order
from app.orders.taxes import note_of_order as words_of_order
from app.pricing.rules import Quote
from app.pricing.taxing import tax_note
from app.web.templating import format_money

OPEN = "tax included; how much is told before you pay"


def note_of_quote(sums: Quote) -> str:
    """Return the words for a cost that is worked out now."""
    currency = sums.total.currency
    if sums.is_tax_open:
        return OPEN
    return tax_note(
        sums.taxes,
        is_reverse=sums.is_reverse,
        say=lambda minor: format_money(Money(minor=minor, currency=currency)),
    )


def note_of_order(order: Order) -> str:
    """Return the words for an order, from its own copies."""
    return words_of_order(order, lambda minor: format_money(order.money(minor)))
