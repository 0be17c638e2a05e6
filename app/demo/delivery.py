"""The demo's delivery: its three countries as zones, free in Ireland from a sum on, and a place to fetch things."""

from datetime import datetime

from app.pricing.delivering import Basis
from app.pricing.queries import list_zones, rate_of
from app.pricing.zoning import RateDraft, add_rate, adopt_countries, change_rate

ACTOR = "system"
FREE_FROM = 150_00
PLACE = "4 Example Street, Dublin"
HOURS = "Tuesday to Friday, 10:00 to 16:00"


def load_delivery(now: datetime) -> None:
    """Make the zones; what one thing costs to send is what it was."""
    adopt_countries(actor=ACTOR, now=now)
    ireland = list_zones()[0]
    flat = rate_of(ireland.rates[0])
    by_post = RateDraft(
        name=flat.name, basis=flat.basis, steps=flat.steps, free_from=FREE_FROM, days=flat.days
    )
    change_rate(flat.id, by_post, seen_edition=1, actor=ACTOR, now=now)
    fetch = RateDraft(
        name="Fetch it yourself", basis=Basis.COUNT, steps=((None, 0),), days="Ready the next working day",
        place=PLACE, hours=HOURS,
    )  # fmt: skip
    add_rate(ireland.id, fetch, actor=ACTOR, now=now)
