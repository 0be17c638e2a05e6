"""Asking the index, in the language of each database; every question is bounded.

The statements of every search are built once and take what is asked as values: building them anew took longer than
the databases take to answer.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    bindparam,
    case,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import REGCONFIG
from sqlalchemy.sql import cast

from app.db import db, dialect_name
from app.search.models import KnownWord, SearchDocument
from app.search.rules import Kind, Plan, Want, as_fts5, as_tsquery

MOST_RANKED = 500  # PostgreSQL ranks so many matches of title and topics, and as many of the rest
MOST_CANDIDATES = 200
PLACES = {
    Kind.ARTICLE: 0,
    Kind.RESOURCE: 2,
}  # everything else stands between: one reads here before one shops or leaves
LESS = 0.15  # what each place costs a match on PostgreSQL
#: title, topics, summary, text; small, because BM25 stops counting early and would hardly tell 6 from 16
_WEIGHTS = (3.0, 1.2, 0.8, 0.2)

_FTS5 = table("search_words", column("rowid"))
_FTS5_TRIGRAMS = table("search_trigrams", column("rowid"), column("rank"))
_TSVECTORS = table("search_words", column("document_id"), column("kind"), column("lead"), column("words"))
#: what a result shows, as plain rows: the things of a page are looked at once and never changed
_SHOWN = [SearchDocument.__table__.c[name] for name in ("id", "kind", "title", "url", "summary", "text")]
_BY_ID = select(*_SHOWN).where(_SHOWN[0].in_(bindparam("ids", expanding=True)))


def prepare_asking() -> None:
    """Tell PostgreSQL, until the end of this transaction, how to use its indexes here; SQLite needs nothing.

    Its planner does not count what a long text costs to unpack, and would read every document instead of the index.
    Words of four letters with two of them swapped share one group of three in seven; it asks for three in ten.
    """
    if dialect_name() == "postgresql":
        by_index = func.set_config("enable_seqscan", "off", True)
        alike = func.set_config("pg_trgm.similarity_threshold", "0.12", True)
        db.session.execute(select(by_index, alike))


def list_matches(plan: Plan, kind: Kind | None, *, limit: int) -> Sequence[int]:
    """Return the ids of the best documents in order: a word in the title weighs most, then topics, summary, text."""
    values = {**values_of(plan, kind), "limit": limit}
    return db.session.scalars(ranking(dialect_name(), has_kind=kind is not None), values).all()


def count_matches(plan: Plan, kind: Kind | None, *, at_most: int) -> int:
    """Return how many documents match, counting no further than `at_most`."""
    values = {**values_of(plan, kind), "at_most": at_most}
    return db.session.scalar(counting(dialect_name(), has_kind=kind is not None), values) or 0


def count_documents(word: str, *, at_most: int = 100) -> int:
    """Return in how many documents a word stands in any of its forms."""
    return count_matches(Plan(wants=(Want(words=(word,)),)), None, at_most=at_most)


def list_alike(word: str) -> Sequence[str]:
    """Return known words that share the most groups of three letters with a word."""
    if dialect_name() == "postgresql":
        known = func.lower(KnownWord.word)  # as the index has it
        query = select(KnownWord.word).where(known.op("%")(word))
        query = query.order_by(func.similarity(known, word).desc(), KnownWord.word)
    else:
        groups = " OR ".join(f'"{one}"' for one in trigrams(word))
        matched = literal_column("search_trigrams").op("MATCH")(groups)
        query = (
            select(KnownWord.word)
            .join(_FTS5_TRIGRAMS, _FTS5_TRIGRAMS.c.rowid == KnownWord.id)
            .where(matched)
            .order_by(_FTS5_TRIGRAMS.c.rank)
        )
    return db.session.scalars(query.limit(MOST_CANDIDATES)).all()


def trigrams(word: str) -> list[str]:
    """Return a word's groups of three letters, its beginning and end included."""
    padded = f"  {word} "
    return list(dict.fromkeys(padded[at : at + 3] for at in range(len(padded) - 2)))


