"""Standing pages, as everybody sees them."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.db import db
from app.errors import NotFound
from app.pages.models import Page
from app.pages.queries import find_page
from app.slugs import find_slug
from app.web.page_cache import cached_page
from blueprints.site.views import site


@site.get("/pages/<slug>/")
@cached_page
def page(slug: str) -> str | Response:
    """Show one standing page; an old address leads to the present one."""
    found = find_page(slug)
    if found is not None:
        return render_template("site/page.html", page=found)
    former = find_slug("page", slug)
    moved = db.session.get(Page, former) if former is not None else None
    if moved is None:
        raise NotFound("There is no page at this address.")
    return redirect(url_for("site.page", slug=moved.slug), 301)
