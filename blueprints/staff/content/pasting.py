"""The box "Paste what you have": works that were pasted go onto an article's list, the rest stays in the box."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.content.drafts import ArticleDraft, ReferenceDraft
from app.content.library import KnownWork, known_by_key
from app.content.pasting import read_pasted
from app.settings.queries import load_settings
from blueprints.staff.content.form import MOST_ROWS, ROWS_READ
from blueprints.staff.content.lines import Errors, Sent

SAID_AT_ONCE = 5
UNTITLED = "We know only its number. Type its title here, as it stands on the work's first page."


def kept_works(base: ArticleDraft, sent: Sent) -> dict[str, ReferenceDraft]:
    """Return the works that the form may name by key: those of the working copy, and those of the library."""
    works = {one.key: one for one in base.references}
    named = [key for at in range(ROWS_READ) if (key := sent.get(f"reference-{at}-key", ""))]
    others = known_by_key(key for key in named if key not in works)
    return {**{key: one.work for key, one in others.items()}, **works}


def add_pasted(draft: ArticleDraft, text: str, errors: Errors) -> ArticleDraft:
    """Return the draft with the works of a pasted text on its list; what is wrong is added to `errors`."""
    if not text.strip():
        return draft
    read = read_pasted(text)
    works = [*draft.references]
    for work in choose_new(works, read.works):
        if len(works) >= MOST_ROWS:
            sentence = (
                f"An article rests on {MOST_ROWS} works at most. What is beyond them stands in the box."
            )
            errors.append(("paste", sentence))
            break
        if not work.title and not load_settings().look_up_references:
            errors.append((f"reference-{len(works)}-title", UNTITLED))
        works.append(work)
    errors += say_problems(one.sentence for one in read.problems)
    return replace(draft, references=tuple(works))


def left_in_box(draft: ArticleDraft, text: str) -> str:
    """Return what of a pasted text is on no list: the works beyond the most, then what was not understood."""
    read = read_pasted(text)
    beyond = [write_work(one) for one in choose_new(draft.references, read.works)]
    return "\n".join([*beyond, *([read.left] if read.left else [])])


def write_work(work: ReferenceDraft) -> str:
    """Return a work as it can be pasted again."""
    if work.title:
        return json.dumps(work.as_csl(), ensure_ascii=False)
    return work.doi or f"PMID {work.pmid}"


def choose_new(listed: Iterable[ReferenceDraft], pasted: Iterable[ReferenceDraft]) -> list[ReferenceDraft]:
    """Return the pasted works that are not on the list, each as the library knows it if it does."""
    pasted = list(pasted)
    known = known_by_key([*numbers_of(pasted), *numbers_of(listed)])
    there = {identity_of(one, known) for one in listed}
    new: list[ReferenceDraft] = []
    for one in pasted:
        identity = identity_of(one, known)
        if identity not in there:
            there.add(identity)
            found = find_known(one, known)
            new.append(found.work if found and found.work.title else one)
    return new


def say_problems(sentences: Iterable[str]) -> Errors:
    """Return the first problems beside the box, and how many more there are."""
    said = list(sentences)
    more = len(said) - SAID_AT_ONCE
    shown = [*said[:SAID_AT_ONCE], *([f"And {more} more like these."] if more > 0 else [])]
    return [("paste", " ".join(shown))] if shown else []


def numbers_of(works: Iterable[ReferenceDraft]) -> list[str]:
    """Return every number that works are known by."""
    return [key for one in works for key in (one.key, f"pmid:{one.pmid}") if key != "pmid:"]


def find_known(work: ReferenceDraft, known: Mapping[str, KnownWork]) -> KnownWork | None:
    """Return the library's work with one of these numbers, the DOI first."""
    return next((known[key] for key in numbers_of([work]) if key in known), None)


def identity_of(work: ReferenceDraft, known: Mapping[str, KnownWork]) -> str:
    """Return what two works share when they are one."""
    found = find_known(work, known)
    return f"id:{found.id}" if found else work.key
