"""What the search knows of a product: put when it comes on the shelf or changes there, dropped when it leaves."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.catalog.models import Maker, Product, ProductTopic, Variant
from app.catalog.queries import is_on_the_shelf
from app.db import db
from app.markdown import render_markdown
from app.search.actions import refresh
from app.search.rules import Kind
from app.search.sources import Document
from app.topics.queries import names_by_subject


def refresh_product(product_id: int, *, now: datetime) -> None:
    """Let the search know what a product is now; to be called in the transaction that changed it."""
    refresh(Kind.PRODUCT, product_id, list_product_documents, now=now)


def refresh_products_of(maker_id: int, *, now: datetime) -> None:
    """Let the search know that a maker of products goes by another name."""
    for product_id in db.session.scalars(select(Product.id).where(Product.maker_id == maker_id)).all():
        refresh_product(product_id, now=now)


def list_product_documents(after: int, limit: int) -> Sequence[Document]:
    """Return the products on the shelf as documents, by id, after an id."""
    query = (
        select(Product, Maker.name)
        .outerjoin(Maker, Maker.id == Product.maker_id)
        .where(is_on_the_shelf(), Product.id > after)
        .order_by(Product.id)
        .limit(limit)
    )
    rows = db.session.execute(query).all()
    ids = [product.id for product, _ in rows]
    topics = names_by_subject(ProductTopic, ProductTopic.product_id, ids)
    variants = _variant_names(ids)
    return [
        describe(product, [maker or "", *variants.get(product.id, [])], topics.get(product.id, ()))
        for product, maker in rows
    ]


def describe(product: Product, names: Sequence[str], topics: Sequence[str]) -> Document:
    """Return a product as plain words: what it is, what it is like in the hand, what it is made of; `names` beside."""
    lines = [
        render_markdown(product.body).text,
        *(f"{label}: {words}" for label, words in product.in_the_hand),
        product.materials,
        *names,
    ]
    return Document(
        subject_id=product.id,
        title=product.title,
        summary=product.tagline,
        url=f"/products/{product.slug}/",
        text="\n".join(line for line in lines if line.strip()),
        topics=tuple(topics),
    )


def _variant_names(product_ids: Sequence[int]) -> dict[int, list[str]]:
    query = (
        select(Variant.product_id, Variant.name, Variant.sku)
        .where(Variant.product_id.in_(product_ids), Variant.withdrawn_at.is_(None))
        .order_by(Variant.position, Variant.id)
    )
    found: dict[int, list[str]] = {}
    for product_id, name, sku in db.session.execute(query):
        found.setdefault(product_id, []).append(f"{name} {sku}".strip())
    return found