def documents_by_id(ids: Iterable[int]) -> dict[int, Row[Any]]:
    """Return what is shown of documents, by id."""
    return {row.id: row for row in db.session.execute(_BY_ID, {"ids": list(ids)})}


def values_of(plan: Plan, kind: Kind | None) -> dict[str, object]:
    """Return what is asked as the values of `counting` and `ranking`, in this database's language."""
    values: dict[str, object] = {} if kind is None else {"kind": kind.value}
    if dialect_name() == "postgresql":
        return values | {"asked": as_tsquery(plan)}
    return values | {"asked": as_fts5(plan), "asked_of_title": f"title : ({as_fts5(plan)})"}


@cache
def counting(dialect: str, *, has_kind: bool) -> Select[int]:
    """Return the statement that counts matches, `at_most` of them."""
    if dialect == "postgresql":
        found = select(_TSVECTORS.c.document_id).where(_TSVECTORS.c.words.op("@@")(_tsquery()))
        if has_kind:
            found = found.where(_TSVECTORS.c.kind == bindparam("kind"))
    else:
        found = select(_FTS5.c.rowid).where(_match("asked"))
        if has_kind:
            found = found.join(SearchDocument, SearchDocument.id == _FTS5.c.rowid)
            found = found.where(SearchDocument.kind == bindparam("kind"))
    return select(func.count()).select_from(found.limit(bindparam("at_most", type_=Integer)).subquery())


@cache
def ranking(dialect: str, *, has_kind: bool) -> Select[int]:
    """Return the statement that lists the ids of matches, best first, `limit` of them."""
    ranked = _ranked_postgresql(has_kind) if dialect == "postgresql" else _ranked_sqlite(has_kind)
    return ranked.limit(bindparam("limit", type_=Integer))


def _match(name: str) -> ColumnElement[bool]:
    asked = bindparam(name, type_=String)
    return literal_column("search_words").op("MATCH", is_comparison=True)(asked)


def _ranked_sqlite(has_kind: bool) -> Select[int]:
    """Rank by BM25, what is named so before the rest: BM25 alone sets long articles behind every short card.

    For the same reason articles come before things to buy, and those before pages that are kept elsewhere.
    """
    places = [(SearchDocument.kind == kind.value, place) for kind, place in PLACES.items()]
    by_kind = case(*places, else_=1)
    score = func.bm25(literal_column("search_words"), *_WEIGHTS)
    named = select(_FTS5.c.rowid).where(_match("asked_of_title"))
    query = (
        select(SearchDocument.id)
        .join(_FTS5, _FTS5.c.rowid == SearchDocument.id)
        .where(_match("asked"))
        .order_by(case((SearchDocument.id.in_(named), 0), else_=1), by_kind, score, SearchDocument.id)
    )
    return query.where(SearchDocument.kind == bindparam("kind")) if has_kind else query


def _tsquery() -> ColumnElement[str]:
    return func.to_tsquery(cast(literal("english"), REGCONFIG), bindparam("asked", type_=String))


def _ranked_postgresql(has_kind: bool) -> Select[int]:
    """Rank a bounded number: first what matches by title and topics, so that no common word crowds those out."""
    asked = _tsquery()
    halves = []
    for place in (_TSVECTORS.c.lead, _TSVECTORS.c.words):
        half = select(_TSVECTORS.c.document_id, _TSVECTORS.c.kind, _TSVECTORS.c.words).where(
            place.op("@@")(asked)
        )
        if has_kind:
            half = half.where(_TSVECTORS.c.kind == bindparam("kind"))
        halves.append(select(half.limit(MOST_RANKED).subquery()))
    found = union_all(*halves).subquery()
    # In the order D to A that PostgreSQL wants: text, summary, topics, title.
    weights: ColumnElement[list[float]] = literal_column("'{0.1, 0.3, 0.6, 1.0}'::float4[]")
    shares = [(found.c.kind == kind.value, 1.0 - place * LESS) for kind, place in PLACES.items()]
    score = func.max(func.ts_rank(weights, found.c.words, asked) * case(*shares, else_=1.0 - LESS))
    return (
        select(found.c.document_id).group_by(found.c.document_id).order_by(score.desc(), found.c.document_id)
    )
