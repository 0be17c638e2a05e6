"""Putting a product on the shelf, taking it off, and deciding about claims."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.catalog import publishing
from app.catalog.errors import CannotPublish
from app.catalog.queries import get_product
from app.clock import utcnow
from app.db import transaction
from app.errors import Conflict, Invalid
from app.pricing.queries import current_prices
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs
from blueprints.staff.catalog.desk import product_desk
from blueprints.staff.catalog.editing import saved_topics
from blueprints.staff.catalog.forms import form_of
from blueprints.staff.catalog.hall import staff_catalog

Answer = str | Response | tuple[str, int]


@staff_catalog.post("/<int:product_id>/publication")
@needs("catalog.edit")
def publish(product_id: int) -> Answer:
    """Put the product on the shelf, or say everything that stands against it."""
    currency = load_settings().currency
    try:
        with transaction():
            product = get_product(product_id)
            priced = current_prices([variant.id for variant in product.variants], currency).keys()
            publishing.publish_product(product_id, priced=priced, actor=current_actor(), now=utcnow())
    except CannotPublish as error:
        product = get_product(product_id)
        return product_desk(product, form_of(product, saved_topics(product)), refusal=error.reasons), 422
    return back_to(product_id)


@staff_catalog.post("/<int:product_id>/draft")
@needs("catalog.edit")
def unpublish(product_id: int) -> Response:
    """Take the product down for a while."""
    with transaction():
        publishing.unpublish_product(product_id, actor=current_actor(), now=utcnow())
    return back_to(product_id)


@staff_catalog.post("/<int:product_id>/archive")
@needs("catalog.edit")
def archive(product_id: int) -> Response:
    """Take the product off for good."""
    with transaction():
        publishing.archive_product(product_id, actor=current_actor(), now=utcnow())
    return back_to(product_id)


@staff_catalog.post("/<int:product_id>/claims/<fingerprint>")
@needs("catalog.edit")
def decide_claim(product_id: int, fingerprint: str) -> Answer:
    """Keep one claim as it stands, with the reason."""
    reason = request.form.get("reason", "").replace("\x00", "")
    try:
        with transaction():
            publishing.decide_claim(
                product_id, fingerprint, reason=reason, actor=current_actor(), now=utcnow()
            )
    except (Invalid, Conflict) as error:
        product = get_product(product_id)
        form = form_of(product, saved_topics(product))
        return product_desk(product, form, claim_error=(fingerprint, error.sentence)), error.status
    return back_to(product_id)


def back_to(product_id: int) -> Response:
    """Go back to the product's page."""
    return redirect(url_for("staff_catalog.edit", product_id=product_id), 303)
