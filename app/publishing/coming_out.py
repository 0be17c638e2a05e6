"""Coming out at a set minute: the same gate, by the worker, once; whoever asked is told when it could not be."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.members import find_member
from app.audit.actions import record
from app.content.correcting import correct_article
from app.content.desk_models import Schedule
from app.content.drafts import draft_from_json
from app.content.models import Article, ArticleState
from app.content.queries import lock_article
from app.content.revising import get_revision
from app.db import db
from app.errors import DomainError, Invalid
from app.outbox.mail import queue_mail
from app.publishing.actions import publish_article
from app.publishing.claims import claims_mark, claims_of
from app.publishing.gate import NotReady
from app.publishing.moments import write_moment
from app.settings.queries import load_settings

NOT_THEIRS = "{} set this minute and may not publish any more. Somebody else has to set it."
NOT_LOOKED_AT = "The text has phrases near an illness that nobody has looked at yet: {}."


def publish_scheduled(data: dict[str, Any], now: datetime) -> None:
    """Do one owed `publish_scheduled`: publish, or say why not; what was called off or set anew is nothing to do.

    The article is locked, so that two workers with one piece of work publish once.
    """
    article = db.session.get(Article, data["article"])
    if article is None:
        return
    lock_article(article)
    query = select(Schedule).where(Schedule.article_id == article.id, Schedule.failed_at.is_(None))
    schedule = db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()
    if schedule is None or schedule.mark != data["asked_at"] or schedule.publish_at > now:
        return
    if article.state is not (ArticleState.PUBLISHED if schedule.revision else ArticleState.SCHEDULED):
        return
    try:
        with db.session.begin_nested():  # a correction that cannot be told takes its change back
            _publish(article, schedule, now)
    except DomainError as error:
        _note_failure(article, schedule, error, now)


def _publish(article: Article, schedule: Schedule, now: datetime) -> None:
    actor, kept = schedule.asked_by, None
    asker = find_member(actor)
    if asker is not None and not asker.may("content.publish"):
        raise Invalid(NOT_THEIRS.format(asker.name or asker.email))
    correction = (schedule.was, schedule.says, schedule.by_mail)
    if schedule.revision:
        kept = get_revision(article.id, schedule.revision)
    claims = claims_of(draft_from_json(kept.content if kept else article.draft))
    if claims and claims_mark(claims) != schedule.claims:
        raise Invalid(NOT_LOOKED_AT.format(", ".join(f"“{one.phrase}”" for one in claims[:5])))
    publish_article(article, actor=actor, now=now, announce=schedule.with_letter, kept=kept)
    was, says, by_mail = correction
    if was and says:
        correct_article(article, was, says, by_mail=by_mail, actor=actor, now=now)


def _note_failure(article: Article, schedule: Schedule, error: DomainError, now: datetime) -> None:
    """Keep the reason for the desk, and mail it to whoever had set the minute; nothing of the article was written."""
    reasons = [one.sentence for one in error.lacks] if isinstance(error, NotReady) else [error.sentence]
    if article.state is ArticleState.SCHEDULED:
        article.state = ArticleState.DRAFT
    schedule.failed_at, schedule.why = now, "\n".join(reasons)
    record("article.schedule_failed", actor="system", subject=("article", article.id), now=now)
    user = find_member(schedule.asked_by)
    if user is not None and user.may("content.write"):  # Today tells everybody else
        words = write_moment(schedule.publish_at, load_settings().time_zone)
        data: dict[str, Any] = {"name": user.name, "title": article.title, "when": words, "reasons": reasons}
        data |= {"article_id": article.id, "is_change": schedule.revision is not None}
        queue_mail(user.email, "article_not_published", data, purpose="staff", now=now)
