"""Setting prices."""

from datetime import datetime

from sqlalchemy import select

from app.audit.actions import record
from app.catalog.models import Variant
from app.catalog.rules import VOUCHER
from app.db import db
from app.freshness import raise_version
from app.money import Money, smallest_step
from app.pricing.errors import PriceRefused
from app.pricing.models import Price
from app.pricing.queries import current_prices
from app.pricing.rules import MOST_MINOR, MOST_ON_CARD


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
    if db.session.scalar(select(Variant.tax_class).where(Variant.id == variant_id)) == VOUCHER:
        _check_value(before, amount)
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


def _check_value(before: Money | None, amount: Money) -> None:
    """Raise PriceRefused unless an amount can be the value of a gift card, which is what it costs, always."""
    if before is not None:
        raise PriceRefused(
            "A gift card costs what it is worth, so its price stays. Take this amount off sale and add another."
        )
    if amount.minor > MOST_ON_CARD:
        most = Money(minor=MOST_ON_CARD, currency=amount.currency)
        raise PriceRefused(f"A gift card holds at most {most.decimal} {amount.currency}.")
