"""One work in CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/), as programs and Crossref say it."""

from typing import Any

from app.content.drafts import ReferenceDraft
from app.content.pasting.fields import ET_AL, line_of, make_work

_TYPES = {
    "journal-article": "article-journal",
    "book-chapter": "chapter",
    "proceedings-article": "paper-conference",
}
_KNOWN = {"article-journal", "article", "book", "chapter", "report", "webpage", "thesis", "paper-conference"}


def work_from_csl(row: dict[str, Any]) -> ReferenceDraft | None:
    """Return the work of one item; None where it has neither a title nor a number."""
    people = row.get("author")
    people = [one for one in people if isinstance(one, dict)] if isinstance(people, list) else []
    names = [_name(one) for one in people]
    kind = line_of(row.get("type"), 40)
    kind = _TYPES.get(kind, kind)
    work = make_work(
        title=row.get("title"),
        authors=[one for one in names if not ET_AL.fullmatch(one[0])],
        et_al=any(ET_AL.fullmatch(one[0]) for one in names),
        container=row.get("container-title") or row.get("publisher"),
        csl_type=kind if kind in _KNOWN else "article",
        year=_year(row),
        volume=row.get("volume"),
        issue=row.get("issue"),
        page=row.get("page"),
        doi=row.get("DOI"),
        pmid=row.get("PMID"),
    )
    return work if work.title or work.doi or work.pmid else None


def _name(person: dict[str, Any]) -> tuple[str, str]:
    particle = line_of(person.get("non-dropping-particle"), 20)
    family = line_of(person.get("family") or person.get("literal") or person.get("name"), 80)
    return f"{particle} {family}".strip(), line_of(person.get("given"), 80)


def _year(row: dict[str, Any]) -> Any:
    for name in ("issued", "published", "published-print", "published-online"):
        value = row.get(name)
        if not isinstance(value, dict):
            continue
        parts = value.get("date-parts")
        if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
            return line_of(parts[0][0], 10)
        if said := line_of(value.get("raw") or value.get("literal"), 40):
            return said
    return ""
