"""Tax rates for staff: what each class of things bears in each country."""

import re

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalog.rules import TAX_CLASSES, UNION
from app.clock import utcnow
from app.db import transaction
from app.pricing.errors import TaxRefused
from app.pricing.queries import load_tariff
from app.pricing.rating import remove_tax_rate, set_tax_rate, set_tax_source
from app.pricing.taxing import percent_words
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs
from blueprints.store.places import country_name

staff_tax = Blueprint("staff_tax", __name__, url_prefix="/staff/tax")
_PERCENT = re.compile(r"([0-9]{1,2})(?:[.,]([0-9]{1,2}))?")
FIELDS = ("country", "tax_class", "percent")
EMPTY = {"country": "", "tax_class": TAX_CLASSES[0], "percent": ""}


@staff_tax.get("/")
@needs("catalog.edit")
def index() -> str:
    """List every rate, with a form for another."""
    return tax_page(EMPTY)


@staff_tax.post("/")
@needs("catalog.edit")
def save() -> Response | tuple[str, int]:
    """Set the rate of a class in a country; one that is there already is changed."""
    typed = {name: request.form.get(name, "").strip()[:40] for name in FIELDS}
    points = read_percent(typed["percent"])
    try:
        with transaction():
            set_tax_rate(typed["country"], typed["tax_class"], points, actor=current_actor(), now=utcnow())
    except TaxRefused as error:
        return tax_page(typed, error.errors), error.status
    return redirect(url_for("staff_tax.index"), 303)


@staff_tax.post("/removal")
@needs("catalog.edit")
def remove() -> Response:
    """Take a rate away, so that the usual one counts again."""
    country, tax_class = request.form.get("country", "")[:2], request.form.get("tax_class", "")[:24]
    with transaction():
        remove_tax_rate(country, tax_class, actor=current_actor(), now=utcnow())
    return redirect(url_for("staff_tax.index"), 303)


@staff_tax.post("/source")
@needs("catalog.edit")
def choose_source() -> Response | tuple[str, int]:
    """Say who works taxes out: our own table or Stripe Tax."""
    source, seen = (request.form.get(name, "")[:20] for name in ("source", "seen"))
    try:
        with transaction():
            set_tax_source(source, seen=seen, actor=current_actor(), now=utcnow())
    except TaxRefused as error:
        return tax_page(EMPTY, error.errors), error.status
    return redirect(url_for("staff_tax.index"), 303)


def read_percent(raw: str) -> int | None:
    """Return basis points for "9", "13.5" or "13,50 %", or None."""
    found = _PERCENT.fullmatch(re.sub(r"[\s%]", "", raw)) if raw.isascii() else None
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None


def tax_page(values: dict[str, str], errors: dict[str, str] | None = None) -> str:
    """Return the page of all rates with what was typed."""
    settings, tariff = load_settings(), load_tariff()
    codes = sorted(UNION | set(tariff.codes), key=country_name)
    return render_template(
        "staff/tax.html",
        rates=[(one, country_name(one.country), percent_words(one.points)) for one in tariff.taxes.rates],
        usual=percent_words(tariff.taxes.site_points),
        settings=settings,
        seller=country_name(settings.seller_country),
        values={**values, "country": values["country"] or settings.seller_country},
        errors=errors or {},
        countries=[(code, country_name(code)) for code in codes],
        classes=[(one, one.capitalize()) for one in TAX_CLASSES],
    )
