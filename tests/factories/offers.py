"""Offers, for tests; inside the open transaction or one of their own."""

from datetime import date
from typing import Any

from app.pricing.models import Offer
from app.pricing.offering import OfferDraft, add_offer
from app.pricing.terms import OfferKind
from tests.factories.catalog import ACTOR, MORNING, apart, writing

LONG_AGO = date(2026, 1, 1)


def make_offer(*, code: str = "WELCOME10", kind: OfferKind = OfferKind.PERCENT, **fields: Any) -> Offer:
    """An offer that holds since long ago; ten percent off with a code unless told otherwise."""
    known = {"percent": 10} if kind is OfferKind.PERCENT else {}
    known |= {"name": "Welcome", "currency": "EUR", "from_on": LONG_AGO, **fields}
    with writing():
        offer = add_offer(OfferDraft(kind=kind, code=code, **known), actor=ACTOR, now=MORNING)
    return apart(offer)


def make_three_for_two(**fields: Any) -> Offer:
    """An automatic offer: of every three things the cheapest is free."""
    known = {"name": "Three for the price of two", "buy_units": 2, "get_units": 1, "percent": 100, **fields}
    return make_offer(code="", kind=OfferKind.BUNDLE, **known)
