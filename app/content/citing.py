"""References as a scholar sets them, and as programs read them: CSL-JSON, BibTeX (bibtex.org) and RIS (refman)."""

import re
from collections.abc import Iterable

from app.content.drafts import ReferenceDraft

_RIS_TYPES = {"article-journal": "JOUR", "book": "BOOK", "webpage": "ELEC", "report": "RPRT"}


def format_authors(work: ReferenceDraft) -> str:
    """Return "Wu Y-L, Chang L-Y, et al"; the sentence's stop is the template's."""
    names = [f"{family} {initials(given)}".strip() for family, given in work.authors]
    return ", ".join([*names, *(["et al"] if work.et_al else [])]) or "No author named"


def initials(given: str) -> str:
    """Return "Y-L" for "Yu-Lin" and "KA" for "K A"."""
    parts = ["-".join(piece[:1].upper() for piece in part.split("-") if piece) for part in given.split()]
    return "".join(parts)


def address_of(work: ReferenceDraft) -> str:
    """Return where the work is kept."""
    return f"https://doi.org/{work.doi}" if work.doi else f"https://pubmed.ncbi.nlm.nih.gov/{work.pmid}/"


def as_bibtex(works: Iterable[ReferenceDraft]) -> str:
    """Return the works as BibTeX entries; braces and backslashes in their words are taken out."""
    return "\n".join(_bibtex(number, work) for number, work in enumerate(works, start=1))


def _bibtex(number: int, work: ReferenceDraft) -> str:
    authors = [f"{family}, {given}" for family, given in work.authors] + (["others"] if work.et_al else [])
    fields = {
        "author": " and ".join(authors),
        "title": work.title,
        "journal": work.container,
        "year": str(work.year or ""),
        "volume": work.volume,
        "number": work.issue,
        "pages": work.page.replace("-", "--"),
        "doi": work.doi,
        "pmid": work.pmid,
    }
    name = re.sub(r"[^a-z0-9]", "", (work.authors[0][0] if work.authors else "work").lower()) or "work"
    lines = [f"  {key} = {{{_plain(value)}}}," for key, value in fields.items() if value]
    return "\n".join([f"@article{{{name}{work.year or ''}.{number},", *lines, "}", ""])


def as_ris(works: Iterable[ReferenceDraft]) -> str:
    """Return the works as RIS records, which end their lines with CR LF."""
    lines: list[str] = []
    for work in works:
        first, _, last = work.page.partition("-")
        pairs = [
            ("TY", _RIS_TYPES.get(work.csl_type, "GEN")),
            *(("AU", f"{family}, {given}") for family, given in work.authors),
            ("TI", work.title),
            ("T2", work.container),
            ("PY", str(work.year or "")),
            ("VL", work.volume),
            ("IS", work.issue),
            ("SP", first),
            ("EP", last),
            ("DO", work.doi),
            ("AN", work.pmid),
            ("UR", address_of(work)),
        ]
        lines += [f"{tag}  - {_plain(value)}" for tag, value in pairs if value]
        lines += ["ER  - ", ""]
    return "\r\n".join(lines)


def _plain(value: str) -> str:
    return " ".join(re.sub(r"[{}\\]", "", value).split())
