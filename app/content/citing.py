"""References as a scholar sets them, and as programs read them: CSL-JSON, BibTeX (bibtex.org) and RIS (refman)."""

import re
from collections.abc import Iterable

from app.content.drafts import ReferenceDraft

_RIS_TYPES = {
    "article-journal": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "paper-conference": "CONF",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
}
_BIB_TYPES = {
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
    "webpage": "online",
}
#: what holds the work, by the entry's type
_BIB_HOLDERS = {"incollection": "booktitle", "inproceedings": "booktitle", "article": "journal"}
_LATEX = {**{sign: "\\" + sign for sign in "&%$#_"}, "~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}


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
    return "\n".join(write_bibtex(number, work) for number, work in enumerate(works, start=1))


def write_bibtex(number: int, work: ReferenceDraft) -> str:
    """Return one entry; its name ends with the number, so that no two are called alike."""
    kind = _BIB_TYPES.get(work.csl_type, "misc")
    authors = [f"{family}, {given}" if given else f"{{{family}}}" for family, given in _plain_names(work)]
    words = {
        "author": " and ".join(map(_latex, authors + (["others"] if work.et_al else []))),
        "title": f"{{{_latex(_plain(work.title))}}}",
        _BIB_HOLDERS.get(kind, "publisher"): _latex(_plain(work.container)),
        "year": str(work.year or ""),
        "volume": _latex(_plain(work.volume)),
        "number": _latex(_plain(work.issue)),
        "pages": _latex(_plain(work.page)).replace("-", "--"),
        "doi": _plain(work.doi),
        "pmid": work.pmid,
    }
    name = re.sub(r"[^a-z0-9]", "", (work.authors[0][0] if work.authors else "work").lower()) or "work"
    lines = [f"  {key} = {{{value}}}," for key, value in words.items() if value]
    return "\n".join([f"@{kind}{{{name}{work.year or ''}.{number},", *lines, "}", ""])


def as_ris(works: Iterable[ReferenceDraft]) -> str:
    """Return the works as RIS records, which end their lines with CR LF; "et al." is an author, as RIS has no word."""
    return "".join(write_ris(work) for work in works)


def write_ris(work: ReferenceDraft) -> str:
    """Return one record."""
    first, _, last = work.page.partition("-")
    pairs = [
        ("TY", _RIS_TYPES.get(work.csl_type, "GEN")),
        *(("AU", f"{family}, {given}" if given else f"{family},") for family, given in _plain_names(work)),
        ("AU", "et al." if work.et_al else ""),
        ("TI", _plain(work.title)),
        ("T2", _plain(work.container)),
        ("PY", str(work.year or "")),
        ("VL", _plain(work.volume)),
        ("IS", _plain(work.issue)),
        ("SP", _plain(first)),
        ("EP", _plain(last)),
        ("DO", _plain(work.doi)),
        ("AN", work.pmid),
        ("UR", address_of(work)),
    ]
    return "\r\n".join([*(f"{tag}  - {value}" for tag, value in pairs if value), "ER  - ", "", ""])


def _plain_names(work: ReferenceDraft) -> list[tuple[str, str]]:
    return [(_plain(family), _plain(given)) for family, given in work.authors]


def _plain(value: str) -> str:
    return " ".join(re.sub(r"[{}\\]", "", value).split())


def _latex(value: str) -> str:
    """Return words as LaTeX writes them; braces that stand around a whole name stay."""
    return "".join(_LATEX.get(sign, sign) for sign in value)
