"""Coming out at a set minute: the same gate, by the worker, once; whoever asked is told when it could not be."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from app.accounts.members import find_member
from app.audit.actions import record
from app.content.desk_models import Schedule
from app.content.drafts import draft_from_json
from app.content.models import Article, ArticleState
from app.counting import count_some
from app.db import db
from app.errors import Conflict, DomainError, Invalid
from app.outbox.actions import enqueue
from app.outbox.mail import queue_mail
from app.publishing.actions import publish_article
from app.publishing.claims import claims_mark, claims_of
from app.publishing.gate import NotReady, find_lacks
from app.publishing.moments import write_moment
from app.settings.queries import load_settings

OWED = "publish_scheduled"
FARTHEST = timedelta(days=730)
NOT_LOOKED_AT = "The text has phrases near an illness that nobody has looked at yet: {}."


def schedule_article(
    article: Article, publish_at: datetime, *, with_letter: bool, actor: str, now: datetime
) -> Schedule:
    """Let an article come out at a moment; raises NotReady when it could not come out now."""
    if article.state is ArticleState.PUBLISHED:
        raise Conflict("Readers see this article already. Publish the changes instead.")
    if publish_at <= now:
        raise Invalid("That minute is over. Choose a later one, or publish it now.")
    if publish_at > now + FARTHEST:
        raise Invalid("That is more than two years away. Choose an earlier day.")
    lacks = find_lacks(article)
    if lacks:
        raise NotReady(lacks)
    db.session.execute(delete(Schedule).where(Schedule.article_id == article.id))
    made = Schedule(
        article_id=article.id,
        publish_at=publish_at,
        with_letter=with_letter,
        claims=claims_mark(claims_of(draft_from_json(article.draft))),
        asked_at=now,
        asked_by=actor,
    )
    db.session.add(made)
    article.state = ArticleState.SCHEDULED
    db.session.flush()
    key = f"{OWED}:{article.id}:{now.timestamp()}"
    enqueue(
        OWED,
        {"article": article.id, "asked_at": now.isoformat()},
        now=now,
        due_at=publish_at,
        natural_key=key,
    )
    details = {"at": publish_at.isoformat()}
    record("article.scheduled", actor=actor, subject=("article", article.id), now=now, details=details)
    return made


def unschedule_article(article: Article, *, actor: str, now: datetime) -> None:
    """Call a set minute off; the article is a draft again."""
    if article.state is not ArticleState.SCHEDULED:
        raise Conflict("No minute is set for this article any more.")
    db.session.execute(delete(Schedule).where(Schedule.article_id == article.id))
    article.state = ArticleState.DRAFT
    record("article.unscheduled", actor=actor, subject=("article", article.id), now=now)


def publish_scheduled(data: dict[str, Any], now: datetime) -> None:
    """Do one owed `publish_scheduled`: publish, or say why not; what was called off or set anew is nothing to do.

    The schedule's row is locked, so that two workers with one piece of work publish once.
    """
    query = select(Schedule).where(Schedule.article_id == data["article"], Schedule.failed_at.is_(None))
    schedule = db.session.scalars(query.with_for_update()).first()
    if schedule is None or schedule.asked_at.isoformat() != data["asked_at"] or schedule.publish_at > now:
        return
    article = db.session.get_one(Article, schedule.article_id, with_for_update=True)
    if article.state is not ArticleState.SCHEDULED:
        return
    try:
        _publish(article, schedule, now)
    except DomainError as error:
        _note_failure(article, schedule, error, now)


def _publish(article: Article, schedule: Schedule, now: datetime) -> None:
    claims = claims_of(draft_from_json(article.draft))
    if claims and claims_mark(claims) != schedule.claims:
        raise Invalid(NOT_LOOKED_AT.format(", ".join(f"“{one.phrase}”" for one in claims[:5])))
    publish_article(article, actor=schedule.asked_by, now=now, announce=schedule.with_letter)


def _note_failure(article: Article, schedule: Schedule, error: DomainError, now: datetime) -> None:
    """Keep the reason for the desk, and mail it to whoever had set the minute; nothing of the article was written."""
    reasons = [one.sentence for one in error.lacks] if isinstance(error, NotReady) else [error.sentence]
    article.state = ArticleState.DRAFT
    schedule.failed_at, schedule.why = now, "\n".join(reasons)
    record("article.schedule_failed", actor="system", subject=("article", article.id), now=now)
    user = find_member(schedule.asked_by)
    if user is not None:
        words = write_moment(schedule.publish_at, load_settings().time_zone)
        data = {
            "name": user.name, "title": article.title, "when": words, "reasons": reasons, "article_id": article.id
        }  # fmt: skip
        queue_mail(user.email, "article_not_published", data, purpose="staff", now=now)


def find_schedule(article_id: int) -> Schedule | None:
    """Return when an article shall come out, or could not."""
    return db.session.scalars(select(Schedule).where(Schedule.article_id == article_id)).first()


def list_scheduled(start: datetime, end: datetime) -> Sequence[tuple[Schedule, Article]]:
    """Return what shall come out, or could not, from `start` up to `end`."""
    query = select(Schedule, Article).join(Article, Article.id == Schedule.article_id)
    query = query.where(Schedule.publish_at >= start, Schedule.publish_at < end).order_by(Schedule.publish_at)
    return [(row[0], row[1]) for row in db.session.execute(query)]


def count_failed() -> int:
    """Return how many articles could not come out at their minute, bounded."""
    return count_some(select(Schedule.id).where(Schedule.failed_at.is_not(None)))
