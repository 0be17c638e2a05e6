"""The article form: rows without script (each list ends with empty rows), read into a draft with errors by field."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict

from app.content.drafts import EDITORS, ArticleDraft, FindingDraft, ReferenceDraft, tidy_doi
from app.content.rules import ArticleClass, Certainty, Direction, Outcome, Size, WorkKind

Sent = MultiDict[str, str]
Errors = list[tuple[str, str]]
E = TypeVar("E", bound=StrEnum)
MOST_ROWS = 40
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")  # https://www.w3.org/TR/xml/#charsets
SPARE_ROWS = 2


def read_draft(sent: Sent, *, picture_id: int | None) -> tuple[ArticleDraft, Errors]:
    """Return the draft that was typed and what is wrong with it as (field id, sentence)."""
    errors: Errors = []
    draft = ArticleDraft(
        title=one_line(sent, "title"),
        article_class=choose(ArticleClass, sent.get("article_class", ""), ArticleClass.LIVING),
        summary=one_line(sent, "summary"),
        topics=tuple(dict.fromkeys(slug for slug in (sent.get(f"topic-{n}", "") for n in (1, 2, 3)) if slug)),
        author=one_line(sent, "author") or EDITORS,
        in_short=tuple(line.strip() for line in sent.get("in_short", "").splitlines() if line.strip()),
        body=sent.get("body", "").replace("\r\n", "\n"),
        findings=tuple(read_rows(sent, "finding", "statement", lambda at: read_finding(sent, at, errors))),
        references=tuple(read_rows(sent, "reference", "title", lambda at: read_reference(sent, at, errors))),
        picture_id=picture_id,
        reviewed_by=one_line(sent, "reviewed_by"),
        reviewed_on=read_day(sent, "reviewed_on", errors),
        review_due=read_day(sent, "review_due", errors),
        guide_class=int(sent["guide_class"]) if sent.get("guide_class") in tuple("123456") else 1,
    )
    if not draft.title:
        errors.append(("title", "Give it a title; a working title will do."))
    for name, value, most in (("title", draft.title, 120), ("summary", draft.summary, 300)):
        if len(value) > most:
            errors.append((name, f"Please say it in {most} signs; it has {len(value)} now."))
    return draft, errors


def read_rows(sent: Sent, name: str, leading: str, read: Callable[[int], Any]) -> list[Any]:
    """Return the rows whose leading field is not empty, in order."""
    return [read(at) for at in range(MOST_ROWS) if sent.get(f"{name}-{at}-{leading}", "").strip()]


def read_finding(sent: Sent, at: int, errors: Errors) -> FindingDraft:
    """Return one finding."""
    key = f"finding-{at}"
    people = sent.get(f"{key}-people", "").replace(" ", "").replace(",", "")
    if people and not (people.isascii() and people.isdigit() and int(people[:9]) > 0):
        errors.append((f"{key}-people", "Write how many people were counted as a number, or leave it empty."))
        people = ""
    kind = sent.get(f"{key}-study_kind", "1")
    return FindingDraft(
        statement=one_line(sent, f"{key}-statement")[:500],
        intervention=one_line(sent, f"{key}-intervention")[:200],
        outcome=choose(Outcome, sent.get(f"{key}-outcome", ""), Outcome.FUNCTION),
        population=one_line(sent, f"{key}-population")[:200],
        in_fibromyalgia=sent.get(f"{key}-in_fibromyalgia") == "yes",
        direction=choose(Direction, sent.get(f"{key}-direction", ""), Direction.UNCLEAR),
        size=choose(Size, sent.get(f"{key}-size", ""), Size.UNKNOWN),
        certainty=choose(Certainty, sent.get(f"{key}-certainty", ""), Certainty.VERY_LOW),
        study_kind=int(kind) if kind in ("1", "2", "3", "4", "5") else 5,
        people=int(people[:9]) if people else None,
        references=tuple(key.lower() for key in sent.get(f"{key}-references", "").replace(",", " ").split()),
        last_searched=read_day(sent, f"{key}-last_searched", errors),
    )


def read_reference(sent: Sent, at: int, errors: Errors) -> ReferenceDraft:
    """Return one work; authors stand one a line as "Family, Given"."""
    key = f"reference-{at}"
    doi, pmid = tidy_doi(sent.get(f"{key}-doi", "")), one_line(sent, f"{key}-pmid")
    if sent.get(f"{key}-doi", "").strip() and not doi:
        errors.append(
            (f"{key}-doi", "A DOI looks like 10.1002/14651858.CD012700; a link to doi.org will do as well.")
        )
    if pmid and not (pmid.isascii() and pmid.isdigit() and len(pmid) < 13):
        errors.append((f"{key}-pmid", "A PubMed number has digits only."))
        pmid = ""
    year = one_line(sent, f"{key}-year")
    authors = []
    for line in sent.get(f"{key}-authors", "").splitlines():
        family, _, given = line.partition(",")
        if family.strip():
            authors.append((family.strip()[:80], given.strip()[:80]))
    return ReferenceDraft(
        title=one_line(sent, f"{key}-title")[:400],
        authors=tuple(authors[:50]),
        et_al=sent.get(f"{key}-et_al") == "yes",
        container=one_line(sent, f"{key}-container")[:200],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        volume=one_line(sent, f"{key}-volume")[:40],
        issue=one_line(sent, f"{key}-issue")[:40],
        page=one_line(sent, f"{key}-page")[:40],
        doi=doi,
        pmid=pmid,
        kind=choose(WorkKind, sent.get(f"{key}-kind", ""), WorkKind.OTHER),
    )


def one_line(sent: Sent, name: str) -> str:
    """Return a field with its spaces folded; control signs, which a feed could not carry, count as spaces."""
    return " ".join(_CONTROL.sub(" ", sent.get(name, "")).split())


def choose(kind: type[E], raw: str, usual: E) -> E:
    """Return the choice that was sent, or the usual one."""
    return kind(raw) if raw in {one.value for one in kind} else usual


def read_day(sent: Sent, name: str, errors: Errors) -> date | None:
    """Return a day, or None with an error when what was typed is none."""
    raw = sent.get(name, "").strip()
    try:
        return date.fromisoformat(raw) if raw else None
    except ValueError:
        errors.append((name, "Write the day as 2026-09-01."))
        return None
