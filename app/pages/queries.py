"""Reading standing pages."""

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db
from app.pages.models import Page


def find_page(slug: str) -> Page | None:
    """Return the page at this address."""
    return db.session.scalars(select(Page).where(Page.slug == slug)).first()


def list_pages() -> Sequence[Page]:
    """Return all standing pages by title."""
    return db.session.scalars(select(Page).order_by(Page.title)).all()
