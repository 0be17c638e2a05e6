"""Shelves and makers: adding them and changing their words."""

import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from app.audit.actions import record
from app.catalog.errors import ProductProblems
from app.catalog.finding import refresh_products_of
from app.catalog.models import Category, Maker, Product, ProductKind, ProductState
from app.catalog.rules import maker_lacks
from app.db import db
from app.errors import NotFound
from app.freshness import raise_version
from app.slugs import claim_slug

Problems = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class ShelfDraft:
    """What an editor may say about a shelf."""

    name: str
    summary: str = ""
    position: int = 0
    slug: str = ""


@dataclass(frozen=True, kw_only=True)
class MakerDraft:
    """What an editor may say about a maker; the fields are those of the product safety rules (GPSR, Article 19)."""

    name: str
    country: str
    postal_address: str
    electronic_address: str
    place: str = ""
    sentence: str = ""
    eu_name: str = ""
    eu_postal_address: str = ""
    eu_electronic_address: str = ""
    slug: str = ""


def add_category(draft: ShelfDraft, *, actor: str, now: datetime) -> Category:
    """Add a shelf; raises ProductProblems."""
    _check(problems_of_shelf(draft))
    category = Category(
        slug=_no_address_yet(), name=draft.name, summary=draft.summary, position=draft.position
    )
    db.session.add(category)
    db.session.flush()
    category.slug = claim_slug("category", category.id, draft.slug or draft.name, now=now)
    record("category.added", actor=actor, subject=("category", category.id), now=now)
    raise_version()
    return category


def change_category(category_id: int, draft: ShelfDraft, *, actor: str, now: datetime) -> Category:
    """Change a shelf; an old address goes on leading here. Raises NotFound and ProductProblems."""
    category = db.session.get(Category, category_id, with_for_update=True)
    if category is None:
        raise NotFound("There is no such shelf.")
    _check(problems_of_shelf(draft))
    category.name, category.summary, category.position = draft.name, draft.summary, draft.position
    if draft.slug and draft.slug != category.slug:
        category.slug = claim_slug("category", category.id, draft.slug, now=now)
    record("category.changed", actor=actor, subject=("category", category.id), now=now)
    raise_version()
    return category


def add_maker(draft: MakerDraft, *, actor: str, now: datetime) -> Maker:
    """Add a maker; raises ProductProblems."""
    _check(problems_of_maker(draft))
    maker = Maker(**{**asdict(draft), "slug": _no_address_yet()})
    db.session.add(maker)
    db.session.flush()
    maker.slug = claim_slug("maker", maker.id, draft.slug or draft.name, now=now)
    record("maker.added", actor=actor, subject=("maker", maker.id), now=now)
    return maker


def change_maker(maker_id: int, draft: MakerDraft, *, actor: str, now: datetime) -> Maker:
    """Change what is said of a maker; raises NotFound and ProductProblems."""
    maker = get_maker(maker_id, locked=True)
    _check(problems_of_maker(draft))
    fields = {name: words for name, words in asdict(draft).items() if name != "slug"}
    changed = [name for name, words in fields.items() if getattr(maker, name) != words]
    for name in changed:
        setattr(maker, name, fields[name])
    _check(_missed_by_products(maker))
    if "name" in changed:
        refresh_products_of(maker.id, now=now)
    record("maker.changed", actor=actor, subject=("maker", maker.id), now=now, details={"fields": changed})
    raise_version()
    return maker


def get_maker(maker_id: int, *, locked: bool = False) -> Maker:
    """Return a maker; raises NotFound."""
    maker = db.session.get(Maker, maker_id, with_for_update=locked or None)
    if maker is None:
        raise NotFound("There is no such maker.")
    return maker


def problems_of_shelf(draft: ShelfDraft) -> Problems:
    """Return what is wrong with a shelf as (field, sentence)."""
    problems = []
    if not draft.name or len(draft.name) > 80:
        problems.append(("name", "Give the shelf a name of 1 to 80 signs."))
    if len(draft.summary) > 300:
        problems.append(("summary", "Keep this under 300 signs."))
    return problems


def problems_of_maker(draft: MakerDraft) -> Problems:
    """Return what is wrong with a maker as (field, sentence)."""
    needed = {
        "name": "Give the maker's name.",
        "postal_address": "Give the postal address; the law asks for it.",
        "electronic_address": "Give a mail or web address; the law asks for it.",
    }
    problems = [(name, sentence) for name, sentence in needed.items() if not getattr(draft, name)]
    if not re.fullmatch(r"[A-Z]{2}", draft.country):
        problems.append(("country", "Give the country as two letters, such as IE."))
    for name, words in asdict(draft).items():
        limit = Maker.__table__.columns[name].type.length  # type: ignore[attr-defined]
        if len(words) > limit:
            problems.append((name, f"Keep this under {limit} signs."))
    return problems


def _missed_by_products(maker: Maker) -> Problems:
    """Return what published products of this maker would miss now."""
    lacking = maker_lacks(maker)
    sold = select(Product.id).where(
        Product.maker_id == maker.id,
        Product.state == ProductState.PUBLISHED,
        Product.kind.in_((ProductKind.GOODS, ProductKind.BOOK)),
    )
    if not lacking or db.session.scalar(sold.limit(1)) is None:
        return []
    return [("eu_name", f"Products of theirs stand in the shop. {' '.join(lacking)}")]


def _check(problems: Problems) -> None:
    if problems:
        raise ProductProblems(problems)


def _no_address_yet() -> str:
    return f"new-{secrets.token_hex(12)}"
