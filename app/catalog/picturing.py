"""Pictures of products: which, and in what order."""

from datetime import datetime

from sqlalchemy import func, select

from app.audit.actions import record
from app.catalog.actions import get_locked
from app.catalog.models import ProductPicture
from app.db import db
from app.errors import NotFound
from app.freshness import raise_version


def put_picture(product_id: int, picture_id: int, *, actor: str, now: datetime) -> None:
    """Put a picture behind the others of a product."""
    product = get_locked(product_id)
    if db.session.get(ProductPicture, (product.id, picture_id)) is not None:
        return
    last = db.session.scalar(
        select(func.max(ProductPicture.position)).where(ProductPicture.product_id == product.id)
    )
    position = 0 if last is None else last + 1
    db.session.add(ProductPicture(product_id=product.id, picture_id=picture_id, position=position))
    _note("product.picture_added", product.id, picture_id, actor=actor, now=now)


def drop_picture(product_id: int, picture_id: int, *, actor: str, now: datetime) -> None:
    """Take a picture off a product; the picture itself stays stored."""
    get_locked(product_id)
    db.session.delete(_get(product_id, picture_id))
    _note("product.picture_dropped", product_id, picture_id, actor=actor, now=now)


def lead_with_picture(product_id: int, picture_id: int, *, actor: str, now: datetime) -> None:
    """Make a picture the first one, which cards and previews show."""
    get_locked(product_id)
    first = db.session.scalar(
        select(func.min(ProductPicture.position)).where(ProductPicture.product_id == product_id)
    )
    _get(product_id, picture_id).position = (first or 0) - 1
    _note("product.picture_led", product_id, picture_id, actor=actor, now=now)


def _get(product_id: int, picture_id: int) -> ProductPicture:
    row = db.session.get(ProductPicture, (product_id, picture_id))
    if row is None:
        raise NotFound("This product has no such picture.")
    return row


def _note(action: str, product_id: int, picture_id: int, *, actor: str, now: datetime) -> None:
    db.session.flush()
    record(action, actor=actor, subject=("product", product_id), now=now, details={"picture": picture_id})
    raise_version()
