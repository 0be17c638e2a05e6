"""Setting prices."""

from datetime import datetime

from app.audit.actions import record
from app.db import db
from app.freshness import raise_version
from app.money import Money, smallest_step
from app.pricing.errors import PriceRefused
from app.pricing.models import Price
from app.pricing.queries import current_prices
from app.pricing.rules import MOST_MINOR


def set_price(variant_id: int, amount: Money, actor: str, now: datetime) -> None:
    """Add a price; setting the price that stands already adds nothing."""
    if not 0 < amount.minor <= MOST_MINOR:
        raise PriceRefused("A price is more than nothing and less than 100,000.")
    step = smallest_step(amount.currency)
    if amount.minor % step:
        least = Money(minor=step, currency=amount.currency).decimal
        raise PriceRefused(f"Prices in {amount.currency} are multiples of {least}.")
    before = current_prices([variant_id], amount.currency).get(variant_id)
    if before == amount:
        return
    db.session.add(
        Price(
            variant_id=variant_id,
            currency=amount.currency,
            amount_minor=amount.minor,
            set_at=now,
            set_by=actor,
        )
    )
    details = {"from": before.minor if before else None, "to": amount.minor, "currency": amount.currency}
    record("price.set", actor=actor, subject=("variant", variant_id), now=now, details=details)
    raise_version()
