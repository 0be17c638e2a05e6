"""The ways of delivery in the words a shopper reads."""

from app.money import Money
from app.pricing.delivering import Rate, Way
from app.pricing.rules import Quote
from app.web.templating import format_money

#: what the flat rates of the settings are called, which says nothing beside "Delivery"
PLAIN = "Delivery"


def way_options(sums: Quote) -> list[tuple[str, str, str]]:
    """Return (value, words, hint) of each way that is open, where there is something to choose."""
    if len(sums.ways) < 2 and sums.rate is not None:
        return []
    return [_option(one, sums.total.currency) for one in sums.ways]


def rate_note(rate: Rate | None) -> str:
    """Return what stands beside the cost of delivery: the way's name and days, or where the things are fetched."""
    if rate is None:
        return ""
    if rate.is_pickup:
        return f"{rate.name}: {rate.place}. {rate.hours}"
    return ", ".join(one for one in (rate.name if rate.name != PLAIN else "", rate.days) if one)


def free_note(sums: Quote) -> str:
    """Return how much more of things makes the delivery free; "" where nothing does."""
    free_from = sums.rate.free_from if sums.rate else None
    if free_from is None or not sums.shipping.minor or sums.is_reverse:
        return ""
    currency = sums.total.currency
    least = format_money(Money(minor=free_from, currency=currency))
    return f"Delivery is free once the things to post come to {least}."


def _option(way: Way, currency: str) -> tuple[str, str, str]:
    cost = format_money(Money(minor=way.cost, currency=currency)) if way.cost else "nothing to pay"
    rate = way.rate
    hint = f"{rate.place}. {rate.hours}" if rate.is_pickup else rate.days
    return str(rate.id), f"{rate.name}, {cost}", hint
