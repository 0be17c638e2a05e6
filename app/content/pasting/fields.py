"""Small readings that all forms share: one line within its length, a year, pages, a number, what kind of work it is."""

import re
from typing import Any

from app.content.drafts import ReferenceDraft, tidy_doi
from app.content.rules import WorkKind

MOST_AUTHORS = 50
ET_AL = re.compile(r"(?:et al\.?|others),?", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_MARKUP = re.compile(
    r"</?(?:i|b|em|strong|sup|sub|sc|scp|span|p|title|jats:[a-z]{1,20})(?: [^<>]{0,200})?>", re.I
)


def line_of(value: Any, most: int) -> str:
    """Return a value as one line of at most so many signs; what is no text or number is empty."""
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    plain = _MARKUP.sub("", _CONTROL.sub(" ", str(value)))
    return " ".join(plain.split())[:most].rstrip()


def year_of(value: Any) -> int | None:
    """Return the year that a date begins with."""
    found = re.match(r"\D{0,12}(1[5-9][0-9]{2}|20[0-9]{2}|21[0-9]{2})(?![0-9])", str(value)[:40], re.ASCII)
    return int(found[1]) if found else None


def pages_of(value: Any) -> str:
    """Return "1-5" for "1--5" or "1–5"."""
    return re.sub(r"\s*[-\u2010-\u2015\u2212]{1,3}\s*", "-", line_of(value, 60))[:40]


def pmid_of(value: Any) -> str:
    """Return a PubMed number, or nothing for the number of another library."""
    plain = re.sub(r"^(?:pmid)[:\s]{0,3}", "", line_of(value, 30), flags=re.IGNORECASE)
    return plain if re.fullmatch(r"[0-9]{1,9}", plain) else ""


def split_name(name: str) -> tuple[str, str]:
    """Return (family, given) of "Bidonde, Julia"; without a comma the last word is the family's."""
    family, comma, given = name.partition(",")
    if not comma:
        first, _, last = name.strip().rpartition(" ")
        family, given = last, first
    return line_of(family, 80), line_of(given, 80)


def make_work(
    *,
    authors: list[tuple[str, str]],
    et_al: bool = False,
    csl_type: str,
    title: Any,
    container: Any,
    **fields: Any,
) -> ReferenceDraft:
    """Return a work whose every field is within its length."""
    named = [one for one in authors if one[0]]
    words, where = line_of(title, 400), line_of(container, 200)
    return ReferenceDraft(
        title=words.removesuffix(".") if words.count(".") == 1 else words,
        authors=tuple(named[:MOST_AUTHORS]),
        et_al=et_al or len(named) > MOST_AUTHORS,
        container=where,
        year=year_of(fields.get("year") or ""),
        volume=line_of(fields.get("volume"), 40),
        issue=line_of(fields.get("issue"), 40),
        page=pages_of(fields.get("page")),
        doi=tidy_doi(line_of(fields.get("doi"), 200)),
        pmid=pmid_of(fields.get("pmid")),
        kind=guess_kind(words, where),
        csl_type=csl_type,
    )


def guess_kind(title: str, container: str) -> WorkKind:
    """Return the kind that a title names outright; a person looks at it."""
    words = f"{title} {container}".lower()
    if "systematic review" in words or "meta-analysis" in words or "cochrane database" in words:
        return WorkKind.SYSTEMATIC_REVIEW
    if "randomised" in words or "randomized" in words:
        return WorkKind.TRIAL
    return WorkKind.GUIDELINE if "guideline" in words else WorkKind.OTHER
