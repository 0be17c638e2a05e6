"""DOIs and PubMed numbers in a line of text, however people copied them."""

import re

from app.content.drafts import tidy_doi

# https://www.doi.org/doi-handbook/HTML/doi-name.html: any printing sign may stand after the slash
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"“”<>\[\]]{1,180}")
_PUBMED = re.compile(
    r"(?:https?://)?(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed)/([0-9]{1,12})",
    re.IGNORECASE,
)
_PMID = re.compile(r"\bpmid\s{0,3}[:=]?\s{0,3}([0-9]{1,12})\b", re.IGNORECASE)
_ALONE = re.compile(r"[0-9]{1,9}")
_PMC = re.compile(r"\bPMC[0-9]{1,9}\b", re.IGNORECASE)
_MEANT = re.compile(r"doi\s{0,3}:|doi\.org/|^10\.", re.IGNORECASE)
Numbers = list[tuple[str, str]]


def find_numbers(line: str) -> tuple[Numbers, str]:
    """Return (DOI, PubMed number) of each work that a line names, and a sentence where it means one and writes none.

    A whole citation with both numbers in it names one work.
    """
    dois = list(dict.fromkeys(filter(None, (tidy_doi(_trim(one[0])) for one in _DOI.finditer(line)))))
    pmids = list(dict.fromkeys([*_PUBMED.findall(line), *_PMID.findall(line)]))
    if len(dois) == 1 and len(pmids) == 1:
        return [(dois[0], pmids[0])], ""
    found: Numbers = [*((doi, "") for doi in dois), *(("", pmid) for pmid in pmids)]
    if not found:
        words = [one.strip(",;") for one in line.split()]
        if words and all(_ALONE.fullmatch(one) for one in words):
            return [("", one) for one in dict.fromkeys(words)], ""
    return found, "" if found else _what_is_wrong(line)


def _what_is_wrong(line: str) -> str:
    shown = " ".join(line.split())[:60]
    if _MEANT.search(line.strip()):
        return f"“{shown}” is no DOI. One looks like 10.1002/14651858.CD012700; a link to doi.org will do as well."
    if found := _PMC.search(line):
        return f"{found[0]} is a number of PubMed Central. Paste the work's DOI or its PubMed number."
    return ""


def _trim(raw: str) -> str:
    """Return a DOI without the signs of the sentence that it stood in."""
    bare = raw.rstrip(".,;:'’!?")
    while bare.endswith(")") and bare.count(")") > bare.count("("):
        bare = bare[:-1].rstrip(".,;:")
    return bare
