"""Publishing, taking back, sending to review, moving, recording a "none", and putting a version onto the desk."""

from datetime import datetime

from flask import redirect, request, url_for

from app.audit.actions import record
from app.clock import utcnow
from app.content.actions import move_article
from app.content.drafts import draft_from_json
from app.content.models import Article
from app.content.queries import get_article, list_versions
from app.content.reviewing import send_to_review
from app.db import transaction
from app.errors import DomainError, Invalid, NotFound
from app.publishing.actions import archive_article, publish_article, record_none
from app.publishing.claims import claims_mark, claims_of
from app.publishing.scheduling import expect_minute
from app.web.permissions import current_actor, needs
from blueprints.staff.content.desk import Refusal
from blueprints.staff.content.hall import staff_content
from blueprints.staff.content.keeping import Answer, again, keep_then
from blueprints.staff.reading import read_id

CLAIMS_ERROR = "Look at the phrases beside the text, then tick that you have."


@staff_content.post("/<int:article_id>/publication")
@needs("content.publish")
def publish(article_id: int) -> Answer:
    """Keep what was typed and show it to readers; what is missing is said beside the button."""
    onward = desk_of(article_id, "quietly" if request.form.get("letter") == "none" else "published")
    return keep_then(
        article_id, publish_looked_at, actor=current_actor(), refused="Not published", onward=onward
    )


@staff_content.post("/<int:article_id>/archive")
@needs("content.publish")
def archive(article_id: int) -> Answer:
    """Keep what was typed and take the article away from readers."""
    onward = desk_of(article_id, "archived")
    return keep_then(article_id, take_back, actor=current_actor(), refused="Not taken back", onward=onward)


@staff_content.post("/<int:article_id>/review")
@needs("content.write")
def ask_for_review(article_id: int) -> Answer:
    """Keep what was typed and say that it waits for another pair of eyes."""
    onward = desk_of(article_id, "review")
    return keep_then(
        article_id,
        ask_typed,
        actor=current_actor(),
        refused="Nobody asked",
        place="review_note",
        onward=onward,
    )


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
        refusal = Refusal(title="Not recorded", sentence=error.sentence)
        return again(article_id, None, error.status, refusal=refusal)
    return redirect(url_for("staff_content.show_links", article_id=article_id), 303)


@staff_content.post("/<int:article_id>/address")
@needs("content.publish")
def move(article_id: int) -> Answer:
    """Keep what was typed and give the article another address; the old one goes on leading to it."""
    onward = desk_of(article_id, "address")
    return keep_then(
        article_id,
        move_to_typed,
        actor=current_actor(),
        refused="Address not changed",
        place="slug",
        onward=onward,
    )


@staff_content.post("/<int:article_id>/versions/<int:number>/restoration")
@needs("content.write")
def restore(article_id: int, number: int) -> Answer:
    """Keep what was typed, then show an old version's text in the form; it replaces the other once it is kept."""
    if not any(one.number == number for one in list_versions(article_id)):
        raise NotFound("There is no such version.")
    onward = url_for("staff_content.edit", article_id=article_id, version=number)
    return keep_then(article_id, actor=current_actor(), onward=onward)


def publish_looked_at(article: Article, /, *, actor: str, now: datetime) -> None:
    """Publish what is kept; raises Invalid until somebody has looked at just these phrases near an illness."""
    claims = claims_of(draft_from_json(article.draft))
    if claims and request.form.get("claims") != claims_mark(claims):
        raise Invalid(CLAIMS_ERROR)
    expect_seen(article)
    publish_article(article, actor=actor, now=now, announce=request.form.get("letter") != "none")
    if claims:
        details = {"phrases": [one.phrase for one in claims][:50]}
        record("article.claims_kept", actor=actor, subject=("article", article.id), now=now, details=details)


def take_back(article: Article, /, *, actor: str, now: datetime) -> None:
    """Take the article away from readers, and with it the minute that was seen."""
    expect_seen(article)
    archive_article(article, actor=actor, now=now)


def expect_seen(article: Article) -> None:
    """Raise Conflict where somebody else set or called off a minute since this page was opened."""
    expect_minute(article, request.form.get("schedule_seen", ""))


def ask_typed(article: Article, /, *, actor: str, now: datetime) -> None:
    """Ask the person who was chosen, or whoever comes, with the note that was typed."""
    reviewer = read_id(request.form.get("reviewer", ""))
    send_to_review(article, reviewer=reviewer, note=request.form.get("review_note", ""), actor=actor, now=now)


def move_to_typed(article: Article, /, *, actor: str, now: datetime) -> None:
    """Give the article the address that was typed."""
    move_article(article, request.form.get("slug", ""), actor=actor, now=now)


def desk_of(article_id: int, said: str) -> str:
    """Return the address of the desk, with a word on what was done."""
    return url_for("staff_content.edit", article_id=article_id, saved=said)
