"""Questions about the shelf; what visitors see is published and of a class that is switched on."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, tuple_
from sqlalchemy.orm import joinedload, selectinload

from app.catalog.models import (
    Category,
    ClaimDecision,
    Maker,
    Product,
    ProductClass,
    ProductPicture,
    ProductState,
    ProductTopic,
    Variant,
)
from app.db import db
from app.errors import NotFound
from app.media.models import Picture
from app.settings.queries import load_settings

Mark = tuple[datetime, int]


def is_on_the_shelf() -> ColumnElement[bool]:
    """Return the condition for what visitors may see."""
    published = Product.state == ProductState.PUBLISHED
    if load_settings().ingestible_markets:
        return published
    return and_(published, Product.product_class != ProductClass.INGESTIBLE)


def stands_on_shelf(state: ProductState, product_class: int) -> bool:
    """Say the same of a product that has been read."""
    is_switched_off = product_class == ProductClass.INGESTIBLE and not load_settings().ingestible_markets
    return state is ProductState.PUBLISHED and not is_switched_off


def _shelf() -> Select[Product]:
    with_all = (
        joinedload(Product.maker),
        selectinload(Product.variants.and_(Variant.withdrawn_at.is_(None))),
    )
    return select(Product).where(is_on_the_shelf()).options(*with_all)


def find_published_product(slug: str) -> Product | None:
    """Return the product visitors see under this address, with category, maker and the variants on sale."""
    query = _shelf().where(Product.slug == slug).options(joinedload(Product.category))
    return db.session.scalars(query).first()


def find_product(slug: str) -> Product | None:
    """Return a product in any state by its present address, with its category."""
    query = select(Product).where(Product.slug == slug).options(joinedload(Product.category))
    return db.session.scalars(query).first()


def get_product(product_id: int) -> Product:
    """Return a product in any state with everything staff see; raises NotFound."""
    query = (
        select(Product)
        .where(Product.id == product_id)
        .options(joinedload(Product.category), joinedload(Product.maker), selectinload(Product.variants))
    )
    product = db.session.scalars(query).first()
    if product is None:
        raise NotFound("There is no such product.")
    return product


def list_products(
    category: Category | None = None, *, after: Mark | None = None, limit: int = 24
) -> Sequence[Product]:
    """Return what stands on one shelf (or on all), newest first, after a mark (published_at, id)."""
    query = _shelf().order_by(Product.published_at.desc(), Product.id.desc()).limit(limit)
    if category is not None:
        query = query.where(Product.category_id == category.id)
    if after is not None:
        query = query.where(tuple_(Product.published_at, Product.id) < after)
    return db.session.scalars(query).all()


def list_shelf(limit: int = 6) -> Sequence[Product]:
    """Return what staff have put on the front shelf, in their order; the newest things fill it up."""
    chosen = _shelf().where(Product.shelf_position.is_not(None)).order_by(Product.shelf_position, Product.id)
    rows = list(db.session.scalars(chosen.limit(limit)))
    if len(rows) < limit:
        others = _shelf().where(Product.shelf_position.is_(None))
        newest = others.order_by(Product.published_at.desc(), Product.id.desc()).limit(limit - len(rows))
        rows += db.session.scalars(newest)
    return rows


def products_by_id(ids: Iterable[int]) -> dict[int, Product]:
    """Return the products on the shelf among these ids, with maker and variants on sale."""
    rows = db.session.scalars(_shelf().where(Product.id.in_(list(ids))))
    return {row.id: row for row in rows}


def variants_by_id(ids: Iterable[int]) -> dict[int, Variant]:
    """Return variants, on sale or not, each with its product."""
    query = select(Variant).where(Variant.id.in_(list(ids))).options(joinedload(Variant.product))
    return {row.id: row for row in db.session.scalars(query)}


def skus_of_products(ids: Iterable[int]) -> Sequence[str]:
    """Return the first SKU of each product, in order."""
    on_sale = (Variant.product_id.in_(list(ids)), Variant.withdrawn_at.is_(None))
    query = select(func.min(Variant.sku)).where(*on_sale).group_by(Variant.product_id)
    return sorted(db.session.scalars(query))


def find_variant(sku: str) -> Variant | None:
    """Return a variant that is on sale now by its SKU, with its product."""
    query = (
        select(Variant)
        .join(Variant.product)
        .where(Variant.sku == sku, Variant.withdrawn_at.is_(None), is_on_the_shelf())
        .options(joinedload(Variant.product))
    )
    return db.session.scalars(query).first()


def list_categories() -> Sequence[Category]:
    """Return the shelves in their order."""
    return db.session.scalars(select(Category).order_by(Category.position, Category.id)).all()


def find_category(slug: str) -> Category | None:
    """Return one shelf."""
    return db.session.scalars(select(Category).where(Category.slug == slug)).first()


def list_makers() -> Sequence[Maker]:
    """Return all makers by name."""
    return db.session.scalars(select(Maker).order_by(Maker.name)).all()


def pictures_of(product_ids: Iterable[int]) -> dict[int, list[Picture]]:
    """Return the pictures of each product in their order; a product without any is left out."""
    query = (
        select(ProductPicture.product_id, Picture)
        .join(Picture, Picture.id == ProductPicture.picture_id)
        .where(ProductPicture.product_id.in_(list(product_ids)))
        .order_by(ProductPicture.position, ProductPicture.picture_id)
    )
    found: dict[int, list[Picture]] = {}
    for product_id, picture in db.session.execute(query):
        found.setdefault(product_id, []).append(picture)
    return found


def topic_ids_of(product_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the topic ids of each product, the leading one first."""
    query = (
        select(ProductTopic)
        .where(ProductTopic.product_id.in_(list(product_ids)))
        .order_by(ProductTopic.position, ProductTopic.topic_id)
    )
    found: dict[int, list[int]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.product_id, []).append(row.topic_id)
    return found


def decided_claims(product_id: int) -> frozenset[str]:
    """Return the fingerprints of the claims a person has decided about."""
    query = select(ClaimDecision.fingerprint).where(ClaimDecision.product_id == product_id)
    return frozenset(db.session.scalars(query))


def list_for_staff(
    *, words: str = "", after: tuple[str, int] | None = None, limit: int = 30
) -> Sequence[Product]:
    """Return products of every state by name, found by name or SKU, after a mark (title, id)."""
    query = (
        select(Product)
        .options(joinedload(Product.category), selectinload(Product.variants))
        .order_by(Product.title, Product.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(Product.title, Product.id) > after)
    return db.session.scalars(query.where(_matches(words))).all()


def list_variants_for_staff(*, words: str = "", after: str = "", limit: int = 50) -> Sequence[Variant]:
    """Return variants that are not withdrawn by SKU, each with its product, after a SKU."""
    query = (
        select(Variant)
        .join(Variant.product)
        .where(Variant.withdrawn_at.is_(None), _matches(words))
        .options(joinedload(Variant.product))
        .order_by(Variant.sku)
        .limit(limit)
    )
    if after:
        query = query.where(Variant.sku > after)
    return db.session.scalars(query).all()


def _matches(words: str) -> ColumnElement[bool]:
    if not words.strip():
        return true()
    wanted = words.strip()[:80]
    by_sku = select(Variant.product_id).where(Variant.sku.icontains(wanted, autoescape=True))
    return or_(Product.title.icontains(wanted, autoescape=True), Product.id.in_(by_sku))
