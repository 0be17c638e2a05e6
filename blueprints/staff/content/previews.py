"""Secret links to a draft: making one, which is shown once, and taking it back."""

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.config import Config
from app.content.models import Article
from app.content.previewing import DAYS, list_previews, make_preview, revoke_preview
from app.content.queries import get_article
from app.db import transaction
from app.errors import DomainError
from app.web.permissions import current_actor, needs
from blueprints.staff.actors import name_actors
from blueprints.staff.content.hall import staff_content
from blueprints.staff.reading import read_whole

Answer = str | tuple[str, int] | Response


@staff_content.get("/<int:article_id>/links-to-draft/")
@needs("content.write")
def previews(article_id: int) -> str:
    """List the links that work."""
    return previews_page(get_article(article_id))


@staff_content.post("/<int:article_id>/links-to-draft/")
@needs("content.write")
def make_link(article_id: int) -> Answer:
    """Make a link and show it, this once: only its hash is kept."""
    actor, days = current_actor(), read_whole(request.form.get("days", "")) or 0
    try:
        with transaction():
            token = make_preview(get_article(article_id), days, actor=actor, now=utcnow())
    except DomainError as error:
        return previews_page(get_article(article_id), error=error.sentence), error.status
    return previews_page(get_article(article_id), token=token)


@staff_content.post("/<int:article_id>/links-to-draft/<int:link_id>/revocation")
@needs("content.write")
def revoke_link(article_id: int, link_id: int) -> Response:
    """Take a link back."""
    actor = current_actor()
    with transaction():
        revoke_preview(link_id, article_id, actor=actor, now=utcnow())
    return redirect(url_for("staff_content.previews", article_id=article_id), 303)


def previews_page(article: Article, *, token: str = "", error: str = "") -> str:
    """Return the page."""
    config: Config = current_app.extensions["config"]
    links = list_previews(article.id, now=utcnow())
    return render_template(
        "staff/content/previews.html",
        article=article,
        links=links,
        who=name_actors(one.made_by for one in links),
        choices=[(str(days), "1 day" if days == 1 else f"{days} days") for days in DAYS],
        days=request.form.get("days", "7"),
        made=f"{config.site_url}{url_for('preview.show', token=token)}" if token else "",
        made_mail=f"{config.site_url}{url_for('preview.show_mail', token=token)}" if token else "",
        error=error,
    )
