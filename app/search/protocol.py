"""Rebuilding the index from its sources, in steps that are each a transaction of their own.

1. The vocabulary is emptied and, on SQLite, the full text index is made anew from the documents that are there (FTS5
could not take out words that it does not have). 2. For each kind, so many subjects at a time: what is published is
put, what is indexed and not published is dropped. Searches go on meanwhile, and who publishes at the same moment is
never overwritten: on SQLite the step is the only writer, on PostgreSQL it keeps other writers of documents out until
it has committed. 3. What is of a kind without a source is dropped.
"""

from datetime import datetime

from sqlalchemy import delete, text

from app.audit.actions import record
from app.db import db, dialect_name, transaction
from app.search.actions import put
from app.search.models import KnownWord, SearchDocument
from app.search.rules import Kind
from app.search.sources import Source, list_sources

AT_ONCE = 100


def rebuild_index(*, actor: str, now: datetime) -> int:
    """Make the index say exactly what is published; returns how many documents there are."""
    with transaction():
        db.session.execute(delete(KnownWord))
        if dialect_name() == "sqlite":
            db.session.execute(text("INSERT INTO search_words(search_words) VALUES ('rebuild')"))
    count = 0
    for kind, source in list_sources().items():
        after: int | None = 0
        while after is not None:
            with transaction():
                put_count, after = rebuild_step(kind, source, after, now=now)
            count += put_count
    with transaction():
        db.session.execute(delete(SearchDocument).where(SearchDocument.kind.not_in(list(list_sources()))))
        record(
            "search.rebuilt", actor=actor, subject=("search", "index"), now=now, details={"documents": count}
        )
    return count


def rebuild_step(kind: Kind, source: Source, after: int, *, now: datetime) -> tuple[int, int | None]:
    """Put the next subjects of one kind and drop what lies between; return how many, and where to go on or None."""
    if dialect_name() == "postgresql":
        db.session.execute(text("LOCK TABLE search_documents IN SHARE ROW EXCLUSIVE MODE"))
    documents = source(after, AT_ONCE)
    for document in documents:
        put(kind, document, now=now)
    last = documents[-1].subject_id if len(documents) == AT_ONCE else None
    gone = delete(SearchDocument).where(
        SearchDocument.kind == kind,
        SearchDocument.subject_id > after,
        SearchDocument.subject_id.not_in([one.subject_id for one in documents]),
    )
    if last is not None:
        gone = gone.where(SearchDocument.subject_id <= last)
    db.session.execute(gone, execution_options={"synchronize_session": False})
    return len(documents), last
