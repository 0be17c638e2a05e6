"""Writing products and their variants."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from app.audit.actions import record
from app.catalog.errors import ProductProblems, StaleEdit
from app.catalog.finding import refresh_product
from app.catalog.models import Category, Maker, Product, ProductKind, ProductTopic, Variant
from app.catalog.readiness import staying_whole
from app.catalog.rules import VOUCHER, ProductDraft, VariantDraft, problems_of, problems_of_variant
from app.db import db
from app.errors import NotFound
from app.freshness import raise_version
from app.markdown import render_markdown
from app.outbox.actions import enqueue
from app.slugs import claim_slug
from app.topics.models import Topic

_COPIED = (
    "title", "category_id", "product_class", "kind", "maker_id", "tagline", "body", "materials", "origin", "returns",
    "registered_for", "registered_in", "registered_as", "shelf_position",
)  # fmt: skip


def create_product(draft: ProductDraft, *, actor: str, now: datetime) -> Product:
    """Add a product as a draft; raises ProductProblems."""
    _check(problems_of(draft) or _missing(draft))
    product = Product(slug=_no_address_yet(), created_at=now, changed_at=now, created_by=actor, edition=1)
    _copy(draft, product)
    db.session.add(product)
    db.session.flush()
    product.slug = claim_slug("product", product.id, draft.slug or draft.title, now=now)
    _put_topics(product, draft.topic_ids)
    record("product.created", actor=actor, subject=("product", product.id), now=now)
    return product


def change_product(
    product_id: int, draft: ProductDraft, *, seen_edition: int, actor: str, now: datetime
) -> Product:
    """Save an edit of the edition that was seen; raises StaleEdit, ProductProblems and NotFound.

    A new address is claimed when the draft names one; the old one goes on leading here.
    """
    product = get_locked(product_id)
    if product.edition != seen_edition:
        raise StaleEdit("Somebody else saved this product while you were writing. Your words are still here.")
    _check(problems_of(draft) or _missing(draft) or _other_money(product, draft))
    changed = [name for name in (*_COPIED, "in_the_hand", "warnings") if _differs(product, draft, name)]
    with staying_whole(product):
        _copy(draft, product)
        _put_topics(product, draft.topic_ids)
    if draft.slug and draft.slug != product.slug:
        product.slug = claim_slug("product", product.id, draft.slug, now=now)
        changed.append("slug")
    product.edition += 1
    product.changed_at = now
    record(
        "product.changed", actor=actor, subject=("product", product.id), now=now, details={"fields": changed}
    )
    if product.is_published:
        enqueue("graph_update", {"kind": "product", "id": product.id}, now=now, at_leisure=True)
    refresh_product(product.id, now=now)
    raise_version()
    return product


def add_variant(product_id: int, draft: VariantDraft, *, actor: str, now: datetime) -> Variant:
    """Add a variant at the end; raises ProductProblems, also when the SKU is taken."""
    product = get_locked(product_id)
    _check(problems_of_variant(draft) or _taken(draft.sku))
    last = db.session.scalar(select(func.max(Variant.position)).where(Variant.product_id == product.id))
    variant = Variant(
        product_id=product.id,
        sku=draft.sku,
        name=draft.name,
        **_parcel_and_tax(product, draft),
        position=0 if last is None else last + 1,
    )
    try:
        with staying_whole(product):
            db.session.add(variant)
            db.session.flush()
    except IntegrityError:  # another editor was quicker by a moment
        raise ProductProblems(_taken(draft.sku, surely=True)) from None
    record("variant.added", actor=actor, subject=("variant", variant.id), now=now, details={"sku": draft.sku})
    refresh_product(product.id, now=now)
    raise_version()
    return variant


def change_variant(variant_id: int, draft: VariantDraft, *, actor: str, now: datetime) -> Variant:
    """Change a variant's words, weight and tax class; its SKU stays, because parcels and papers name it."""
    variant = _get_variant(variant_id)
    _check(problems_of_variant(VariantDraft(**{**vars(draft), "sku": variant.sku})))
    with staying_whole(product := get_locked(variant.product_id)):
        variant.name = draft.name
        for name, value in _parcel_and_tax(product, draft).items():
            setattr(variant, name, value)
    record("variant.changed", actor=actor, subject=("variant", variant.id), now=now)
    refresh_product(variant.product_id, now=now)
    raise_version()
    return variant


