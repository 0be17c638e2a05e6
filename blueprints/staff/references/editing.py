"""One reference: typing it by hand, putting it right for every article at once, asking Crossref and PubMed."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.content.drafts import ReferenceDraft, tidy_doi
from app.content.evidence_models import Citation
from app.content.library import get_work, known, known_by_key, list_citing
from app.content.works import ask_about_work, change_work, check_work, draft_of, keep_citation
from app.db import transaction
from app.errors import DomainError
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs
from blueprints.staff.actors import name_actors
from blueprints.staff.content.desk import words_of
from blueprints.staff.content.lines import Errors
from blueprints.staff.content.pasting import numbers_of
from blueprints.staff.content.works import CSL_WORDS, read_work
from blueprints.staff.reading import read_seen
from blueprints.staff.references.hall import staff_references

Answer = tuple[str, int] | Response
SAID = {"yes": "Kept, for every article that cites it.", "asked": "We are asking. Look again in a minute."}


@staff_references.get("/new/")
@needs("content.write")
def new() -> str:
    """Show an empty form, with a number where one was handed over."""
    doi = tidy_doi(request.args.get("doi", "")[:200])
    return work_page(None, ReferenceDraft(title="", doi=doi))


@staff_references.post("/new/")
@needs("content.write")
def begin() -> Answer:
    """Add the reference that was typed; one that is known already is shown instead."""
    errors: Errors = []
    work, actor = read_work(request.form, errors), current_actor()
    errors += problem_of(work) if not errors else []
    if not errors and known_by_key(numbers_of([work])):
        errors.append(("doi" if work.doi else "pmid", "There is a reference with this number already."))
    if errors:
        return work_page(None, work, errors=errors), 422
    with transaction():
        citation_id = keep_citation(work, actor=actor, now=utcnow()).id
    return redirect(url_for("staff_references.edit", citation_id=citation_id, saved="yes"), 303)


@staff_references.get("/<int:citation_id>/")
@needs("content.write")
def edit(citation_id: int) -> str:
    """Show one reference, who cites it, and whether it was retracted."""
    citation = get_work(citation_id)
    return work_page(citation, draft_of(citation))


@staff_references.post("/<int:citation_id>/")
@needs("content.publish")
def save(citation_id: int) -> Answer:
    """Put a reference right, for every article at once; a stale form is refused with everything that was typed."""
    errors: Errors = []
    work, actor = read_work(request.form, errors), current_actor()
    errors += problem_of(work) if not errors else []
    if errors:
        return work_page(get_work(citation_id), work, errors=errors), 422
    seen = read_seen(request.form.get("revision", ""))
    try:
        with transaction():
            change_work(citation_id, work, seen_revision=seen, actor=actor, now=utcnow())
    except DomainError as error:
        return work_page(get_work(citation_id), work, errors=[("title", error.sentence)]), error.status
    return redirect(url_for("staff_references.edit", citation_id=citation_id, saved="yes"), 303)


@staff_references.post("/<int:citation_id>/question")
@needs("content.write")
def ask(citation_id: int) -> Answer:
    """Ask Crossref and PubMed about a work, in a job, where the setting permits."""
    actor = current_actor()
    with transaction():
        ask_about_work(get_work(citation_id), actor=actor, now=utcnow())
    return redirect(url_for("staff_references.edit", citation_id=citation_id, saved="asked"), 303)


def problem_of(work: ReferenceDraft) -> Errors:
    """Return why a work cannot be kept, beside the field where it is mended."""
    try:
        check_work(work)
    except DomainError as error:
        return [("title" if work.doi or work.pmid else "doi", error.sentence)]
    return []


def work_page(
    citation: Citation | None, work: ReferenceDraft, *, errors: Errors | None = None, retraction: bool = False
) -> str:
    """Return the page of one reference; `retraction` says that the errors belong to the form beside it."""
    return render_template(
        "staff/references/edit.html",
        citation=citation,
        shown=known(citation) if citation else None,
        work=work,
        errors=errors or [],
        error_of=dict(errors or []),
        retraction_sent=request.form if retraction else {},
        citing=list_citing(citation.id) if citation else [],
        who=name_actors([citation.retracted_by]) if citation else {},
        asks=load_settings().look_up_references,
        said=SAID.get(request.args.get("saved", ""), ""),
        work_kinds=words_of(type(work.kind)),
        csl_types=list(CSL_WORDS.items()),
    )
