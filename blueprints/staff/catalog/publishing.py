"""Putting a product on the shelf, taking it off, and deciding about claims; each keeps what was typed first."""

from datetime import datetime

from flask import request
from werkzeug.wrappers import Response

from app.catalog import publishing
from app.catalog.queries import get_product
from app.pricing.queries import current_prices
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs
from blueprints.staff.catalog.hall import staff_catalog
from blueprints.staff.catalog.keeping import keep_then

Answer = str | Response | tuple[str, int]


@staff_catalog.post("/<int:product_id>/publication")
@needs("catalog.edit")
def publish(product_id: int) -> Answer:
    """Put the product on the shelf, or say everything that stands against it."""
    return keep_then(product_id, publish_priced, actor=current_actor(), said="published")


@staff_catalog.post("/<int:product_id>/draft")
@needs("catalog.edit")
def unpublish(product_id: int) -> Answer:
    """Take the product down for a while."""
    return keep_then(product_id, publishing.unpublish_product, actor=current_actor(), said="draft")


@staff_catalog.post("/<int:product_id>/archive")
@needs("catalog.edit")
def archive(product_id: int) -> Answer:
    """Take the product off for good."""
    return keep_then(product_id, publishing.archive_product, actor=current_actor(), said="archived")


@staff_catalog.post("/<int:product_id>/claims/<fingerprint>")
@needs("catalog.edit")
def decide_claim(product_id: int, fingerprint: str) -> Answer:
    """Keep one claim as it stands, with the reason."""
    reason = request.form.get(f"reason-{fingerprint}", "").replace("\x00", "")

    def decide(product_id: int, /, *, actor: str, now: datetime) -> None:
        publishing.decide_claim(product_id, fingerprint, reason=reason, actor=actor, now=now)

    return keep_then(product_id, decide, actor=current_actor(), said="decided", fingerprint=fingerprint)


def publish_priced(product_id: int, /, *, actor: str, now: datetime) -> None:
    """Publish a product with the prices that its variants have now."""
    variants = [variant.id for variant in get_product(product_id).variants]
    priced = current_prices(variants, load_settings().currency).keys()
    publishing.publish_product(product_id, priced=priced, actor=actor, now=now)
