"""Offers in the words a shopper reads: what one gives, and why a code takes nothing off."""

from app.cart.queries import BasketLine, priced
from app.money import Money
from app.orders.redeeming import Eligible, WhyNot
from app.pricing.discounting import spent_on
from app.pricing.rules import Quote, as_offers_see
from app.pricing.terms import OfferKind, Terms
from app.settings.queries import load_settings
from app.web.templating import format_day, format_money
from blueprints.store.words import country_in_words

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
#: the same for a code that nobody has, one that is used up, and one that is not for this shopper
UNKNOWN_CODE = (
    "We cannot use this code. Check its letters and digits, or go on without it. Your basket is unchanged."
)
EMPTY_CODE = "Enter the code, or go on without one."


def code_note(code: str, offers: Eligible, lines: list[BasketLine], sums: Quote) -> str:
    """Return why the basket's code takes nothing off; "" when it does, and for a basket without one."""
    if not code or any(one.terms.code for one in sums.offers):
        return ""
    said = code.upper()
    if offers.why_not is WhyNot.NOT_NOW:
        return f"The code {said} cannot be used with this order. Your basket is otherwise unchanged."
    terms = offers.code_terms
    if terms is None or offers.why_not is None:
        return f"The code {said} takes nothing off here: what it gives is given already, or is not needed."
    if offers.why_not is WhyNot.ENDED:
        return ended_words(terms)
    if offers.why_not is WhyNot.COUNTRY:
        return f"The code {said} is for orders to {country_in_words(terms.country)}."
    if offers.why_not is WhyNot.THINGS:
        return f"The code {said} is for other things than those in your basket."
    spent = money(spent_on(terms, as_offers_see(priced(lines))))
    return f"The code {said} counts from {money(terms.least_minor)} of the things it is for. Yours come to {spent}."


def ended_words(terms: Terms) -> str:
    """Return that a code has ended, and when."""
    when = f" on {format_day(terms.until_on)}" if terms.until_on else ""
    return f"The code {terms.code.upper()} ended{when}. Your basket is otherwise unchanged."


def offer_sentence(terms: Terms) -> str:
    """Return an automatic offer as a product page tells it: "Three for two: of every 3, the cheapest is free."."""
    ends = f" Until {format_day(terms.until_on)}." if terms.until_on else ""
    only = " On a first order." if terms.first_order else ""
    most = f" At most {times(terms.most_each)} for each customer." if terms.most_each else ""
    return f"{terms.name}: {gives(terms)}.{only}{most}{ends}"


def times(number: int) -> str:
    """Return "once", "twice" or "3 times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def gives(terms: Terms) -> str:
    """Return what an offer gives and from what sum on."""
    least = f" when such things come to {money(terms.least_minor)}" if terms.least_minor else ""
    if terms.kind is OfferKind.BUNDLE:
        return _bundle(terms) + least
    if terms.kind is OfferKind.TIERS:
        steps = [f"{percent} % off from {money(start)}" for start, percent in terms.tiers]
        return ", ".join(steps) + " of such things"
    if terms.kind is OfferKind.FREE_DELIVERY:
        return f"delivery costs nothing{least}"
    off = money(terms.amount_minor) if terms.kind is OfferKind.AMOUNT else f"{terms.percent} %"
    return f"{off} off{least}"


def _bundle(terms: Terms) -> str:
    size, get = terms.buy_units + terms.get_units, terms.get_units
    which = "the cheapest is" if get == 1 else f"the {in_words(get)} cheapest are"
    gives = "free" if terms.percent == 100 else f"{terms.percent} % off"
    return f"of every {in_words(size)}, {which} {gives}"


def in_words(number: int) -> str:
    """Return a small number as a word."""
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def money(minor: int) -> str:
    """Return minor units of the site's currency as a price."""
    return format_money(Money(minor=minor, currency=load_settings().currency))
