"""Keeping the index in step with what is published; called inside the publishing transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db, dialect_name
from app.search.models import KnownWord, SearchDocument
from app.search.rules import Kind, vocabulary_of
from app.search.sources import Document, Source

LONGEST_TEXT = 200_000  # signs
STEP = 500  # words asked for or written at once


def put_document(
    *,
    kind: Kind | str,
    subject_id: int,
    title: str,
    summary: str,
    url: str,
    text: str = "",
    topics: Sequence[str] = (),
    now: datetime,
) -> None:
    """Say what a published thing is about, or say it anew; plain values, topics by their names."""
    document = Document(
        subject_id=subject_id, title=title, summary=summary, url=url, text=text, topics=tuple(topics)
    )
    put(Kind(kind), document, now=now)


def put(kind: Kind, document: Document, *, now: datetime) -> None:
    """Put a document as a source gives it."""
    values: dict[str, Any] = {**as_values(document), "changed_at": now}
    row = {"kind": kind, "subject_id": document.subject_id, **values}
    if dialect_name() == "postgresql":
        statement: Any = postgresql.insert(SearchDocument).values(row)
    else:
        statement = sqlite.insert(SearchDocument).values(row)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["kind", "subject_id"], set_=values),
        execution_options={"synchronize_session": False},
    )
    learn_words(vocabulary_of((values["title"], values["summary"], values["topics"], values["text"])))


def refresh(kind: Kind, subject_id: int, source: Source, *, now: datetime) -> None:
    """Put what a source says of one subject now, or drop it when the source does not have it any more."""
    db.session.flush()
    documents = source(subject_id - 1, 1)
    if documents and documents[0].subject_id == subject_id:
        put(kind, documents[0], now=now)
    else:
        drop_document(kind, subject_id)


def as_values(document: Document) -> dict[str, str]:
    """Return what is kept of a document, each part within its bounds."""
    return {
        "title": _line(document.title, 200),
        "summary": _line(document.summary, 500),
        "url": document.url[:500],
        "text": document.text.replace("\x00", "")[:LONGEST_TEXT],
        "topics": "\n".join(_line(name, 80) for name in document.topics),
    }


def drop_document(kind: Kind | str, subject_id: int) -> None:
    """Forget a thing that visitors may no longer see; nothing happens when it was not known."""
    db.session.execute(
        delete(SearchDocument).where(
            SearchDocument.kind == Kind(kind), SearchDocument.subject_id == subject_id
        ),
        execution_options={"synchronize_session": False},
    )


def learn_words(words: Iterable[str]) -> None:
    """Add words to the vocabulary; in one order, so that two who publish at once never wait for each other."""
    wanted = sorted(words)
    insert = postgresql.insert if dialect_name() == "postgresql" else sqlite.insert
    for start in range(0, len(wanted), STEP):
        part = wanted[start : start + STEP]
        known = set(db.session.scalars(select(KnownWord.word).where(KnownWord.word.in_(part))))
        new = [{"word": word} for word in part if word not in known]
        if new:
            db.session.execute(insert(KnownWord).values(new).on_conflict_do_nothing(index_elements=["word"]))


def _line(words: str, longest: int) -> str:
    return " ".join(words.replace("\x00", "").split())[:longest].rstrip()
