"""The demo's two offers: one that counts by itself, and one with a code."""

from datetime import datetime

from app.catalog.queries import list_categories
from app.clock import day_in
from app.pricing.offering import OfferDraft, add_offer
from app.pricing.terms import OfferKind
from app.settings.rules import SiteSettings

ACTOR = "system"


def load_offers(now: datetime) -> None:
    """Add three books for the price of two, and ten percent off a first order with WELCOME10."""
    usual = SiteSettings()
    today = day_in(usual.time_zone, now)
    books = next(one for one in list_categories() if one.slug == "books")
    three = OfferDraft(
        name="Three books for the price of two", kind=OfferKind.BUNDLE, currency=usual.currency, from_on=today,
        percent=100, buy_units=2, get_units=1, categories=(books.id,),
    )  # fmt: skip
    welcome = OfferDraft(
        name="Welcome", code="WELCOME10", kind=OfferKind.PERCENT, currency=usual.currency, from_on=today, percent=10,
        first_order=True,
    )  # fmt: skip
    for draft in (three, welcome):
        add_offer(draft, actor=ACTOR, now=now)
