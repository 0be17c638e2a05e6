"""Telling the forms of a pasted text apart, piece by piece, and reading each; what is not understood is handed back."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.content.drafts import ReferenceDraft
from app.content.pasting.bibtex import end_of_entry, read_bibtex
from app.content.pasting.csl import work_from_csl
from app.content.pasting.numbers import find_numbers
from app.content.pasting.ris import read_ris

MOST_SIGNS = 60_000
MOST_WORKS = 100
_BIBTEX = re.compile(r"@[ \t]{0,9}([A-Za-z]{1,30})\s{0,9}[{(]")
_RIS = re.compile(r"TY {0,2}- ")
_HALF = re.compile(r"[\ud800-\udfff]")
_RIS_END = re.compile(r"^ER {0,2}-[^\n]{0,9}(?:\n|\Z)", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A piece that could not be read, as it was pasted, and a sentence on why."""

    piece: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Pasted:
    """What was understood, each work once; a work without a title is known by its number alone."""

    works: tuple[ReferenceDraft, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def left(self) -> str:
        """What was not understood, to stand in the box again."""
        return "\n".join(one.piece for one in self.problems)


Piece = ReferenceDraft | Problem


def read_pasted(text: str) -> Pasted:
    """Return the works of a pasted text and what could not be read of it."""
    if len(text) > MOST_SIGNS:
        sentence = f"That is more than can be read at once. Paste at most {MOST_SIGNS:,} signs."
        return Pasted(problems=(Problem(piece=text, sentence=sentence),))
    works: dict[str, ReferenceDraft] = {}
    problems: list[Problem] = []
    for piece in _read_pieces(text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")):
        if isinstance(piece, Problem):
            problems.append(piece)
        elif not piece.doi and not piece.pmid:
            problems.append(_without_number(piece))
        elif len(works) < MOST_WORKS:
            works.setdefault(piece.key, piece)
        elif piece.key not in works:
            sentence = f"Only {MOST_WORKS} works are read at once; paste this one again."
            problems.append(Problem(piece=piece.key, sentence=sentence))
    return Pasted(works=tuple(works.values()), problems=tuple(problems))


def _read_pieces(text: str) -> Iterator[Piece]:
    at = 0
    strings: list[str] = []
    while at < len(text):
        if text[at].isspace() or text[at] == ",":
            at += 1
            continue
        if text[at] in "{[":
            at, pieces = _read_json(text, at)
        elif found := _BIBTEX.match(text, at):
            end = end_of_entry(text, found.end() - 1)
            pieces, at = list(_read_entry(text[at:end], strings)), end
        elif _RIS.match(text, at):
            stop = _RIS_END.search(text, at)
            end = stop.end() if stop else len(text)
            pieces, at = list(_read_record(text[at:end])), end
        else:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            pieces, at = list(_read_line(text[at:end])), end
        yield from pieces


def _read_json(text: str, at: int) -> tuple[int, list[Piece]]:
    try:
        value, end = json.JSONDecoder().raw_decode(text, at)
        _write_json(value)  # what is nested too deeply to be written back is not read either
    except (ValueError, RecursionError):
        sentence = "This begins like CSL-JSON and cannot be read to its end."
        return len(text), [Problem(piece=text[at:].strip(), sentence=sentence)]
    rows = value if isinstance(value, list) else value.get("items", [value])
    pieces: list[Piece] = []
    for row in rows if isinstance(rows, list) else [rows]:
        work = work_from_csl(row) if isinstance(row, dict) else None
        shown = _write_json(row)
        pieces.append(work or Problem(piece=shown, sentence=f"“{_start(shown)}” is no CSL-JSON of a work."))
    return end, pieces


def _write_json(row: Any) -> str:
    """Return a value as it was pasted; half a character, which no page can hold, stays an escape."""
    plain = json.dumps(row, ensure_ascii=False)
    return json.dumps(row) if _HALF.search(plain) else plain


def _read_entry(entry: str, strings: list[str]) -> Iterator[Piece]:
    """Read an entry with the abbreviations that were defined before it; a definition joins them."""
    kind = entry[1:].lstrip().split("{", 1)[0].split("(", 1)[0].strip().lower()
    if kind == "string":
        strings.append(entry)
    if kind in ("comment", "preamble", "string"):
        return
    work = read_bibtex(entry, strings)
    sentence = f"The BibTeX entry “{_start(entry)}” cannot be read. Are its braces closed?"
    yield work or Problem(piece=entry.strip(), sentence=sentence)


def _read_record(record: str) -> Iterator[Piece]:
    work = read_ris(record)
    sentence = f"The RIS record “{_start(record)}” cannot be read. Does it end with “ER  - ”?"
    yield work or Problem(piece=record.strip(), sentence=sentence)


def _read_line(line: str) -> Iterator[Piece]:
    found, wrong = find_numbers(line)
    for doi, pmid in found:
        yield ReferenceDraft(title="", doi=doi, pmid=pmid)
    if wrong or not found:
        yield Problem(
            piece=line.strip(), sentence=wrong or f"There is no DOI or PubMed number in “{_start(line)}”."
        )


def _without_number(work: ReferenceDraft) -> Problem:
    sentence = (
        f"“{_start(work.title)}” has no DOI and no PubMed number, so others cannot be told from it. Add one."
    )
    return Problem(piece=json.dumps(work.as_csl() | {"id": ""}, ensure_ascii=False), sentence=sentence)


def _start(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else words[:59].rstrip() + "…"
