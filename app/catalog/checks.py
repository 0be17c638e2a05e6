"""The catalogue's invariants: what is published is whole."""

from collections.abc import Sequence

from sqlalchemy import select

from app.catalog.models import Product, ProductState
from app.catalog.readiness import list_reasons
from app.db import db
from app.verifying import Check


def ask_published() -> tuple[int, Sequence[str]]:
    """Ask each published product what stands against it (prices are pricing's)."""
    products = db.session.scalars(select(Product).where(Product.state == ProductState.PUBLISHED)).all()
    wrong = [f"{product.slug}: {reason}" for product in products for reason in list_reasons(product)]
    return len(products), wrong


CHECKS = [
    Check(
        code="C5",
        sentence="Every published product has its words, topic, variant, maker and returns, and no open claim.",
        ask=ask_published,
    )
]
