"""Editing the standing pages."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.db import transaction
from app.errors import DomainError, NotFound
from app.pages.actions import PageDraft, change_page
from app.pages.models import Page
from app.pages.queries import find_page, list_pages
from app.web.permissions import current_actor, needs

staff_pages = Blueprint("staff_pages", __name__, url_prefix="/staff/pages")


@staff_pages.get("/")
@needs("settings.edit")
def index() -> str:
    """List the standing pages."""
    return render_template("staff/pages.html", pages=list_pages())


@staff_pages.get("/<slug>/")
@needs("settings.edit")
def edit(slug: str) -> str:
    """Show one page's form."""
    page = get_page(slug)
    return edit_form(page, PageDraft(title=page.title, summary=page.summary, body=page.body))


@staff_pages.post("/<slug>/")
@needs("settings.edit")
def save(slug: str) -> str | tuple[str, int] | Response:
    """Save a page; when that cannot be, show why with everything that was typed."""
    form = request.form
    draft = PageDraft(title=form.get("title", ""), summary=form.get("summary", ""), body=form.get("body", ""))
    actor = current_actor()
    try:
        with transaction():
            change_page(get_page(slug), draft, seen=form.get("seen", ""), actor=actor, now=utcnow())
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        return edit_form(get_page(slug), draft, error=error.sentence), error.status
    return redirect(url_for("site.page", slug=slug), 303)


def get_page(slug: str) -> Page:
    """Return the page or raise NotFound."""
    page = find_page(slug)
    if page is None:
        raise NotFound("There is no page at this address.")
    return page


def edit_form(page: Page, draft: PageDraft, *, error: str = "") -> str:
    """Return the form with what was typed."""
    return render_template("staff/page.html", page=page, draft=draft, error=error)
