"""What staff type about a product and a variant: kept as typed, read into drafts, complaints beside the field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from app.catalog.models import Product, ProductKind, Variant
from app.catalog.rules import TAX_CLASSES, ProductDraft, VariantDraft, problems_of
from app.money import Money
from blueprints.staff.reading import read_id, read_price, read_whole, write_price

Problems = list[tuple[str, str]]
TOPIC_FIELDS = ("topic", "topic_2", "topic_3")
LONGEST = {
    "title": 120, "slug": 80, "tagline": 200, "materials": 400, "origin": 200, "returns": 400, "body": 20_000,
    "in_the_hand": 2_000, "warnings": 2_000, "shelf_position": 4,
    "registered_for": 200, "registered_in": 120, "registered_as": 80,
}  # fmt: skip
PRODUCT_FIELDS = (*LONGEST, "product_class", "kind", "category", "maker", *TOPIC_FIELDS)
VARIANT_FIELDS = ("sku", "name", "weight_g", "tax_class", "price", "units")


def typed(form: MultiDict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    """Return the declared fields as they were typed, line ends evened out; nothing else of a form is looked at."""
    return {name: form.get(name, "").replace("\r\n", "\n").replace("\x00", "") for name in names}


@dataclass(frozen=True, kw_only=True)
class ProductForm:
    """A product's fields as text; `read` turns them into a draft."""

    values: Mapping[str, str]
    problems: Problems = field(default_factory=list)

    def error(self, name: str) -> str | None:
        """Return what is wrong with a field."""
        return next((sentence for one, sentence in self.problems if one == name), None)

    def read(self) -> tuple[ProductDraft, Problems]:
        """Return the draft, and what keeps it from being one."""
        values = {name: words.strip() for name, words in self.values.items()}
        problems = [
            (name, f"Keep this under {limit} signs.")
            for name, limit in LONGEST.items()
            if len(values[name]) > limit
        ]
        category, maker = read_id(values["category"]), read_id(values["maker"])
        if category is None:
            problems.append(("category", "Choose the shelf it stands on."))
        if values["kind"] not in set(ProductKind):
            problems.append(("kind", "Choose how it reaches the buyer."))
        position = read_whole(values["shelf_position"])
        if values["shelf_position"] and position is None:
            problems.append(("shelf_position", "Give a whole number such as 2, or leave it empty."))
        topics = [read_id(values[name]) for name in TOPIC_FIELDS]
        draft = ProductDraft(
            title=values["title"],
            slug=values["slug"],
            tagline=values["tagline"],
            product_class=read_whole(values["product_class"]) or 0,
            kind=ProductKind(values["kind"]) if values["kind"] in set(ProductKind) else ProductKind.GOODS,
            category_id=category or 0,
            maker_id=maker,
            body=values["body"],
            in_the_hand=pairs_of(values["in_the_hand"]),
            warnings=tuple(lines_of(values["warnings"])),
            materials=values["materials"],
            origin=values["origin"],
            returns=values["returns"],
            registered_for=values["registered_for"],
            registered_in=" ".join(dict.fromkeys(re.split(r"[\s,;]+", values["registered_in"].upper()))),
            registered_as=values["registered_as"],
            shelf_position=position,
            topic_ids=tuple(dict.fromkeys(one for one in topics if one is not None)),
        )
        return draft, with_meaning(draft, problems) if problems else []


def with_meaning(draft: ProductDraft, problems: Problems) -> Problems:
    """Return the problems of form together with those of meaning, one a field, so that nobody is sent back twice."""
    first = dict(reversed([*problems, *problems_of(draft)]))
    return [(name, first[name]) for name in PRODUCT_FIELDS if name in first]


def empty_product_form() -> ProductForm:
    """Return the form of a product that does not exist yet."""
    usual = {"kind": "goods", "product_class": "1", "returns": "14 days"}
    return ProductForm(values={**dict.fromkeys(PRODUCT_FIELDS, ""), **usual})


def form_of(product: Product, topic_ids: list[int]) -> ProductForm:
    """Return the form of a product as it is saved."""
    topics = dict(zip(TOPIC_FIELDS, [*map(str, topic_ids), "", "", ""], strict=False))
    values = {
        "title": product.title,
        "slug": product.slug,
        "tagline": product.tagline,
        "product_class": str(product.product_class),
        "kind": product.kind.value,
        "category": str(product.category_id),
        "maker": str(product.maker_id or ""),
        "body": product.body,
        "in_the_hand": "\n".join(f"{label}: {words}" for label, words in product.in_the_hand),
        "warnings": "\n".join(product.warnings),
        "materials": product.materials,
        "origin": product.origin,
        "returns": product.returns,
        "registered_for": product.registered_for,
        "registered_in": product.registered_in,
        "registered_as": product.registered_as,
        "shelf_position": "" if product.shelf_position is None else str(product.shelf_position),
        **topics,
    }
    return ProductForm(values=values)


def lines_of(text: str) -> list[str]:
    """Return the lines that hold something."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def pairs_of(text: str) -> tuple[tuple[str, str], ...]:
    """Return "Noise: silent" as ("Noise", "silent"), a line each."""
    pairs = (line.partition(":") for line in lines_of(text))
    return tuple((label.strip(), words.strip()) for label, _, words in pairs)


@dataclass(frozen=True, kw_only=True)
class VariantForm:
    """A variant's fields as text, its price and opening count with them."""

    values: Mapping[str, str]
    problems: Problems = field(default_factory=list)

    def error(self, name: str) -> str | None:
        """Return what is wrong with a field."""
        return next((sentence for one, sentence in self.problems if one == name), None)

    def read(self, currency: str, *, with_units: bool) -> tuple[VariantDraft, Money | None, int, Problems]:
        """Return draft, price, opening units, and what keeps them from being so."""
        values = {name: words.strip() for name, words in self.values.items()}
        weight, price = read_whole(values["weight_g"]), read_price(values["price"], currency)
        units = read_whole(values["units"] or "0") if with_units else 0
        problems: Problems = []
        if len(values["name"]) > 80:
            problems.append(("name", "Keep this under 80 signs."))
        if weight is None:
            problems.append(
                ("weight_g", "Give the weight in whole grams, such as 450; 0 for what needs no parcel.")
            )
        if price is None or not price.minor:
            problems.append(("price", "Give the price with tax, such as 24.00."))
        if units is None:
            problems.append(("units", "Give the count as a whole number, such as 12."))
        draft = VariantDraft(
            sku=values["sku"].upper().replace(" ", ""),
            name=values["name"],
            weight_g=weight or 0,
            tax_class=values["tax_class"] or TAX_CLASSES[0],
        )
        return draft, price, units or 0, problems


def empty_variant_form() -> VariantForm:
    """Return the form of a variant that does not exist yet."""
    return VariantForm(values={**dict.fromkeys(VARIANT_FIELDS, ""), "tax_class": TAX_CLASSES[0]})


def variant_form_of(variant: Variant, price: Money | None, problems: Problems | None = None) -> VariantForm:
    """Return the form of a variant as it is saved."""
    values = {
        "sku": variant.sku,
        "name": variant.name,
        "weight_g": str(variant.weight_g),
        "tax_class": variant.tax_class,
        "price": write_price(price) if price else "",
        "units": "",
    }
    return VariantForm(values=values, problems=problems or [])
