"""Setting the minute at which an article, or a change of one, comes out, and calling it off; coming_out.py does it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.accounts.members import call_member
from app.audit.actions import record
from app.content.correcting import read_correction
from app.content.desk_models import Schedule
from app.content.drafts import draft_from_json
from app.content.models import Article, ArticleState
from app.content.queries import current_version, lock_article
from app.counting import count_some
from app.db import db
from app.errors import Conflict, Invalid
from app.outbox.actions import enqueue
from app.publishing.claims import claims_mark, claims_of
from app.publishing.gate import NotReady, find_lacks
from app.publishing.moments import write_moment
from app.settings.queries import load_settings

OWED = "publish_scheduled"
FARTHEST = timedelta(days=730)


@dataclass(frozen=True, kw_only=True)
class CorrectionWords:
    """What readers shall be told of a change that corrects something."""

    was: str
    says: str
    by_mail: bool = False


def expect_minute(article: Article, seen: str) -> None:
    """Raise Conflict unless the article's minute, or that it has none, is the one that somebody saw (`Schedule.mark`).

    The article is locked, so that it stays like this until the transaction ends.
    """
    lock_article(article)
    there = find_schedule(article.id)
    if (there.mark if there else "") == seen:
        return
    if there is None:
        raise Conflict(
            "The minute that stood here was called off, or is over. Look again, and press once more."
        )
    words = write_moment(there.publish_at, load_settings().time_zone)
    raise Conflict(
        f"{call_member(there.asked_by)} set a minute meanwhile: {words}. Look at it, and press once more."
    )


def schedule_article(
    article: Article, publish_at: datetime, *, with_letter: bool, actor: str, now: datetime
) -> Schedule:
    """Let an article come out at a moment, as it is kept by then; raises NotReady when it could not come out now."""
    lock_article(article)
    if article.state is ArticleState.PUBLISHED:
        raise Conflict("Readers see this article already. Publish the changes instead.")
    made = Schedule(article_id=article.id, with_letter=with_letter)
    _set_minute(article, made, publish_at, actor=actor, now=now)
    article.state = ArticleState.SCHEDULED
    return made


def schedule_change(
    article: Article,
    publish_at: datetime,
    *,
    correction: CorrectionWords | None = None,
    actor: str,
    now: datetime,
) -> Schedule:
    """Let the working copy, as it stands, take the place of what readers see at a moment.

    What is kept afterwards stays out: readers see the article meanwhile, and the desk goes on. Raises NotReady when it
    could not come out now, Conflict when there is no change, Invalid for a correction that cannot be told.
    """
    lock_article(article)
    if article.state is not ArticleState.PUBLISHED:
        raise Conflict("Readers do not see this article, so there is nothing to change before them.")
    before = current_version(article.id)
    if before is not None and before.content == article.draft:
        raise Conflict("Readers already see this text. Change it first.")
    made = Schedule(article_id=article.id, with_letter=False, revision=article.revision)
    if correction is not None:
        made.was, made.says = read_correction(article, correction.was, correction.says)
        made.by_mail = correction.by_mail
    _set_minute(article, made, publish_at, actor=actor, now=now)
    return made


def _set_minute(article: Article, made: Schedule, publish_at: datetime, *, actor: str, now: datetime) -> None:
    """Put a minute in the place of the one before, with the work for it."""
    if publish_at <= now:
        raise Invalid("That minute is over. Choose a later one, or publish it now.")
    if publish_at > now + FARTHEST:
        raise Invalid("That is more than two years away. Choose an earlier day.")
    lacks = find_lacks(article)
    if lacks:
        raise NotReady(lacks)
    db.session.execute(delete(Schedule).where(Schedule.article_id == article.id))
    made.claims = claims_mark(claims_of(draft_from_json(article.draft)))
    made.publish_at, made.asked_at, made.asked_by = publish_at, now, actor
    db.session.add(made)
    db.session.flush()
    key = f"{OWED}:{article.id}:{now.timestamp()}"
    data = {"article": article.id, "asked_at": made.mark}
    enqueue(OWED, data, now=now, due_at=publish_at, natural_key=key)
    details = {"at": publish_at.isoformat()}
    if made.revision:
        details |= {"revision": str(made.revision), "correction": "yes" if made.was else "no"}
    record("article.scheduled", actor=actor, subject=("article", article.id), now=now, details=details)


def unschedule_article(article: Article, *, actor: str, now: datetime) -> None:
    """Call a set minute off, or put away the word that it failed; what readers have never seen is a draft again."""
    lock_article(article)
    there = find_schedule(article.id)
    if there is None:
        raise Conflict("No minute is set for this article any more.")
    db.session.delete(there)
    if article.state is ArticleState.SCHEDULED:
        article.state = ArticleState.DRAFT
    record("article.unscheduled", actor=actor, subject=("article", article.id), now=now)


def find_schedule(article_id: int) -> Schedule | None:
    """Return when an article, or a change of one, shall come out, or could not."""
    return db.session.scalars(select(Schedule).where(Schedule.article_id == article_id)).first()


def schedules_of(article_ids: Iterable[int]) -> dict[int, Schedule]:
    """Return the minutes of these articles that are still to come."""
    query = select(Schedule).where(Schedule.article_id.in_(list(article_ids)), Schedule.failed_at.is_(None))
    return {one.article_id: one for one in db.session.scalars(query)}


def list_scheduled(start: datetime, end: datetime) -> Sequence[tuple[Schedule, Article]]:
    """Return what shall come out, or could not, from `start` up to `end`."""
    query = select(Schedule, Article).join(Article, Article.id == Schedule.article_id)
    query = query.where(Schedule.publish_at >= start, Schedule.publish_at < end).order_by(Schedule.publish_at)
    return [(row[0], row[1]) for row in db.session.execute(query)]


def count_failed() -> int:
    """Return how many articles and changes could not come out at their minute, bounded."""
    return count_some(select(Schedule.id).where(Schedule.failed_at.is_not(None)))
