"""Orders as rows, for tests that need one without a checkout."""

import itertools
from datetime import datetime

from app.db import db
from app.orders.models import Order
from tests.factories.stock import NOON

_count = itertools.count(1)


def make_order(*, total: int = 2850, email: str = "nora@example.com", now: datetime = NOON) -> Order:
    """Add an unpaid order without lines to the open transaction."""
    number = next(_count)
    order = Order(
        link_salt=f"salt-{number}", link_hash=f"hash-{number}", cart_id=None, cart_version=1,
        fingerprint=f"fingerprint-{number}", currency="EUR", lines_minor=total - 450, shipping_minor=450,
        discount_minor=0, tax_minor=0, tax_percent=23, total_minor=total, email=email, name="Nora Quinn",
        country="IE", street="4 Example Street", city="Dublin", postal_code="D02 X285",
        consent_wording="order-1", consented_at=now, terms_version="2026-11", placed_at=now,
    )  # fmt: skip
    db.session.add(order)
    db.session.flush()
    return order
