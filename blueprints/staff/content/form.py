"""The article form: rows without script (each list ends with empty rows), read into a draft with errors by field."""

from collections.abc import Mapping

from app.content.drafts import EDITORS, ArticleDraft, FindingDraft, ReferenceDraft
from app.content.rules import ArticleClass, Certainty, Direction, Outcome, Size
from blueprints.staff.content.lines import Errors, Sent, choose, one_line, read_day
from blueprints.staff.content.works import read_work

MOST_ROWS = 40
SPARE_ROWS = 2
ROWS_READ = MOST_ROWS + 2 * SPARE_ROWS  # the form of a full list still has its spare rows
NO_TITLE = "Write the title as it stands on the work's first page."
NO_STATEMENT = "Say in one sentence what was found, or empty the other fields of this finding."
TOO_MANY = f"An article has {MOST_ROWS} of these at most. Take one away first."
_OF_A_FINDING = ("intervention", "people", "last_searched", "references", "cites")
_OF_A_WORK = ("title", "doi", "pmid", "authors", "container", "year", "volume", "issue", "page")


def read_draft(
    sent: Sent,
    *,
    picture_id: int | None,
    kept: Mapping[str, ReferenceDraft] | None = None,
    findings: int = 0,
) -> tuple[ArticleDraft, Errors]:
    """Return the draft that was typed and what is wrong with it as (field id, sentence).

    `kept` are the works that a row may name by its key alone, `findings` how many the form was filled with.
    """
    errors: Errors = []
    draft = ArticleDraft(
        title=one_line(sent, "title"),
        article_class=choose(ArticleClass, sent.get("article_class", ""), ArticleClass.LIVING),
        summary=one_line(sent, "summary"),
        topics=tuple(dict.fromkeys(slug for slug in (sent.get(f"topic-{n}", "") for n in (1, 2, 3)) if slug)),
        author=one_line(sent, "author") or EDITORS,
        in_short=tuple(line.strip() for line in sent.get("in_short", "").splitlines() if line.strip()),
        body=sent.get("body", "").replace("\r\n", "\n"),
        findings=tuple(read_findings(sent, findings, errors)),
        references=tuple(read_references(sent, kept or {}, errors)),
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


def read_findings(sent: Sent, known: int, errors: Errors) -> list[FindingDraft]:
    """Return the findings in order; of those `known` before, the ones whose statement was emptied are taken away.

    A new one without its statement says so: what was typed into its other fields is not thrown away.
    """
    made: list[FindingDraft] = []
    for at in range(ROWS_READ):
        row, found = f"finding-{at}-", Errors()
        has_statement = bool(sent.get(f"{row}statement", "").strip())
        is_begun = at >= known and any(sent.get(f"{row}{name}", "").strip() for name in _OF_A_FINDING)
        if not has_statement and not is_begun:
            continue
        finding = read_finding(sent, at, found)
        if not has_statement:
            found.append((f"{row}statement", NO_STATEMENT))
        if len(made) >= MOST_ROWS:
            found.append((f"{row}statement", TOO_MANY))
        # the row stands where its finding does when the page comes back
        errors += [(f"finding-{len(made)}-{name.removeprefix(row)}", said) for name, said in found]
        made.append(finding)
    return made


def read_cited(sent: Sent, row: str) -> tuple[str, ...]:
    """Return the works that a finding comes from: those ticked, then those typed by their number."""
    typed = sent.get(f"{row}-references", "").replace(",", " ").split()
    return tuple(dict.fromkeys(one.lower()[:200] for one in (*sent.getlist(f"{row}-cites"), *typed)))


def read_references(sent: Sent, kept: Mapping[str, ReferenceDraft], errors: Errors) -> list[ReferenceDraft]:
    """Return the works of the list in order: those kept already by their key, unless taken off, and those typed."""
    works: list[ReferenceDraft] = []
    for at in range(ROWS_READ):
        row, key = f"reference-{at}-", sent.get(f"reference-{at}-key", "")
        if key in kept and not sent.get(f"{row}off"):
            works.append(kept[key])
        elif not key and any(sent.get(f"{row}{name}", "").strip() for name in _OF_A_WORK):
            found: Errors = []
            work = read_work(sent, found, key=row)
            if not work.title and not found:
                found.append((f"{row}title", NO_TITLE))
            if len(works) >= MOST_ROWS:
                found.append((f"{row}title", TOO_MANY))
            # the row stands where its work does when the page comes back
            errors += [(f"reference-{len(works)}-{name.removeprefix(row)}", said) for name, said in found]
            works.append(work)
    return works


def read_finding(sent: Sent, at: int, errors: Errors) -> FindingDraft:
    """Return one finding."""
    key = f"finding-{at}"
    people = sent.get(f"{key}-people", "").replace(" ", "").replace(",", "")
    if people and not (people.isascii() and people.isdigit() and int(people[:9]) > 0):
        sentence = (
            f"Write how many people were counted as a number, or leave it empty; “{people[:40]}” is none."
        )
        errors.append((f"{key}-people", sentence))
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
        references=read_cited(sent, key),
        last_searched=read_day(sent, f"{key}-last_searched", errors),
    )