def withdraw_variant(variant_id: int, *, actor: str, now: datetime) -> Variant:
    """Take a variant off sale for good; what was ordered keeps its name. Raises ProductProblems for the last one."""
    variant = _get_variant(variant_id)
    if variant.withdrawn_at is None:
        with staying_whole(get_locked(variant.product_id)):
            variant.withdrawn_at = now
        record("variant.withdrawn", actor=actor, subject=("variant", variant.id), now=now)
        refresh_product(variant.product_id, now=now)
        raise_version()
    return variant


def get_locked(product_id: int) -> Product:
    """Return a product for changing, its row locked where the database can; raises NotFound."""
    product = db.session.get(Product, product_id, with_for_update=True)
    if product is None:
        raise NotFound("There is no such product.")
    return product


def _get_variant(variant_id: int) -> Variant:
    variant = db.session.get(Variant, variant_id, with_for_update=True)
    if variant is None:
        raise NotFound("There is no such variant.")
    return variant


def _parcel_and_tax(product: Product, draft: VariantDraft) -> dict[str, Any]:
    """Return weight and tax class of a variant; a gift card has no weight, and its tax class is not chosen."""
    if product.is_gift_card:
        return {"weight_g": 0, "tax_class": VOUCHER}
    return {"weight_g": draft.weight_g, "tax_class": draft.tax_class}


def _other_money(product: Product, draft: ProductDraft) -> list[tuple[str, str]]:
    """Return why a product may not become a gift card, or stop being one: its variants have stock, or a value."""
    is_other = (draft.kind is ProductKind.GIFT_CARD) != product.is_gift_card
    has_variants = select(Variant.id).where(Variant.product_id == product.id).limit(1)
    if not is_other or db.session.scalar(has_variants) is None:
        return []
    return [("kind", "A gift card stays one, and nothing else becomes one. Make a new product for it.")]


def _no_address_yet() -> str:
    return f"new-{secrets.token_hex(12)}"


def _check(problems: list[tuple[str, str]]) -> None:
    if problems:
        raise ProductProblems(problems)


def _taken(sku: str, *, surely: bool = False) -> list[tuple[str, str]]:
    if not surely and db.session.scalar(select(Variant.id).where(Variant.sku == sku)) is None:
        return []
    return [("sku", f"{sku} is taken by another variant.")]


def _missing(draft: ProductDraft) -> list[tuple[str, str]]:
    """Return what the draft names and is not there (any more)."""
    problems = []
    if db.session.get(Category, draft.category_id) is None:
        problems.append(("category", "Choose the shelf it stands on."))
    if draft.maker_id is not None and db.session.get(Maker, draft.maker_id) is None:
        problems.append(("maker", "Choose one of the makers."))
    known = db.session.scalars(select(Topic.id).where(Topic.id.in_(draft.topic_ids))).all()
    if len(known) != len(set(draft.topic_ids)):
        problems.append(("topic", "Choose among the topics."))
    return problems


def _copy(draft: ProductDraft, product: Product) -> None:
    for name in _COPIED:
        setattr(product, name, getattr(draft, name))
    product.in_the_hand = [list(pair) for pair in draft.in_the_hand]
    product.warnings = list(draft.warnings)
    product.body_html = render_markdown(draft.body).html


def _differs(product: Product, draft: ProductDraft, name: str) -> bool:
    if name == "in_the_hand":
        return product.in_the_hand != [list(pair) for pair in draft.in_the_hand]
    if name == "warnings":
        return list(product.warnings) != list(draft.warnings)
    return bool(getattr(product, name) != getattr(draft, name))


def _put_topics(product: Product, topic_ids: tuple[int, ...]) -> None:
    db.session.execute(delete(ProductTopic).where(ProductTopic.product_id == product.id))
    for position, topic_id in enumerate(dict.fromkeys(topic_ids)):
        db.session.add(ProductTopic(product_id=product.id, topic_id=topic_id, position=position))
    db.session.flush()
