"""What a product must keep to stand on the shelf, asked of the database; nothing here writes."""

from collections.abc import Iterator, Set
from contextlib import contextmanager

from sqlalchemy import select

from app.catalog.errors import ProductProblems
from app.catalog.models import Maker, Product, Variant
from app.catalog.queries import decided_claims, topic_ids_of
from app.catalog.rules import open_claims, reasons_against_publishing
from app.claims import Claim
from app.db import db
from app.settings.queries import load_settings


def list_reasons(product: Product, *, priced: Set[int] | None = None) -> list[str]:
    """Return what stands between a product and the shelf; `priced` holds the ids of variants that have a price.

    Without `priced` the prices are not looked at.
    """
    variants = list_on_sale(product)
    return reasons_against_publishing(
        product,
        variants=variants,
        maker=db.session.get(Maker, product.maker_id) if product.maker_id else None,
        has_topic=bool(topic_ids_of([product.id])),
        unpriced=[variant.sku for variant in variants if priced is not None and variant.id not in priced],
        claims=list_open_claims(product),
        ingestibles_allowed=bool(load_settings().ingestible_markets),
    )


def list_open_claims(product: Product) -> list[Claim]:
    """Return the claims in a product's words that nobody has decided about."""
    return open_claims(product, list_on_sale(product), decided_claims(product.id))


def list_on_sale(product: Product) -> list[Variant]:
    """Return a product's variants that are not withdrawn, in their order."""
    query = select(Variant).where(Variant.product_id == product.id, Variant.withdrawn_at.is_(None))
    return list(db.session.scalars(query.order_by(Variant.position, Variant.id)))


@contextmanager
def staying_whole(product: Product) -> Iterator[None]:
    """Refuse a change that takes from a published product what it must have; raises ProductProblems.

    What it lacked before (prices are not looked at) does not stand in the way of mending something else.
    """
    before = list_reasons(product) if product.is_published else []
    yield
    if not product.is_published:
        return
    db.session.flush()
    lost = [reason for reason in list_reasons(product) if reason not in before]
    if lost:
        raise ProductProblems(
            [("title", f"It stands in the shop. {' '.join(lost)} Or make it a draft first.")]
        )
