"""Reports: one press by anybody, counted once a person; at a number of them a comment waits for a person of ours."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from app.comments.errors import CommentNotFound
from app.comments.models import CommentReport
from app.comments.rows import lock_comment
from app.comments.rules import CommentState, Reason
from app.comments.words import tidy_text
from app.db import db, insert_if_absent
from app.freshness import raise_version
from app.settings.queries import load_settings

LONGEST_REASON = 300
KEPT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Reporter:
    """Who reports, as far as that is told apart; `key` is one a comment and names nobody."""

    key: str
    user_id: int | None


def reporter_of(secret: str, comment_id: int, *, user_id: int | None, address: str) -> Reporter:
    """Return who reports a comment: an account where somebody is signed in, else a network address.

    The key is made from both with the site's secret, so that no address is kept, and one person's reports of two
    comments cannot be told to be one person's. Several people behind one address count once: better too few.
    """
    who = f"user:{user_id}" if user_id is not None else f"address:{address}"
    digest = hmac.new(secret.encode(), f"comment-report|{comment_id}|{who}".encode(), hashlib.sha256)
    return Reporter(key=digest.hexdigest(), user_id=user_id)


def report_comment(article_id: int, comment_id: int, reporter: Reporter, *, now: datetime) -> None:
    """Count a report of a shown comment, once a person; at the site's number it waits for a person of ours.

    Takes the comment's lock before it counts, so that two reports at once see each other. A comment that staff have
    looked at since is counted anew.
    """
    comment = lock_comment(comment_id)
    if comment.article_id != article_id or comment.state is not CommentState.SHOWN:
        raise CommentNotFound
    values = {
        "comment_id": comment.id,
        "reporter": reporter.key,
        "user_id": reporter.user_id,
        "reason": "",
        "at": now,
    }
    insert_if_absent(CommentReport, values)
    if _count_open(comment.id) < max(1, load_settings().comments_hidden_at_reports):
        return
    comment.state = CommentState.WAITING
    comment.reasons = [Reason.REPORTED.value]
    comment.edition += 1
    raise_version()


def give_reason(comment_id: int, reporter: Reporter, reason: str, *, now: datetime) -> None:
    """Add to one's own report why; what was said first stays. Raises CommentNotFound for whoever has not reported."""
    own = (CommentReport.comment_id == comment_id, CommentReport.reporter == reporter.key)
    if db.session.scalars(select(CommentReport.id).where(*own)).first() is None:
        raise CommentNotFound
    words = tidy_reason(reason)[:LONGEST_REASON]
    empty = (*own, CommentReport.reason == "")
    db.session.execute(update(CommentReport).where(*empty).values(reason=words))


def tidy_reason(typed: str) -> str:
    """Return a reason on one line, without signs that are not seen."""
    return " ".join(tidy_text(typed).split())


def settle_reports(comment_id: int, *, now: datetime) -> None:
    """Close the reports of a comment that staff have decided about; the caller holds the comment's lock."""
    still = (CommentReport.comment_id == comment_id, CommentReport.settled_at.is_(None))
    db.session.execute(update(CommentReport).where(*still).values(settled_at=now))


def reports_of(comment_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return by comment why it was reported since staff last decided, empty where nobody said why."""
    open_ones = (CommentReport.comment_id.in_(comment_ids), CommentReport.settled_at.is_(None))
    found: dict[int, list[str]] = {}
    query = select(CommentReport.comment_id, CommentReport.reason).where(*open_ones)
    for comment_id, reason in db.session.execute(query.order_by(CommentReport.id).limit(1000)):
        found.setdefault(comment_id, []).append(reason)
    return found


def forget_reports(now: datetime) -> None:
    """Delete what was reported long ago, settled or not: it was too few to hide anything."""
    db.session.execute(delete(CommentReport).where(CommentReport.at <= now - KEPT))


def _count_open(comment_id: int) -> int:
    still = (CommentReport.comment_id == comment_id, CommentReport.settled_at.is_(None))
    return db.session.scalar(select(func.count()).where(*still)) or 0
