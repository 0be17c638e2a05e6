"""Putting a product on the shelf and taking it off, and the decisions about claims that stand before it."""

from collections.abc import Set
from datetime import datetime

from app.audit.actions import record
from app.catalog.actions import get_locked
from app.catalog.errors import CannotPublish
from app.catalog.finding import refresh_product
from app.catalog.models import ClaimDecision, Product, ProductState
from app.catalog.readiness import list_open_claims, list_reasons
from app.db import db
from app.errors import Conflict, Invalid
from app.freshness import raise_version
from app.outbox.actions import enqueue


def publish_product(product_id: int, *, priced: Set[int], actor: str, now: datetime) -> Product:
    """Put a product on the shelf; raises CannotPublish with every reason against it."""
    product = get_locked(product_id)
    reasons = list_reasons(product, priced=priced)
    if reasons:
        raise CannotPublish(reasons)
    if product.state is not ProductState.PUBLISHED:
        product.state, product.published_at, product.published_by = ProductState.PUBLISHED, now, actor
        product.archived_at = product.archived_by = None
        record("product.published", actor=actor, subject=("product", product.id), now=now)
        _tell_the_graph(product, now=now)
        refresh_product(product.id, now=now)
        raise_version()
    return product


def unpublish_product(product_id: int, *, actor: str, now: datetime) -> Product:
    """Take a product off the shelf for a while; it becomes a draft again."""
    product = get_locked(product_id)
    if product.state is not ProductState.DRAFT:
        product.state = ProductState.DRAFT
        record("product.unpublished", actor=actor, subject=("product", product.id), now=now)
        _tell_the_graph(product, now=now)
        refresh_product(product.id, now=now)
        raise_version()
    return product


def archive_product(product_id: int, *, actor: str, now: datetime) -> Product:
    """Take a product off for good; its address goes on answering, and says so."""
    product = get_locked(product_id)
    if product.state is not ProductState.ARCHIVED:
        product.state, product.archived_at, product.archived_by = ProductState.ARCHIVED, now, actor
        record("product.archived", actor=actor, subject=("product", product.id), now=now)
        _tell_the_graph(product, now=now)
        refresh_product(product.id, now=now)
        raise_version()
    return product


def _tell_the_graph(product: Product, *, now: datetime) -> None:
    enqueue("graph_update", {"kind": "product", "id": product.id}, now=now, at_leisure=True)


def decide_claim(
    product_id: int, fingerprint: str, *, reason: str, actor: str, now: datetime
) -> ClaimDecision:
    """Keep one claim as it stands, with the reason; raises Conflict when the words have changed since."""
    if not reason.strip():
        raise Invalid("Say why this may stand.")
    product = get_locked(product_id)
    claim = next((one for one in list_open_claims(product) if one.fingerprint == fingerprint), None)
    if claim is None:
        raise Conflict("These words have changed, or somebody has decided already. Please look again.")
    decision = ClaimDecision(
        product_id=product.id,
        fingerprint=fingerprint,
        phrase=claim.phrase,
        sentence=claim.sentence,
        reason=reason.strip()[:300],
        decided_at=now,
        decided_by=actor,
    )
    db.session.add(decision)
    db.session.flush()
    record(
        "claim.decided",
        actor=actor,
        subject=("product", product.id),
        now=now,
        details={"phrase": claim.phrase},
    )
    return decision
