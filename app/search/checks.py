"""C6, asked of the whole database."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Select, column, func, select, table

from app.clock import utcnow
from app.db import db, dialect_name
from app.search.actions import as_values
from app.search.models import SearchDocument
from app.search.protocol import rebuild_index
from app.search.rules import Kind
from app.search.sources import Document, Source, list_sources
from app.verifying import Check

AT_ONCE = 500


def ask_documents() -> tuple[int, Sequence[str]]:
    """C6: each published thing has one document that says what it says, and nothing else has one."""
    wrong: list[str] = []
    seen = 0
    for kind, source in list_sources().items():
        known = {row.subject_id: row for row in _known(kind)}
        for document in published(source):
            seen += 1
            row = known.pop(document.subject_id, None)
            if row is None:
                wrong.append(f"{kind} {document.subject_id} is published and cannot be found")
            elif any(getattr(row, name) != value for name, value in as_values(document).items()):
                wrong.append(f"{kind} {document.subject_id} is found by words it no longer has")
        wrong += [f"{kind} {subject_id} is found and not published" for subject_id in known]
    indexed, kept = _count_indexed(), db.session.scalar(select(func.count()).select_from(SearchDocument)) or 0
    if indexed != kept:
        wrong.append(f"{kept} documents are kept and {indexed} are indexed")
    return seen, wrong


def published(source: Source) -> Iterator[Document]:
    """Yield everything that a source gives."""
    after = 0
    while documents := source(after, AT_ONCE):
        yield from documents
        after = documents[-1].subject_id


def _known(kind: Kind) -> Sequence[SearchDocument]:
    return db.session.scalars(select(SearchDocument).where(SearchDocument.kind == kind)).all()


def _count_indexed() -> int:
    name = "search_words" if dialect_name() == "postgresql" else "search_words_docsize"
    rows: Select[int] = select(func.count()).select_from(table(name, column("id")))
    return db.session.scalar(rows) or 0


def repair_documents() -> None:
    """Rebuild the index; one logged action."""
    rebuild_index(actor="system", now=utcnow())


CHECKS = [
    Check(
        code="C6",
        sentence="Search shows exactly what is published.",
        ask=ask_documents,
        repair=repair_documents,
    )
]
