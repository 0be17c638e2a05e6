"""One BibTeX entry as a work (https://www.bibtex.org/Format/), read by bibtexparser; LaTeX letters become letters."""

import logging
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from app.content.drafts import ReferenceDraft
from app.content.pasting.fields import ET_AL, line_of, make_work, split_name

LONGEST_ENTRY = 20_000  # bibtexparser takes more than linear time for some texts
CSL_TYPES = {
    "article": "article-journal",
    "book": "book",
    "incollection": "chapter",
    "inbook": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "techreport": "report",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "online": "webpage",
    "electronic": "webpage",
}
_STRING = re.compile(r"@[ \t]{0,9}string\s{0,9}[{(]\s{0,9}([^\s=]{1,60})\s{0,9}=", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_AMPERSAND = re.compile(r"(?<!\\)&")
_RAW = re.compile(r"\\([&%$#_{}])")


def end_of_entry(text: str, opening: int) -> int:
    """Return where an entry ends whose first bracket stands at `opening`; the text's end where it is never closed."""
    closing = ")" if text[opening] == "(" else "}"
    depth, at, is_quoted = 0, opening + 1, False
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            at += 1
        elif sign == closing and depth == 0 and not (is_quoted and closing == ")"):
            return at + 1
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign == '"' and depth == 0:
            is_quoted = not is_quoted
        at += 1
    return len(text)


def read_bibtex(entry: str, strings: Sequence[str] = ()) -> ReferenceDraft | None:
    """Return the work of one entry, its abbreviations written out (`strings`); None where it cannot be read."""
    named = "\n".join([*(one for one in strings if _defines_for(one, entry)), entry])
    if len(named) > LONGEST_ENTRY:
        return None
    from bibtexparser.entrypoint import parse_string

    logging.getLogger("bibtexparser").setLevel(
        logging.CRITICAL
    )  # it would log each mistake of whoever pasted
    try:
        found = parse_string(named).entries
    except (ValueError, RecursionError, IndexError, KeyError):
        return None
    if len(found) != 1:
        return None
    return _work(
        found[0].entry_type.lower(), {name.lower(): one.value for name, one in found[0].fields_dict.items()}
    )


def _defines_for(string: str, entry: str) -> bool:
    """Say whether an entry may use what `@string{name = ...}` defines."""
    found = _STRING.match(string)
    return found is not None and found[1].lower() in entry.lower()


def _work(kind: str, fields: dict[str, Any]) -> ReferenceDraft:
    names = _split_people(line_of(fields.get("author") or fields.get("editor"), 6000))
    where = next(
        (fields[name] for name in ("journal", "journaltitle", "booktitle", "publisher") if name in fields), ""
    )
    eprint = fields.get("eprint", "") if "pubmed" in str(fields.get("eprinttype", "")).lower() else ""
    return make_work(
        title=_letters(fields.get("title", "")),
        authors=[_name(one) for one in names if not ET_AL.fullmatch(one)],
        et_al=any(ET_AL.fullmatch(one) for one in names),
        container=_letters(where),
        csl_type=CSL_TYPES.get(kind, "article"),
        year=_letters(fields.get("year") or fields.get("date") or ""),
        volume=_letters(fields.get("volume", "")),
        issue=_letters(fields.get("number") or fields.get("issue") or ""),
        page=_letters(fields.get("pages", "")),
        doi=_RAW.sub(r"\1", line_of(fields.get("doi", ""), 300)),
        pmid=fields.get("pmid") or eprint,
    )


def _split_people(raw: str) -> list[str]:
    """Return the names between "and", but for one that stands in braces."""
    names, start = [], 0
    for found in _AND.finditer(raw):
        before = raw[start : found.start()]
        if before.count("{") == before.count("}"):
            names.append(before)
            start = found.end()
    return [one.strip() for one in [*names, raw[start:]] if one.strip()]


def _name(raw: str) -> tuple[str, str]:
    """Return (family, given); what stands whole in braces is an organisation's name."""
    if raw.startswith("{") and raw.endswith("}") and "}" not in raw[1:-1]:
        return line_of(_letters(raw), 80), ""
    return split_name(_letters(raw))


@cache
def _decoder() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(keep_comments=True, math_mode="verbatim")


def _letters(value: Any) -> str:
    """Return the words of a LaTeX text: M{\\"u}ller is Müller; a bare ampersand is one."""
    raw = line_of(value, 4000)
    if not any(sign in raw for sign in "\\{}~$`'-&"):
        return raw
    try:
        return line_of(_decoder().latex_to_text(_AMPERSAND.sub(r"\\&", raw)).replace("\u02c6", "^"), 4000)
    except (ValueError, RecursionError, IndexError):
        return re.sub(r"[{}\\]", "", raw)
