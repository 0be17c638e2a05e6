"""The demo's shelves, makers and thirty products, from categories.toml, makers.toml and products/*.md."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.catalog.actions import add_variant, create_product
from app.catalog.furnishing import MakerDraft, ShelfDraft, add_category, add_maker
from app.catalog.models import Product, ProductKind
from app.catalog.picturing import put_picture
from app.catalog.publishing import publish_product
from app.catalog.rules import ProductDraft, VariantDraft
from app.downloads.actions import attach_file
from app.downloads.store import keep_file
from app.inventory.actions import open_stock
from app.media.actions import store_picture
from app.media.decoding import keep_picture
from app.money import Money
from app.pricing.actions import set_price
from app.settings.rules import SiteSettings
from app.topics.queries import topics_by_slug

HERE = Path(__file__).parent
ACTOR = "system"
CURRENCY = SiteSettings().currency
INVENTED = "Invented for this demonstration."
#: what stands on the front shelf, in this order
FRONT = (
    "linen-weighted-blanket", "wide-grip-jar-opener", "wheat-heat-wrap", "amber-bedside-lamp", "the-pacing-notebook",
    "merino-wrist-warmers",
)  # fmt: skip
Ids = dict[str, int]


def load_catalog(now: datetime) -> None:
    """Add everything the demo sells, with opening stock and prices, each shelf in the order of its list."""
    shelves = load_categories(now)
    makers = load_makers(now)
    topics = {slug: topic.id for slug, topic in topics_by_slug().items()}
    paths = sorted((HERE / "products").glob("*.md"))
    for number, path in enumerate(paths):
        # A day apart, so that "newest first" has a meaning on the first day.
        moment = now - timedelta(days=10 + 3 * number)
        load_product(path.stem, read_product(path), shelves, makers, topics, moment)


def read_product(path: Path) -> dict[str, Any]:
    """Return the front matter of one file with its text under "body"."""
    _, front, body = path.read_text().split("+++\n", 2)
    return {**tomllib.loads(front), "body": body.strip()}


def load_categories(now: datetime) -> Ids:
    """Add the shelves; return their ids by slug."""
    ids = {}
    for row in tomllib.loads((HERE / "categories.toml").read_text())["categories"]:
        ids[row["slug"]] = add_category(ShelfDraft(**row), actor=ACTOR, now=now).id
    return ids


def load_makers(now: datetime) -> Ids:
    """Add the makers; return their ids by slug."""
    ids = {}
    for row in tomllib.loads((HERE / "makers.toml").read_text())["makers"]:
        person = row.pop("eu_responsible", {})
        if row.pop("fictional"):
            row["sentence"] = f"{row['sentence']} {INVENTED}"
        inside = {f"eu_{name}": words for name, words in person.items()}
        ids[row["slug"]] = add_maker(MakerDraft(**row, **inside), actor=ACTOR, now=now).id
    return ids


def load_product(
    slug: str, row: dict[str, Any], shelves: Ids, makers: Ids, topics: Ids, now: datetime
) -> None:
    """Add and publish one product with its variants, stock, prices and picture."""
    draft = ProductDraft(
        title=row["title"],
        slug=slug,
        tagline=row["tagline"],
        product_class=row["product_class"],
        kind=ProductKind(row["kind"]),
        category_id=shelves[row["category"]],
        maker_id=makers[row["maker"]],
        body=row["body"],
        in_the_hand=tuple((label_of(key), words) for key, words in row["in_the_hand"].items()),
        warnings=tuple(row["warnings"]),
        materials=row["materials"],
        origin=row["origin"],
        returns=row["returns"],
        shelf_position=FRONT.index(slug) + 1 if slug in FRONT else None,
        topic_ids=tuple(topics[one] for one in row["topics"]),
    )
    product = create_product(draft, actor=ACTOR, now=now)
    priced = {load_variant(product, one, row["tax_class"], now) for one in row["variants"]}
    load_picture(product, row["picture_alt"], now)
    load_files(product, now)
    publish_product(product.id, priced=priced, actor=ACTOR, now=now)


def load_variant(product: Product, row: dict[str, Any], tax_class: str, now: datetime) -> int:
    """Add one variant with its opening stock and its price; return its id."""
    draft = VariantDraft(sku=row["sku"], name=row["name"], weight_g=row["weight_g"], tax_class=tax_class)
    variant = add_variant(product.id, draft, actor=ACTOR, now=now)
    if not product.is_gift_card:
        open_stock(variant.id, row["stock"], ACTOR, now, low_at=row.get("low_stock", 3))
    set_price(variant.id, Money(minor=row["price"], currency=CURRENCY), ACTOR, now)
    return variant.id


def load_picture(product: Product, alt: str, now: datetime) -> None:
    """Put the committed picture on the product, or its drawing; one without either keeps its words."""
    paths = [HERE / "pictures" / folder / f"{product.slug}.webp" for folder in ("products", "drawings")]
    path = next((one for one in paths if one.exists()), None)
    if path is not None:
        picture = store_picture(keep_picture(path.read_bytes()), alt=alt, actor=ACTOR, now=now)
        put_picture(product.id, picture.id, actor=ACTOR, now=now)


def load_files(product: Product, now: datetime) -> None:
    """Attach the committed files of the same name; they are made by scripts/downloads."""
    for suffix, use in (("pdf", "to print"), ("epub", "to read on a screen")):
        path = HERE / "files" / f"{product.slug}.{suffix}"
        if path.exists():
            with open(path, "rb") as file:
                attach_file(product.id, keep_file(file), title=f"All lessons, {use}", actor=ACTOR, now=now)


def label_of(key: str) -> str:
    """Return "Lies flat" for lies_flat."""
    return key.replace("_", " ").capitalize()
