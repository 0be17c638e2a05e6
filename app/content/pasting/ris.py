"""One RIS record as a work (Research Information Systems' format of two-letter tags), read by rispy."""

from typing import Any

from app.content.drafts import ReferenceDraft
from app.content.pasting.fields import ET_AL, line_of, make_work, pages_of, split_name

CSL_TYPES = {
    "JOUR": "article-journal",
    "EJOUR": "article-journal",
    "JFULL": "article-journal",
    "BOOK": "book",
    "EBOOK": "book",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "RPRT": "report",
    "ELEC": "webpage",
    "THES": "thesis",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
}


def read_ris(record: str) -> ReferenceDraft | None:
    """Return the work of one record; None where it has no end or cannot be read."""
    import rispy

    # programs differ in their spaces; rispy wants the standard's two before the dash and one after it
    lines = [
        f"{one[:2]}  - {one.partition('-')[2].strip()}" if _has_tag(one) else one
        for one in record.splitlines()
    ]
    try:
        rows = rispy.loads("\n".join(lines) + "\n")
    except (ValueError, KeyError, IndexError, OSError):
        return None
    return _work(rows[0]) if len(rows) == 1 else None


def _has_tag(line: str) -> bool:
    return len(line) > 3 and line[:2].isalnum() and line[:2].isupper() and line[2:5].strip().startswith("-")


def _work(row: dict[str, Any]) -> ReferenceDraft:
    names = [line_of(one, 170) for one in [*row.get("authors", []), *row.get("first_authors", [])]]
    first, last = line_of(row.get("start_page"), 40), line_of(row.get("end_page"), 40)
    where = (
        "secondary_title",
        "journal_name",
        "alternate_title3",
        "alternate_title1",
        "alternate_title2",
        "publisher",
    )
    return make_work(
        title=row.get("title") or row.get("primary_title"),
        authors=[split_name(one) for one in names if not ET_AL.fullmatch(one)],
        et_al=any(ET_AL.fullmatch(one) for one in names),
        container=next((row[name] for name in where if row.get(name)), ""),
        csl_type=CSL_TYPES.get(str(row.get("type_of_reference", "")).upper(), "article"),
        year=row.get("year") or row.get("publication_year") or row.get("date") or "",
        volume=row.get("volume"),
        issue=row.get("number"),
        page=pages_of(f"{first}-{last}" if last and last != first else first),
        doi=row.get("doi"),
        pmid=row.get("accession_number"),
    )
