"""Correcting a published article before its readers, by mail too where staff choose so."""

from datetime import datetime

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.content.correcting import correct_article
from app.content.models import Article
from app.content.queries import get_article
from app.db import transaction
from app.errors import DomainError
from app.newsletter.correcting import count_reached
from app.web.permissions import current_actor, needs
from blueprints.staff.content.hall import staff_content
from blueprints.staff.content.lines import one_line


@staff_content.get("/<int:article_id>/corrections/")
@needs("content.write")
def show_corrections(article_id: int) -> str:
    """Show what readers were told, and the form to tell them more."""
    return corrections_page(get_article(article_id))


@staff_content.post("/<int:article_id>/corrections/")
@needs("content.publish")
def correct(article_id: int) -> tuple[str, int] | Response:
    """Tell readers what was wrong and what the article says now."""
    was, says, actor = one_line(request.form, "was"), one_line(request.form, "says"), current_actor()
    by_mail = request.form.get("by_mail") == "yes"
    try:
        with transaction():
            article = get_article(article_id)
            correct_article(article, was, says, by_mail=by_mail, actor=actor, now=utcnow())
    except DomainError as error:
        page = corrections_page(
            get_article(article_id), error=error.sentence, was=was, says=says, by_mail=by_mail
        )
        return page, error.status
    return redirect(url_for("staff_content.show_corrections", article_id=article_id), 303)


def corrections_page(
    article: Article, *, error: str = "", was: str = "", says: str = "", by_mail: bool = False
) -> str:
    """Return the page."""
    return render_template(
        "staff/content/corrections.html",
        article=article,
        told=[
            (datetime.fromisoformat(on), was, says) for on, was, says in reversed(article.corrections or [])
        ],
        reached=count_reached(article.id, now=utcnow()),
        error=error,
        was=was,
        says=says,
        by_mail=by_mail,
    )
