"""The two pages a product is worked on at: writing a new one, and one that is there with all that belongs to it."""

from typing import Any

from flask import render_template, request

from app.catalog.models import Product, ProductClass, ProductKind
from app.catalog.queries import list_categories, list_makers, pictures_of
from app.catalog.readiness import list_on_sale, list_open_claims, list_reasons
from app.catalog.rules import TAX_CLASSES
from app.downloads.queries import list_files
from app.downloads.rules import WORDS, size_words
from app.inventory.queries import items_of
from app.media.views import describe
from app.pricing.queries import current_prices
from app.settings.queries import load_settings
from app.topics.queries import list_topics
from blueprints.staff.catalog.forms import ProductForm

CLASS_WORDS = {
    ProductClass.COMFORT_AID: "Comfort aid",
    ProductClass.BOOK: "Book",
    ProductClass.SERVICE: "Service, course or ticket",
    ProductClass.MEDICAL_DEVICE: "Medical device",
    ProductClass.TOPICAL: "Put on the skin",
    ProductClass.INGESTIBLE: "Swallowed",
}
KIND_WORDS = {
    ProductKind.GOODS: "A thing in a parcel",
    ProductKind.BOOK: "A book in a parcel",
    ProductKind.DIGITAL: "Files to download, or lessons by mail",
    ProductKind.TICKET: "A place at a fixed time",
    ProductKind.GIFT_CARD: "A gift card: a code by mail; class 3, no stock, its prices are its values",
}
SAID = {
    "yes": "The changes are kept.",
    "published": "It is in the shop now.",
    "draft": "It is a draft again; nobody sees it in the shop.",
    "archived": "It is not sold any more.",
    "decided": "The words stay, with your reason.",
    "variant": "The variant is kept.",
    "picture": "The pictures are kept.",
    "file": "The files are kept.",
}
#: the same where there is none left, and where there is one
SAID_OF_FEW = {
    "picture": ("There is no picture now.", "The picture is kept."),
    "file": ("There is no file now.", "The file is kept."),
}
FIELD_WORDS = {
    "title": "Name", "slug": "Address", "tagline": "One honest line", "product_class": "Class", "kind": "How it comes",
    "category": "Shelf", "maker": "Maker", "body": "Text", "in_the_hand": "In the hand", "warnings": "Warnings",
    "registered_for": "Registered for", "registered_in": "Registered where", "registered_as": "Number in the register",
    "materials": "Made of", "origin": "Origin", "returns": "Sending it back", "shelf_position": "Place at the front",
    "topic": "Leading topic", "topic_2": "Second topic", "topic_3": "Third topic",
}  # fmt: skip


def writing_desk(form: ProductForm) -> str:
    """Return the page of a product that does not exist yet."""
    return render_template("staff/catalog/new.html", form=form, **form_words(form))


def form_words(form: ProductForm) -> dict[str, Any]:
    """Return what the product form offers to choose from."""
    nobody = [("", "Nobody yet")]
    nothing = [("", "None")]
    topics = [(str(one.id), one.name) for one in list_topics()]
    return {
        "class_options": [(str(one.value), words) for one, words in CLASS_WORDS.items()],
        "kind_options": [(one.value, words) for one, words in KIND_WORDS.items()],
        "category_options": [("", "Choose a shelf"), *((str(one.id), one.name) for one in list_categories())],
        "maker_options": nobody + [(str(one.id), f"{one.name}, {one.place}") for one in list_makers()],
        "topic_options": nothing + topics,
        "tax_options": [(one, one.capitalize()) for one in TAX_CLASSES],
        "errors": [(name, sentence) for name, sentence in form.problems],
    }


def product_desk(
    product: Product,
    form: ProductForm,
    *,
    edition: int | None = None,
    stale: list[tuple[str, str]] | None = None,
    sentence: str = "",
    refusal: list[str] | None = None,
    claim_error: tuple[str, str] | None = None,
) -> str:
    """Return the page of one product; `stale` is (field, saved words) when somebody else was quicker."""
    settings = load_settings()
    variants = list_on_sale(product)
    ids = [variant.id for variant in variants]
    prices, items = current_prices(ids, settings.currency), items_of(ids)
    rows = [(variant, prices.get(variant.id), items.get(variant.id)) for variant in variants]
    pictures, files = pictures_of([product.id]).get(product.id, ()), list_files(product.id)
    return render_template(
        "staff/catalog/product.html",
        product=product,
        form=form,
        edition=product.edition if edition is None else edition,
        rows=rows,
        pictures=[(one.id, describe(one)) for one in pictures],
        files=[(one, WORDS[one.suffix], size_words(one.size)) for one in files],
        reasons=refusal if refusal is not None else list_reasons(product, priced=prices.keys()),
        was_refused=refusal is not None,
        claims=list_open_claims(product),
        claim_error=claim_error,
        stale=[(FIELD_WORDS[name], words) for name, words in stale or ()],
        sentence=sentence,
        said=say_saved(request.args.get("saved", ""), {"picture": len(pictures), "file": len(files)}),
        typed_reasons=request.form,
        **form_words(form),
    )


def say_saved(what: str, counts: dict[str, int]) -> str:
    """Return the sentence about what was done, for one thing or none of those that are counted too."""
    few = SAID_OF_FEW.get(what, ())
    return few[counts[what]] if few and counts[what] < len(few) else SAID.get(what, "")
