"""Writing standing pages."""

from dataclasses import dataclass
from datetime import datetime

from app.audit.actions import record
from app.db import db
from app.errors import Conflict, Invalid
from app.freshness import raise_version
from app.markdown import render_markdown
from app.pages.finding import refresh_page
from app.pages.models import Page
from app.slugs import claim_slug


@dataclass(frozen=True, kw_only=True)
class PageDraft:
    """What staff typed."""

    title: str
    summary: str
    body: str


def add_page(draft: PageDraft, *, slug: str, actor: str, now: datetime) -> Page:
    """Add a standing page at `slug`; raises Invalid without a title or text."""
    page = Page(slug=slug, title="", summary="", body="", body_html="", changed_at=now)
    _fill(page, draft, now)
    db.session.add(page)
    db.session.flush()
    page.slug = claim_slug("page", page.id, slug, now=now)
    refresh_page(page, now=now)
    record("page.added", actor=actor, subject=("page", page.id), now=now)
    return page


def change_page(page: Page, draft: PageDraft, *, seen: str, actor: str, now: datetime) -> None:
    """Change a page; raises Conflict when somebody else has changed it since `seen` (its changed_at, ISO)."""
    if page.changed_at.isoformat() != seen:
        raise Conflict("Somebody else has changed this page meanwhile. Your text is below; please compare.")
    _fill(page, draft, now)
    refresh_page(page, now=now)
    record("page.changed", actor=actor, subject=("page", page.id), now=now)


def _fill(page: Page, draft: PageDraft, now: datetime) -> None:
    if not draft.title.strip() or not draft.body.strip():
        raise Invalid("A page needs a title and a text.")
    if len(draft.title) > 120 or len(draft.summary) > 300:
        raise Invalid("The title may have 120 characters and the summary 300.")
    page.title, page.summary, page.body = draft.title.strip(), draft.summary.strip(), draft.body
    page.body_html = render_markdown(draft.body).html
    page.changed_at = now
    raise_version()
