"""Shelves, makers, products and variants for tests; call them with an app context pushed.

What is returned is detached: its columns can be read after the context is gone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import func, select

from app.catalog import actions
from app.catalog.finding import refresh_product
from app.catalog.furnishing import MakerDraft, ShelfDraft, add_category, add_maker
from app.catalog.models import Category, Maker, Product, ProductState, Variant
from app.catalog.queries import find_category
from app.catalog.rules import ProductDraft, VariantDraft
from app.db import Base, db, is_writing, transaction
from app.topics.actions import add_topic
from app.topics.models import Topic
from app.topics.queries import find_topic

MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ACTOR = "user:1"
M = TypeVar("M", bound=Base)


@contextmanager
def writing() -> Iterator[None]:
    """Join the open transaction, or make one of our own."""
    if is_writing():
        yield
        return
    with transaction():
        yield


def apart(row: M) -> M:
    """Load a row's columns and take it out of the session."""
    db.session.flush() if is_writing() else None
    db.session.refresh(row)
    if not is_writing():
        db.session.expunge(row)
        db.session.rollback()
    return row


def make_category(slug: str = "warmth", name: str = "Warmth", position: int = 1) -> Category:
    """A shelf; the same slug gives the same shelf."""
    with writing():
        category = find_category(slug) or add_category(
            ShelfDraft(slug=slug, name=name, summary="Wool and wheat.", position=position),
            actor=ACTOR,
            now=MORNING,
        )
    return apart(category)


def make_maker(name: str = "Harbour Wool", country: str = "IE", **fields: Any) -> Maker:
    """A maker with everything the product safety rules ask for; the same name gives the same maker."""
    known = {
        "postal_address": "3 Example Street, Killybegs, Ireland",
        "electronic_address": "safety@harbour-wool.example",
        "sentence": "Knits with Irish wool.",
        **fields,
    }
    with writing():
        maker = db.session.scalars(select(Maker).where(Maker.name == name)).first() or add_maker(
            MakerDraft(name=name, country=country, **known), actor=ACTOR, now=MORNING
        )
    return apart(maker)


def make_topic(slug: str = "warmth", name: str = "Warmth and cold") -> Topic:
    """A topic; the same slug gives the same topic."""
    with writing():
        topic = find_topic(slug) or add_topic(
            slug=slug,
            name=name,
            summary="Warm rooms.",
            synonyms=["cold"],
            position=1,
            actor=ACTOR,
            now=MORNING,
        )
    return apart(topic)


def make_product(
    title: str = "Wool hot-water bottle",
    *,
    category: Category | None = None,
    maker: Maker | None = None,
    published: bool = True,
    published_at: datetime = MORNING,
    **fields: Any,
) -> Product:
    """A product without variants, published unless told otherwise; `fields` are ProductDraft's."""
    shelf = category or make_category()
    known = {
        "tagline": "A bottle in a knitted coat.",
        "body": "Fill it two thirds. It stays warm for **four hours**.",
        "in_the_hand": (("Weight", "400 g empty"), ("Noise", "sloshes a little")),
        "warnings": ("Do not fill it with boiling water.",),
        "returns": "14 days",
        "maker_id": (maker or make_maker()).id,
        **fields,
    }
    with writing():
        product = actions.create_product(
            ProductDraft(title=title, category_id=shelf.id, **known), actor=ACTOR, now=MORNING
        )
        if published:
            product.state, product.published_at, product.published_by = (
                ProductState.PUBLISHED,
                published_at,
                ACTOR,
            )
            refresh_product(product.id, now=published_at)
    return apart(product)


def make_variant(product: Product | None = None, *, sku: str = "", name: str = "", **fields: Any) -> Variant:
    """A variant; without a product it gets one, without a SKU the next free one. No stock and no price."""
    owner = product or make_product()
    count = db.session.scalar(select(func.count()).select_from(Variant)) or 0
    draft = VariantDraft(sku=sku or f"SH-TEST-{count + 1}", name=name, **fields)
    with writing():
        variant = actions.add_variant(owner.id, draft, actor=ACTOR, now=MORNING)
    return apart(variant)
