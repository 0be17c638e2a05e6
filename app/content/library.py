"""Questions about the works that articles rest on: what is known of each, who cites it, what was retracted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

from app.content.drafts import ReferenceDraft
from app.content.errors import WorkNotFound
from app.content.evidence_models import ArticleCitation, Citation, CitationKey, EvidenceReview, Lookup
from app.content.models import Article, ArticleState
from app.content.queries import ArticleCard, cards_by_id
from app.content.works import draft_of
from app.counting import count_some
from app.db import db

AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class KnownWork:
    """A work as the library knows it, for pages that are kept; `slug` is empty for one that it does not know yet."""

    work: ReferenceDraft
    slug: str = ""
    id: int = 0
    retracted_on: date | None = None
    retraction_note: str = ""
    lookup: Lookup | None = None


def known(citation: Citation) -> KnownWork:
    """Return a row as a value."""
    return KnownWork(
        work=draft_of(citation),
        slug=citation.slug,
        id=citation.id,
        retracted_on=citation.retracted_on,
        retraction_note=citation.retraction_note or "",
        lookup=citation.lookup,
    )


def known_by_key(keys: Iterable[str]) -> dict[str, KnownWork]:
    """Return what the library knows under these numbers, old ones too: one query, none for none."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    query = select(CitationKey.key, Citation).join(Citation, Citation.id == CitationKey.citation_id)
    rows = db.session.execute(query.where(CitationKey.key.in_(wanted)))
    return {key: known(citation) for key, citation in rows}


def freshen(works: Iterable[ReferenceDraft], known: dict[str, KnownWork]) -> list[KnownWork]:
    """Return each work as the library knows it now; one that it does not know as it was written."""
    return [known.get(one.key) or KnownWork(work=one) for one in works]


def get_work(citation_id: int) -> Citation:
    """Return a work; raises WorkNotFound."""
    citation = db.session.get(Citation, citation_id)
    if citation is None:
        raise WorkNotFound
    return citation


def find_work(slug: str) -> Citation | None:
    """Return a work that a published article rests on, by its present address; drafts are nobody's business."""
    query = select(Citation).where(Citation.slug == slug, Citation.id.in_(_cited()))
    return db.session.scalars(query).first()


def list_citing(citation_id: int) -> list[ArticleCard]:
    """Return the published articles that rest on a work, newest first."""
    ids = db.session.scalars(
        select(ArticleCitation.article_id).where(ArticleCitation.citation_id == citation_id)
    ).all()
    return sorted(cards_by_id(ids).values(), key=lambda one: one.published_at, reverse=True)


def list_works(*, show: str = "all", words: str = "", after: int = 0, limit: int = 50) -> Sequence[Citation]:
    """Return works by id, newest first, below an id. show: all, retracted, untitled or unfound."""
    query = select(Citation).where(*_shown(show)).order_by(Citation.id.desc()).limit(limit)
    if after:
        query = query.where(Citation.id < after)
    if words.strip():
        wanted = words.strip()[:80]
        title = Citation.csl["title"].as_string()
        query = query.where(
            or_(title.icontains(wanted, autoescape=True), Citation.key.icontains(wanted, autoescape=True))
        )
    return db.session.scalars(query).all()


def each_cited_work() -> Iterator[ReferenceDraft]:
    """Yield every work that a published article rests on, by id, some hundreds at a time."""
    last = 0
    while True:
        query = select(Citation).where(Citation.id > last, Citation.id.in_(_cited()))
        rows = db.session.scalars(query.order_by(Citation.id).limit(AT_ONCE)).all()
        yield from [draft_of(one) for one in rows]
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].id
        db.session.expunge_all()


def list_cited_works(limit: int, *, after: int = 0) -> Sequence[Citation]:
    """Return the works that published articles rest on, newest first, below an id."""
    query = select(Citation).where(Citation.id.in_(_cited())).order_by(Citation.id.desc()).limit(limit)
    return db.session.scalars(query.where(Citation.id < after) if after else query).all()


def count_citing(ids: Sequence[int]) -> dict[int, int]:
    """Return how many published articles rest on each of these works."""
    query = (
        select(ArticleCitation.citation_id, func.count())
        .join(Article, Article.id == ArticleCitation.article_id)
        .where(ArticleCitation.citation_id.in_(list(ids)), Article.state == ArticleState.PUBLISHED)
        .group_by(ArticleCitation.citation_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def list_reviews(*, limit: int = 200) -> list[tuple[EvidenceReview, Article, Citation]]:
    """Return the open reviews with their article and work, oldest first."""
    query = (
        select(EvidenceReview, Article, Citation)
        .join(Article, Article.id == EvidenceReview.article_id)
        .join(Citation, Citation.id == EvidenceReview.citation_id)
        .where(EvidenceReview.closed_at.is_(None))
        .order_by(EvidenceReview.opened_at, EvidenceReview.id)
        .limit(limit)
    )
    return [(review, article, citation) for review, article, citation in db.session.execute(query)]


def count_reviews() -> int:
    """Return how many reviews are open, bounded."""
    return count_some(select(EvidenceReview.id).where(EvidenceReview.closed_at.is_(None)))


def _cited() -> ColumnElement[bool]:
    return (
        select(ArticleCitation.citation_id)
        .join(Article, Article.id == ArticleCitation.article_id)
        .where(Article.state == ArticleState.PUBLISHED)
        .scalar_subquery()
    )


def _shown(show: str) -> tuple[ColumnElement[bool], ...]:
    conditions: dict[str, tuple[ColumnElement[bool], ...]] = {
        "retracted": (Citation.retracted_on.is_not(None),),
        "untitled": (func.coalesce(Citation.csl["title"].as_string(), "") == "",),
        "unfound": (Citation.lookup.in_((Lookup.UNKNOWN, Lookup.UNREACHABLE)),),
    }
    return conditions.get(show, ())
