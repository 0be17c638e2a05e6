"""The fields of one work, as they are typed on the desk of an article and on the page of a reference."""

from app.content.drafts import ReferenceDraft, tidy_doi
from app.content.pasting.fields import MOST_AUTHORS
from app.content.rules import WorkKind
from blueprints.staff.content.lines import Errors, Sent, choose, one_line

CSL_WORDS = {
    "article-journal": "Article in a journal",
    "book": "Book",
    "chapter": "Chapter of a book",
    "report": "Report",
    "webpage": "Page on the web",
    "thesis": "Thesis",
    "paper-conference": "Paper at a conference",
    "article": "Something else",
}


def read_work(sent: Sent, errors: Errors, *, key: str = "") -> ReferenceDraft:
    """Return one work; authors stand one a line as "Family, Given"; `key` is what its fields' names begin with."""
    doi, pmid = tidy_doi(sent.get(f"{key}doi", "")), one_line(sent, f"{key}pmid")
    if (typed := one_line(sent, f"{key}doi")) and not doi:
        sentence = "A DOI looks like 10.1002/14651858.CD012700; a link to doi.org will do as well."
        errors.append((f"{key}doi", f"“{typed[:60]}” is none. {sentence}"))
    if pmid and not (pmid.isascii() and pmid.isdigit() and len(pmid) < 13):
        errors.append((f"{key}pmid", f"A PubMed number has digits only; “{pmid[:40]}” is none."))
        pmid = ""
    year, csl_type = one_line(sent, f"{key}year"), sent.get(f"{key}csl_type", "")
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        sentence = f"Write the year with four digits, or leave it empty; “{year[:40]}” is none."
        errors.append((f"{key}year", sentence))
        year = ""
    authors = []
    for line in sent.get(f"{key}authors", "").splitlines():
        family, _, given = line.partition(",")
        if family.strip():
            authors.append((family.strip()[:80], given.strip()[:80]))
    return ReferenceDraft(
        title=one_line(sent, f"{key}title")[:400],
        authors=tuple(authors[:MOST_AUTHORS]),
        et_al=sent.get(f"{key}et_al") == "yes" or len(authors) > MOST_AUTHORS,
        container=one_line(sent, f"{key}container")[:200],
        year=int(year) if year else None,
        volume=one_line(sent, f"{key}volume")[:40],
        issue=one_line(sent, f"{key}issue")[:40],
        page=one_line(sent, f"{key}page")[:40],
        doi=doi,
        pmid=pmid,
        kind=choose(WorkKind, sent.get(f"{key}kind", ""), WorkKind.OTHER),
        csl_type=csl_type if csl_type in CSL_WORDS else "article-journal",
    )
