"""What the search knows of a standing page."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.markdown import render_markdown
from app.pages.models import Page
from app.search.actions import put
from app.search.rules import Kind
from app.search.sources import Document


def refresh_page(page: Page, *, now: datetime) -> None:
    """Let the search know what a page says now; to be called in the transaction that changed it."""
    put(Kind.PAGE, describe(page), now=now)


def list_page_documents(after: int, limit: int) -> Sequence[Document]:
    """Return the standing pages as documents, by id, after an id."""
    query = select(Page).where(Page.id > after).order_by(Page.id).limit(limit)
    return [describe(page) for page in db.session.scalars(query)]


def describe(page: Page) -> Document:
    """Return a page as plain words."""
    return Document(
        subject_id=page.id,
        title=page.title,
        summary=page.summary,
        url=f"/pages/{page.slug}/",
        text=render_markdown(page.body).text,
    )
