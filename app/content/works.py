"""Keeping works: one row a DOI, else a PubMed number, made once and changed in one place."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update

from app.audit.actions import record
from app.content.drafts import ReferenceDraft
from app.content.errors import StaleWork, TakenNumber, WorkNotFound
from app.content.evidence_models import Citation, CitationKey, Lookup
from app.content.pasting.csl import work_from_csl
from app.content.rules import WorkKind
from app.db import db, insert_if_absent
from app.errors import Conflict, Invalid
from app.freshness import raise_version
from app.outbox.actions import enqueue
from app.settings.queries import load_settings
from app.slugs import claim_slug, make_slug


def keep_citation(work: ReferenceDraft, *, actor: str, now: datetime) -> Citation:
    """Return the row of a work: the one that is known by one of its numbers, or a new one.

    What the row says already stays; only what it lacks is taken from `work`.
    """
    citation = _find(work) or _make(work, actor=actor, now=now)
    _add_numbers(citation, work)
    known = draft_of(citation)
    if not known.title and work.title:
        citation.kind = work.kind
        say_work(citation, replace(work, doi=known.doi or work.doi, pmid=known.pmid or work.pmid), now=now)
    db.session.flush()
    return citation


def change_work(
    citation_id: int, work: ReferenceDraft, *, seen_revision: int, actor: str, now: datetime
) -> Citation:
    """Put what is said of a work right, for every article at once; raises StaleWork, TakenNumber, Invalid."""
    check_work(work)
    changed = db.session.execute(
        update(Citation)
        .where(Citation.id == citation_id, Citation.revision == seen_revision)
        .values(revision=seen_revision + 1)
    )
    citation = db.session.get(Citation, citation_id, populate_existing=True)
    if citation is None:
        raise WorkNotFound
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        raise StaleWork
    for key in _keys(work):
        other = db.session.get(CitationKey, key)
        if other is not None and other.citation_id != citation_id:
            raise TakenNumber(key)
    citation.doi, citation.pmid, citation.kind = work.doi.lower() or None, work.pmid or None, work.kind
    for key in _keys(work):
        if db.session.get(CitationKey, key) is None:
            db.session.add(CitationKey(key=key, citation_id=citation_id))
    say_work(citation, work, now=now)
    raise_version()
    record("reference.changed", actor=actor, subject=("reference", citation_id), now=now)
    return citation


def ask_about_work(citation: Citation, *, actor: str, now: datetime) -> None:
    """Owe a question about a work because somebody pressed for it; raises Conflict where nobody may be asked."""
    if not load_settings().look_up_references:
        raise Conflict("Nobody outside is asked: the setting look_up_references is off.")
    owe_lookup(citation, now=now)
    record("reference.asked", actor=actor, subject=("reference", citation.id), now=now)


def say_work(citation: Citation, work: ReferenceDraft, *, now: datetime) -> None:
    """Write what is said of a work, and give it the address that its authors, year and title make."""
    citation.key = work.key
    citation.csl = work.as_csl()
    citation.slug = claim_slug("work", citation.id, _address(work), now=now)
    db.session.flush()


def check_work(work: ReferenceDraft) -> None:
    """Refuse a work that could not be told from others or not be listed."""
    if not work.doi and not work.pmid:
        raise Invalid("A reference needs a DOI or a PubMed number, so that it can be told from others.")
    if not work.title.strip():
        raise Invalid("Write the title as it stands on the work's first page.")


def draft_of(citation: Citation) -> ReferenceDraft:
    """Return what is known of a work as a value."""
    read = work_from_csl(citation.csl) or ReferenceDraft(title="")
    doi = read.doi if read.doi.lower() == citation.doi else citation.doi or ""
    return replace(read, doi=doi, pmid=citation.pmid or "", kind=WorkKind(citation.kind))


def owe_lookup(citation: Citation, *, now: datetime) -> None:
    """Owe a question to Crossref or PubMed about a work; a worker asks."""
    citation.lookup = Lookup.WAITING
    enqueue("look_up_work", {"citation_id": citation.id}, now=now, at_leisure=True)


def _find(work: ReferenceDraft) -> Citation | None:
    """Return the row that has the DOI, else the one that has the PubMed number."""
    for key in _keys(work):
        found = db.session.get(CitationKey, key)
        if found is not None:
            return db.session.get(Citation, found.citation_id)
    return None


def _make(work: ReferenceDraft, *, actor: str, now: datetime) -> Citation:
    """Make a row; when another transaction makes the same at this moment, theirs is it."""
    values: dict[str, Any] = {
        "key": work.key,
        "slug": f"new-{sha256(work.key.encode()).hexdigest()[:40]}",
        "revision": 1,
        "doi": work.doi.lower() or None,
        "pmid": work.pmid or None,
        "kind": work.kind,
        "csl": work.as_csl(),
    }
    is_ours = insert_if_absent(Citation, values)
    column, value = (Citation.doi, values["doi"]) if work.doi else (Citation.pmid, values["pmid"])
    citation = db.session.scalars(select(Citation).where(column == value)).first()
    if citation is None:  # its PubMed number belongs to a work with another DOI
        return keep_citation(replace(work, pmid=""), actor=actor, now=now)
    if is_ours:
        citation.slug = claim_slug("work", citation.id, _address(work), now=now)
        record("reference.added", actor=actor, subject=("reference", citation.id), now=now)
        if load_settings().look_up_references:
            owe_lookup(citation, now=now)
    return citation


def _add_numbers(citation: Citation, work: ReferenceDraft) -> None:
    """Let a work be found by each of its numbers that no other work has."""
    for key in _keys(work):
        if insert_if_absent(CitationKey, {"key": key, "citation_id": citation.id}):
            kind, _, number = key.partition(":")
            if kind == "doi" and citation.doi is None:
                citation.doi, citation.key = number, key
                citation.csl = {**citation.csl, "id": key, "DOI": work.doi}
            elif kind == "pmid" and citation.pmid is None:
                citation.pmid, citation.csl = number, {**citation.csl, "PMID": number}


def _keys(work: ReferenceDraft) -> list[str]:
    doi = [f"doi:{work.doi.lower()}"] if work.doi else []
    return [*doi, *([f"pmid:{work.pmid}"] if work.pmid else [])]


def _address(work: ReferenceDraft) -> str:
    family = work.authors[0][0] if work.authors else ""
    named = " ".join(str(one) for one in (family, work.year or "", *work.title.split()[:6]) if one)
    try:
        return make_slug(named)
    except Invalid:
        return f"work {work.doi or work.pmid}"
