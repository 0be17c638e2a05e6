"""Variants with their prices: adding, changing, withdrawing."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalog.actions import add_variant, change_variant, withdraw_variant
from app.catalog.errors import ProductProblems
from app.catalog.models import Product, Variant
from app.catalog.queries import get_product, variants_by_id
from app.catalog.rules import TAX_CLASSES, VariantDraft
from app.clock import utcnow
from app.db import transaction
from app.errors import Invalid, NotFound
from app.inventory.actions import open_stock
from app.inventory.queries import list_endless
from app.money import Money
from app.pricing.actions import set_price
from app.pricing.queries import current_prices, list_prices
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs
from blueprints.staff.catalog.forms import (
    VARIANT_FIELDS,
    VariantForm,
    empty_variant_form,
    typed,
    variant_form_of,
)
from blueprints.staff.catalog.hall import staff_catalog

Answer = str | Response | tuple[str, int]


@staff_catalog.get("/<int:product_id>/variants/new/")
@needs("catalog.edit")
def new_variant(product_id: int) -> str:
    """Show an empty variant form."""
    return variant_page(get_product(product_id), empty_variant_form())


@staff_catalog.post("/<int:product_id>/variants/")
@needs("catalog.edit")
def create_variant(product_id: int) -> Answer:
    """Add a variant with its price and opening count."""
    form = VariantForm(values=typed_variant(get_product(product_id)))
    draft, price, units, problems = form.read(load_settings().currency, with_units=True)
    try:
        add_priced_variant(product_id, draft, price, units, problems)
    except ProductProblems as error:
        form = VariantForm(values=form.values, problems=error.problems)
        return variant_page(get_product(product_id), form), 422
    return redirect(url_for("staff_catalog.edit", product_id=product_id, saved="variant"), 303)


@staff_catalog.get("/variants/<int:variant_id>/")
@needs("catalog.edit")
def edit_variant(variant_id: int) -> str:
    """Show a variant with its price history."""
    variant = get_variant(variant_id)
    price = current_prices([variant.id], load_settings().currency).get(variant.id)
    return variant_page(variant.product, variant_form_of(variant, price), variant)


@staff_catalog.post("/variants/<int:variant_id>/")
@needs("catalog.edit")
def save_variant(variant_id: int) -> Answer:
    """Change a variant's words and its price; the SKU stays."""
    variant = get_variant(variant_id)
    product_id = variant.product_id
    form = VariantForm(values={**typed_variant(variant.product), "sku": variant.sku})
    draft, price, _, problems = form.read(load_settings().currency, with_units=False)
    try:
        change_priced_variant(variant_id, draft, price, problems)
    except ProductProblems as error:
        variant = get_variant(variant_id)
        return variant_page(
            variant.product, VariantForm(values=form.values, problems=error.problems), variant
        ), 422
    return redirect(url_for("staff_catalog.edit", product_id=product_id, saved="variant"), 303)


@staff_catalog.post("/variants/<int:variant_id>/withdrawal")
@needs("catalog.edit")
def withdraw(variant_id: int) -> Answer:
    """Take a variant off sale for good, unless it is the last of a product that stands in the shop."""
    try:
        with transaction():
            product_id = withdraw_variant(variant_id, actor=current_actor(), now=utcnow()).product_id
    except ProductProblems as error:
        variant = get_variant(variant_id)
        price = current_prices([variant.id], load_settings().currency).get(variant.id)
        form = variant_form_of(variant, price, problems=[("withdrawal", error.sentence)])
        return variant_page(variant.product, form, variant), 422
    return redirect(url_for("staff_catalog.edit", product_id=product_id, saved="variant"), 303)


def add_priced_variant(
    product_id: int, draft: VariantDraft, price: Money | None, units: int, problems: list[tuple[str, str]]
) -> None:
    """Add variant, price and opening stock in one transaction; raises ProductProblems."""
    if problems or price is None:
        raise ProductProblems(problems)
    actor, now = current_actor(), utcnow()
    try:
        with transaction():
            variant = add_variant(product_id, draft, actor=actor, now=now)
            set_price(variant.id, price, actor, now)
            if not list_endless([variant.id]):
                open_stock(variant.id, units, actor, now)
    except Invalid as error:
        raise as_problems(error) from error


def change_priced_variant(
    variant_id: int, draft: VariantDraft, price: Money | None, problems: list[tuple[str, str]]
) -> None:
    """Change a variant and its price in one transaction; raises ProductProblems."""
    if problems or price is None:
        raise ProductProblems(problems)
    actor, now = current_actor(), utcnow()
    try:
        with transaction():
            change_variant(variant_id, draft, actor=actor, now=now)
            set_price(variant_id, price, actor, now)
    except Invalid as error:
        raise as_problems(error) from error


def typed_variant(product: Product) -> dict[str, str]:
    """Return the fields of a variant as they were typed; a gift card is asked for no weight, tax class and stock."""
    values = typed(request.form, VARIANT_FIELDS)
    return {**values, "weight_g": "0", "tax_class": "", "units": ""} if product.is_gift_card else values


def as_problems(error: Invalid) -> ProductProblems:
    """Return what pricing or stock refused as a complaint beside the price."""
    return error if isinstance(error, ProductProblems) else ProductProblems([("price", error.sentence)])


def get_variant(variant_id: int) -> Variant:
    """Return a variant with its product; raises NotFound."""
    variant = variants_by_id([variant_id]).get(variant_id)
    if variant is None:
        raise NotFound("There is no such variant.")
    return variant


def variant_page(product: Product, form: VariantForm, variant: Variant | None = None) -> str:
    """Return the variant form, with the price history of one that is there."""
    currency = load_settings().currency
    history = list_prices(variant.id, limit=12) if variant else []
    return render_template(
        "staff/catalog/variant.html",
        product=product,
        variant=variant,
        form=form,
        currency=currency,
        errors=list(form.problems),
        tax_options=[(one, one.capitalize()) for one in TAX_CLASSES],
        history=[(one.set_at, Money(minor=one.amount_minor, currency=one.currency)) for one in history],
    )
