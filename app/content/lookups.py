"""Asking Crossref and PubMed about a work, where a setting permits: what it is called, and whether it was retracted.

Steps of one question: (1) read the work's numbers; (2) ask, with no transaction open; (3) write what came back, in one
transaction. What staff wrote stays; only what is missing is filled in. Without an answer the work says so and is asked
about again with the next round; nothing is given up and nothing waits for a person.
Sources: https://api.crossref.org/swagger-ui/ (`updated-by`), https://www.ncbi.nlm.nih.gov/books/NBK25499/ (ESummary).
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from sqlalchemy import or_, select

from app.content.drafts import ReferenceDraft
from app.content.evidence_models import ArticleCitation, Citation, Lookup
from app.content.pasting.csl import work_from_csl
from app.content.pasting.fields import line_of, make_work
from app.content.retracting import mark_retracted
from app.content.works import keep_citation, owe_lookup
from app.db import db, end_reading, transaction
from app.fetching import Fetcher, FetchFailed
from app.settings.queries import load_settings

CROSSREF = "https://api.crossref.org/works/"
PUBMED = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/esummary.fcgi"
ASKED_AGAIN = timedelta(days=30)
A_ROUND = 50
_RETRACTING = {"retraction", "withdrawal", "removal"}


@dataclass(frozen=True, kw_only=True)
class Found:
    """What an index says of a work."""

    work: ReferenceDraft
    source: str
    retracted_on: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class WorkLookup:
    """Who asks, and where; the addresses are others in tests alone."""

    fetcher: Fetcher
    crossref: str = CROSSREF
    pubmed: str = PUBMED

    def look_up(self, data: dict[str, Any], now: datetime) -> None:
        """Do one owed question."""
        citation = db.session.get(Citation, int(data["citation_id"]))
        if citation is None or not load_settings().look_up_references:
            return
        identity, doi, pmid = citation.id, citation.doi, citation.pmid
        end_reading()
        found, said = self._ask(doi or "", pmid or "", now)
        with transaction():
            _write(identity, found, said, now=now)

    def _ask(self, doi: str, pmid: str, now: datetime) -> tuple[list[Found], Lookup]:
        """Return what the indexes say; unknown only where each that was asked does not know the work."""
        found: list[Found] = []
        said = Lookup.UNKNOWN
        for index, number in (("crossref", doi), ("pubmed", pmid)):
            if not number:
                continue
            try:
                answer = self._ask_crossref(doi) if index == "crossref" else self._ask_pubmed(pmid, now)
            except (FetchFailed, ValueError, TypeError, RecursionError):
                said = Lookup.UNREACHABLE
                continue
            found += [answer] if answer else []
        return found, Lookup.FOUND if found else said

    def _ask_crossref(self, doi: str) -> Found | None:
        answer = self.fetcher.fetch(self.crossref + quote(doi, safe=""), accept="application/json")
        if answer.status == 404:
            return None
        message = _json(answer.status, answer.body).get("message")
        work = work_from_csl(message) if isinstance(message, dict) else None
        if work is None or not isinstance(message, dict):
            raise ValueError("no work in the answer")
        updates = message.get("updated-by")
        for one in updates if isinstance(updates, list) else []:
            if isinstance(one, dict) and line_of(one.get("type"), 60) in _RETRACTING:
                kind, notice = line_of(one.get("label") or one.get("type"), 60), line_of(one.get("DOI"), 190)
                note = f"Crossref: {kind}, doi:{notice}"
                return Found(
                    work=work, source="crossref", retracted_on=_day(one.get("updated")), note=note[:300]
                )
        return Found(work=work, source="crossref")

    def _ask_pubmed(self, pmid: str, now: datetime) -> Found | None:
        query = urlencode({"db": "pubmed", "id": pmid, "retmode": "json"})
        answer = self.fetcher.fetch(f"{self.pubmed}?{query}", accept="application/json")
        result = _json(answer.status, answer.body).get("result")
        row = result.get(pmid) if isinstance(result, dict) else None
        if not isinstance(row, dict) or row.get("error"):
            return None
        kinds = row.get("pubtype")
        is_retracted = isinstance(kinds, list) and "Retracted Publication" in kinds
        return Found(
            work=_from_summary(row, pmid),
            source="pubmed",
            retracted_on=now.date() if is_retracted else None,
            note="PubMed lists it as a retracted publication; the day is the one we learned of it."
            if is_retracted
            else "",
        )


def owe_round(now: datetime) -> None:
    """Owe a question about works that articles rest on and that nobody asked about for a month."""
    if not load_settings().look_up_references:
        return
    query = (
        select(Citation)
        .where(
            Citation.id.in_(select(ArticleCitation.citation_id)),
            Citation.lookup.is_distinct_from(Lookup.WAITING),
        )
        .where(or_(Citation.looked_up_at.is_(None), Citation.looked_up_at < now - ASKED_AGAIN))
        .order_by(Citation.looked_up_at, Citation.id)
        .limit(A_ROUND)
    )
    for citation in db.session.scalars(query).all():
        owe_lookup(citation, now=now)


def _write(citation_id: int, found: list[Found], said: Lookup, *, now: datetime) -> None:
    citation = db.session.get(Citation, citation_id, with_for_update=True, populate_existing=True)
    if citation is None:
        return
    citation.lookup, citation.looked_up_at = said, now
    for one in found:
        known = ReferenceDraft(
            **{**vars(one.work), "doi": citation.doi or one.work.doi, "pmid": citation.pmid or one.work.pmid}
        )
        keep_citation(known, actor=one.source, now=now)
        if one.retracted_on and citation.retracted_on is None:
            on = one.retracted_on if date.min < one.retracted_on <= now.date() else now.date()
            mark_retracted(citation_id, on, one.note, actor=one.source, now=now)


def _json(status: int, body: bytes) -> dict[str, Any]:
    if status != 200:
        raise ValueError(f"an answer {status}")
    value = json.loads(body)
    if not isinstance(value, dict):
        raise ValueError("no object in the answer")
    return value


def _day(value: Any) -> date:
    """Return a date that Crossref writes as parts; what is missing is the first, what is no day is `date.min`."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    numbers = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    whole = [one for one in numbers if isinstance(one, int)][:3]
    try:
        return date(*[*whole, 1, 1][:3]) if whole else date.min
    except (ValueError, OverflowError):
        return date.min


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _from_summary(row: dict[str, Any], pmid: str) -> ReferenceDraft:
    people = [one for one in _rows(row.get("authors")) if isinstance(one, dict)]
    names = [line_of(one.get("name"), 160).rpartition(" ") for one in people]
    ids = [one for one in _rows(row.get("articleids")) if isinstance(one, dict)]
    return make_work(
        title=row.get("title"),
        authors=[(family or given, given if family else "") for family, _, given in names],
        container=row.get("fulljournalname") or row.get("source"),
        csl_type="article-journal",
        year=row.get("pubdate"),
        volume=row.get("volume"),
        issue=row.get("issue"),
        page=row.get("pages"),
        doi=next((one.get("value") for one in ids if one.get("idtype") == "doi"), ""),
        pmid=pmid,
    )
