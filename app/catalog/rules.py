"""What a product must be like: shapes handed in by forms, and what stands between a draft and the shelf."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from app.catalog.models import Maker, Product, ProductClass, ProductKind, Variant
from app.claims import Claim, find_claims
from app.markdown import render_markdown

#: ISO codes of the European Union; a maker elsewhere needs a responsible person inside it (GPSR 2023/988, Article 16)
UNION = frozenset(
    (
        "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE",
        "IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
    )
)  # fmt: skip
UNION_CODE = "EU"
_NO_COUNTRIES = frozenset(
    ("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ")
)  # known to the locale data, and no countries
CLAIMS_BLOCK_FROM = ProductClass.MEDICAL_DEVICE
LONGEST_BODY = 20_000
TAX_CLASSES = ("standard", "books", "services")
#: what a gift card bears: nothing when it is sold, because tax is owed on what it pays for
#: (a multi-purpose voucher: Directive 2006/112/EC, Article 30b, by Directive (EU) 2016/1065); nobody chooses it
VOUCHER = "voucher"
SKU = re.compile(r"[A-Z0-9][A-Z0-9.-]{1,38}[A-Z0-9]")


@dataclass(frozen=True, kw_only=True)
class ProductDraft:
    """What an editor may say about a product; nothing else of it comes from a form."""

    title: str
    category_id: int
    product_class: int = 1
    kind: ProductKind = ProductKind.GOODS
    maker_id: int | None = None
    tagline: str = ""
    body: str = ""
    in_the_hand: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    materials: str = ""
    origin: str = ""
    returns: str = ""
    registered_for: str = ""
    registered_in: str = ""
    registered_as: str = ""
    shelf_position: int | None = None
    topic_ids: tuple[int, ...] = ()
    slug: str = ""


@dataclass(frozen=True, kw_only=True)
class VariantDraft:
    """What an editor may say about a variant."""

    sku: str
    name: str = ""
    weight_g: int = 0
    tax_class: str = "standard"


def problems_of(draft: ProductDraft) -> list[tuple[str, str]]:
    """Return what is wrong with a draft as (field, sentence)."""
    problems = []
    if not draft.title.strip():
        problems.append(("title", "Give the product a name."))
    if draft.product_class not in set(ProductClass):
        problems.append(("product_class", "Choose one of the six classes."))
    elif draft.kind is ProductKind.GIFT_CARD and draft.product_class != ProductClass.SERVICE:
        problems.append(("product_class", "A gift card stands in class 3, with services."))
    for label, words in draft.in_the_hand:
        if not label or not words:
            problems.append(
                (
                    "in_the_hand",
                    "Write each line as a word, a colon and what is true, such as “Noise: silent”.",
                )
            )
            break
    if len(draft.body) > LONGEST_BODY:
        problems.append(("body", f"Keep the text under {LONGEST_BODY} signs."))
    else:
        rendered = render_markdown(draft.body)
        if rendered.cards or rendered.citations:
            problems.append(
                ("body", "A product's text holds no cards and no references; those belong in an article.")
            )
    if len(draft.topic_ids) > 3:
        problems.append(("topic", "Choose three topics at most; the first one leads."))
    return problems + _problems_of_registration(draft)


def _problems_of_registration(draft: ProductDraft) -> list[tuple[str, str]]:
    told = {"registered_for": draft.registered_for, "registered_in": draft.registered_in,
            "registered_as": draft.registered_as}  # fmt: skip
    if not any(told.values()):
        return []
    if draft.product_class != ProductClass.MEDICAL_DEVICE:
        return [("registered_for", "Only a medical device is registered for a use. Leave this empty.")]
    sentence = "A registration has a use, a place and a number. Fill in all three, or none."
    problems = [(name, sentence) for name, words in told.items() if not words]
    unknown = [code for code in draft.registered_in.split() if code != UNION_CODE and not is_country(code)]
    if unknown:
        words = f"{unknown[0]} is no country. Write codes such as IE or GB, or EU, with a space between them."
        problems.append(("registered_in", words))
    return problems


def is_country(code: str) -> bool:
    """Say whether this is the code of a country (ISO 3166, by way of the Unicode locale data)."""
    return (
        re.fullmatch(r"[A-Z]{2}", code) is not None and code not in _NO_COUNTRIES and code in _territories()
    )


@cache
def _territories() -> frozenset[str]:
    from babel import Locale

    return frozenset(Locale("en").territories)


def is_registered_in(product: Product, country: str) -> bool:
    """Say whether a device is registered in a country."""
    places = product.registered_in.split()
    return product.is_registered and (country in places or (UNION_CODE in places and country in UNION))


def problems_of_variant(draft: VariantDraft) -> list[tuple[str, str]]:
    """Return what is wrong with a variant as (field, sentence)."""
    problems = []
    if not SKU.fullmatch(draft.sku):
        problems.append(("sku", "Use 3 to 40 capital letters, digits, dots and dashes, such as SH-LWB-4."))
    if not 0 <= draft.weight_g <= 100_000:
        problems.append(("weight_g", "Give the weight in grams, between 0 and 100000."))
    if draft.tax_class not in TAX_CLASSES:
        problems.append(("tax_class", "Choose one of the tax classes."))
    return problems


def is_sold_in(product_class: int, country: str, ingestible_markets: tuple[str, ...]) -> bool:
    """Say whether a product of this class is sold to a country; only things to swallow are held back, per market."""
    return product_class != ProductClass.INGESTIBLE or country in ingestible_markets


def words_of(product: Product, variants: Iterable[Variant]) -> str:
    """Return everything a product says, one statement a line, for the claims check."""
    lines = [product.title, product.tagline, render_markdown(product.body).text, product.materials]
    lines.append(product.registered_for)
    lines += [f"{label}: {words}" for label, words in product.in_the_hand]
    lines += [variant.name for variant in variants]
    return "\n".join(line for line in lines if line)


def open_claims(product: Product, variants: Iterable[Variant], decided: frozenset[str]) -> list[Claim]:
    """Return the claims nobody has decided about; `decided` holds fingerprints."""
    return [claim for claim in find_claims(words_of(product, variants)) if claim.fingerprint not in decided]


def maker_lacks(maker: Maker | None) -> list[str]:
    """Return what the product safety rules (GPSR, Article 19) want named and is not."""
    if maker is None:
        return ["Name the maker: goods for the European Union need one who answers for them."]
    lacking = []
    if not maker.postal_address or not maker.electronic_address:
        lacking.append(f"{maker.name} needs a postal and an electronic address.")
    has_person = maker.eu_name and maker.eu_postal_address and maker.eu_electronic_address
    if maker.country not in UNION and not has_person:
        lacking.append(f"{maker.name} sits outside the European Union: name a responsible person inside it.")
    return lacking


def reasons_against_publishing(
    product: Product,
    *,
    variants: list[Variant],
    maker: Maker | None,
    has_topic: bool,
    unpriced: list[str],
    claims: list[Claim],
    ingestibles_allowed: bool,
) -> list[str]:
    """Return, as sentences, what stands between a product and the shelf; empty means it may go."""
    reasons = []
    if not product.tagline or not product.body:
        reasons.append("Write the one-line description and the text.")
    if not has_topic:
        reasons.append("Choose at least one topic.")
    if not variants:
        reasons.append("Add at least one variant with a SKU.")
    if unpriced:
        reasons.append(f"Set a price for {', '.join(unpriced)}.")
    if not product.returns:
        reasons.append("Say what the buyer may send back, and until when.")
    if product.is_shipped:
        reasons += maker_lacks(maker)
    if product.product_class >= CLAIMS_BLOCK_FROM and claims:
        reasons.append("Decide about each claim below: class 4 to 6 cannot be published while one is open.")
    if product.product_class == ProductClass.INGESTIBLE and not ingestibles_allowed:
        reasons.append("Things to swallow are switched off. They need a market in the settings first.")
    return reasons
