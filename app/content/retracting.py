"""Retractions: the mark on a work, and the reviews it opens for the articles that rest on it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select

from app.audit.actions import record
from app.content.errors import ReviewNotFound, WorkNotFound
from app.content.evidence_models import ArticleCitation, Citation, EvidenceReview
from app.content.models import Article, ArticleState
from app.db import db, insert_if_absent
from app.errors import Conflict, Invalid
from app.freshness import raise_version

TAKEN_BACK = "The mark was taken back: the work is not retracted."


def mark_retracted(citation_id: int, on: date, note: str, *, actor: str, now: datetime) -> Citation:
    """Mark a work as retracted and open a review of each published article that rests on it.

    `actor` is "user:ID", or "crossref" or "pubmed" where their word was fetched.
    """
    citation = _lock(citation_id)
    if len(note) > 300:
        raise Invalid("Please say it in 300 signs.")
    if on > now.date():
        raise Invalid("A retraction lies in the past.")
    if citation.retracted_on is not None:
        raise Conflict("This work is marked as retracted already.")
    citation.retracted_on, citation.retraction_note, citation.retracted_by = on, note.strip() or None, actor
    citation.revision += 1
    record("reference.retracted", actor=actor, subject=("reference", citation_id), now=now)
    open_reviews([citation], _articles_on(citation_id), actor=actor, now=now)
    raise_version()
    return citation


def take_retraction_back(citation_id: int, *, actor: str, now: datetime) -> Citation:
    """Take a mistaken mark back; the reviews it opened are closed with it."""
    citation = _lock(citation_id)
    if citation.retracted_on is None:
        raise Conflict("This work is not marked as retracted.")
    citation.retracted_on = citation.retraction_note = citation.retracted_by = None
    citation.revision += 1
    record("reference.unretracted", actor=actor, subject=("reference", citation_id), now=now)
    query = select(EvidenceReview).where(
        EvidenceReview.citation_id == citation_id, EvidenceReview.closed_at.is_(None)
    )
    for review in db.session.scalars(query):
        review.closed_at, review.closed_by, review.decision = now, actor, TAKEN_BACK
    raise_version()
    return citation


def open_reviews(
    citations: Iterable[Citation], article_ids: Sequence[int], *, actor: str, now: datetime
) -> None:
    """Open a review of each article for each retracted work, unless there is or was one."""
    for citation in citations:
        had = set(
            db.session.scalars(
                select(EvidenceReview.article_id).where(EvidenceReview.citation_id == citation.id)
            )
        )
        for article_id in article_ids:
            values = {
                "article_id": article_id,
                "citation_id": citation.id,
                "opened_at": now,
                "opened_by": actor,
            }
            if article_id not in had and insert_if_absent(EvidenceReview, values):
                details = {"reference": f"reference:{citation.id}"}
                record(
                    "review.opened", actor=actor, subject=("article", article_id), now=now, details=details
                )


def close_review(review_id: int, decision: str, *, actor: str, now: datetime) -> EvidenceReview:
    """Close a review with what was decided; readers see an article's banner as long as it cites the work."""
    said = " ".join(decision.split())
    if not said or len(said) > 300:
        raise Invalid("Say in one sentence of at most 300 signs what was decided.")
    review = db.session.get(EvidenceReview, review_id, with_for_update=True, populate_existing=True)
    if review is None:
        raise ReviewNotFound
    if review.closed_at is not None:
        raise Conflict("Somebody has closed this review already.")
    review.closed_at, review.closed_by, review.decision = now, actor, said
    details = {"reference": f"reference:{review.citation_id}"}
    record("review.closed", actor=actor, subject=("article", review.article_id), now=now, details=details)
    return review


def _articles_on(citation_id: int) -> list[int]:
    query = (
        select(ArticleCitation.article_id)
        .join(Article, Article.id == ArticleCitation.article_id)
        .where(ArticleCitation.citation_id == citation_id, Article.state == ArticleState.PUBLISHED)
    )
    return list(db.session.scalars(query.order_by(ArticleCitation.article_id)))


def _lock(citation_id: int) -> Citation:
    citation = db.session.get(Citation, citation_id, with_for_update=True, populate_existing=True)
    if citation is None:
        raise WorkNotFound
    return citation
