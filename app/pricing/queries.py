"""Questions about prices."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import func, select

from app.db import db
from app.money import Money
from app.pricing.models import Price

REDUCTION_WINDOW = timedelta(days=30)


def current_prices(variant_ids: Collection[int], currency: str) -> dict[int, Money]:
    """Return variant id -> price; a variant without a price in this currency is left out."""
    newest = (
        select(func.max(Price.id))
        .where(Price.variant_id.in_(variant_ids), Price.currency == currency)
        .group_by(Price.variant_id)
    )
    rows = db.session.scalars(select(Price).where(Price.id.in_(newest)))
    return {row.variant_id: Money(minor=row.amount_minor, currency=currency) for row in rows}


def prices_before_reduction(variant_ids: Collection[int], currency: str, now: datetime) -> dict[int, Money]:
    """Return, for each variant whose price was lowered lately, the lowest price of the 30 days before that.

    This is the only price a reduction may be compared with (CJEU C-330/23 on Directive 98/6/EC, article 6a).
    """
    rows = db.session.scalars(
        select(Price)
        .where(Price.variant_id.in_(variant_ids), Price.currency == currency)
        .order_by(Price.variant_id, Price.id)
    ).all()
    history: dict[int, list[Price]] = {}
    for row in rows:
        history.setdefault(row.variant_id, []).append(row)
    found = {}
    for variant_id, prices in history.items():
        lowest = _lowest_before(prices, now)
        if lowest is not None and lowest > prices[-1].amount_minor:
            found[variant_id] = Money(minor=lowest, currency=currency)
    return found


def list_prices(variant_id: int, *, limit: int = 50) -> Sequence[Price]:
    """Return a variant's price history, newest first."""
    query = select(Price).where(Price.variant_id == variant_id).order_by(Price.id.desc()).limit(limit)
    return db.session.scalars(query).all()


def _lowest_before(prices: Sequence[Price], now: datetime) -> int | None:
    """Return the lowest price that stood at any time in the 30 days before the newest one began."""
    newest = prices[-1]
    if now - newest.set_at > REDUCTION_WINDOW:
        return None
    opens = newest.set_at - REDUCTION_WINDOW
    standing = [price.amount_minor for price, following in pairwise(prices) if following.set_at > opens]
    return min(standing, default=None)
