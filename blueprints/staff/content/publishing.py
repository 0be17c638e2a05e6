"""Sending to review, publishing, taking back, recording a "none", and restoring a version."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.audit.actions import record
from app.claims import find_claims
from app.clock import utcnow
from app.content.actions import move_article, save_draft, send_to_review
from app.content.drafts import draft_from_json
from app.content.models import Article
from app.content.queries import get_article, list_versions
from app.db import transaction
from app.errors import DomainError, NotFound
from app.markdown import render_markdown
from app.publishing.actions import archive_article, publish_article, record_none
from app.web.permissions import current_actor, needs
from blueprints.staff.content.editing import edit_form
from blueprints.staff.content.hall import staff_content

Answer = tuple[str, int] | Response
CLAIMS_ERROR = "Look at the phrases beside the text, then tick that you have."


@staff_content.post("/<int:article_id>/publication")
@needs("content.publish")
def publish(article_id: int) -> Answer:
    """Show the working copy to readers; what is missing is said beside the button."""
    article = get_article(article_id)
    claims = claims_of(article)
    if claims and request.form.get("claims") != "yes":
        return desk(article, CLAIMS_ERROR, 422)
    actor, now = current_actor(), utcnow()
    try:
        with transaction():
            article = get_article(article_id)
            publish_article(article, actor=actor, now=now)
            if claims:
                details = {"phrases": claims}
                record(
                    "article.claims_kept",
                    actor=actor,
                    subject=("article", article_id),
                    now=now,
                    details=details,
                )
    except DomainError as error:
        return desk(get_article(article_id), error.sentence, error.status)
    return back(article_id)


@staff_content.post("/<int:article_id>/archive")
@needs("content.publish")
def archive(article_id: int) -> Answer:
    """Take an article away from readers."""
    actor = current_actor()
    try:
        with transaction():
            archive_article(get_article(article_id), actor=actor, now=utcnow())
    except DomainError as error:
        return desk(get_article(article_id), error.sentence, error.status)
    return back(article_id)


@staff_content.post("/<int:article_id>/review")
@needs("content.write")
def ask_for_review(article_id: int) -> Answer:
    """Say that a draft waits for another pair of eyes."""
    actor = current_actor()
    with transaction():
        send_to_review(get_article(article_id), actor=actor, now=utcnow())
    return back(article_id)


@staff_content.post("/<int:article_id>/none")
@needs("content.publish")
def say_none(article_id: int) -> Answer:
    """Record why an article leads to no product or no door."""
    actor = current_actor()
    what, reason = request.form.get("what", ""), request.form.get("reason", "")
    try:
        with transaction():
            record_none(get_article(article_id), what, reason, actor=actor, now=utcnow())
    except DomainError as error:
        return desk(get_article(article_id), error.sentence, error.status)
    return redirect(url_for("staff_content.show_links", article_id=article_id), 303)


@staff_content.post("/<int:article_id>/address")
@needs("content.publish")
def move(article_id: int) -> Answer:
    """Give an article another address; the old one goes on leading to it."""
    actor = current_actor()
    try:
        with transaction():
            move_article(get_article(article_id), request.form.get("slug", ""), actor=actor, now=utcnow())
    except DomainError as error:
        return desk(get_article(article_id), error.sentence, error.status)
    return back(article_id)


@staff_content.post("/<int:article_id>/versions/<int:number>/restoration")
@needs("content.write")
def restore(article_id: int, number: int) -> Answer:
    """Put an old version's text onto the desk; readers see it once it is published again."""
    version = next((one for one in list_versions(article_id) if one.number == number), None)
    if version is None:
        raise NotFound("There is no such version.")
    draft = draft_from_json(version.content)
    actor = current_actor()
    with transaction():
        article = get_article(article_id)
        save_draft(article_id, draft, seen_revision=article.revision, actor=actor, now=utcnow())
    return back(article_id)


def claims_of(article: Article) -> list[str]:
    """Return the phrases of the working copy that a person has to look at."""
    draft = draft_from_json(article.draft)
    text = "\n".join([draft.title, draft.summary, *draft.in_short, render_markdown(draft.body).text])
    return [one.phrase for one in find_claims(text)][:50]


def desk(article: Article, sentence: str, status: int) -> tuple[str, int]:
    """Return the desk with a sentence beside the publishing button."""
    return edit_form(article, draft_from_json(article.draft), article.revision, lack_error=sentence), status


def back(article_id: int) -> Response:
    """Return to the desk."""
    return redirect(url_for("staff_content.edit", article_id=article_id, saved="yes"), 303)
