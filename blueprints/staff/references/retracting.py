"""Retracted works: the mark, taking a mistaken one back, and the articles to be read again."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.content.library import get_work, known, list_reviews
from app.content.retracting import close_review, mark_retracted, take_retraction_back
from app.content.works import draft_of
from app.db import transaction
from app.errors import DomainError
from app.web.permissions import current_actor, needs
from blueprints.staff.actors import name_actors
from blueprints.staff.content.lines import Errors, one_line, read_day
from blueprints.staff.references.editing import work_page
from blueprints.staff.references.hall import staff_references

Answer = tuple[str, int] | Response


@staff_references.post("/<int:citation_id>/retraction")
@needs("content.publish")
def retract(citation_id: int) -> Answer:
    """Mark a work as retracted: readers are told at each article, and each is to be read again."""
    errors: Errors = []
    on, note = read_day(request.form, "retracted_on", errors), one_line(request.form, "note")
    actor = current_actor()
    if on is None and not errors:
        errors.append(("retracted_on", "Write the day of the retraction notice."))
    try:
        if on is not None:
            with transaction():
                mark_retracted(citation_id, on, note, actor=actor, now=utcnow())
    except DomainError as error:
        errors.append(("retracted_on", error.sentence))
    if errors:
        citation = get_work(citation_id)
        return work_page(citation, draft_of(citation), errors=errors, retraction=True), 422
    return redirect(url_for("staff_references.reviews"), 303)


@staff_references.post("/<int:citation_id>/clearing")
@needs("content.publish")
def clear(citation_id: int) -> Response:
    """Take a mistaken mark back."""
    actor = current_actor()
    with transaction():
        take_retraction_back(citation_id, actor=actor, now=utcnow())
    return redirect(url_for("staff_references.edit", citation_id=citation_id, saved="yes"), 303)


@staff_references.get("/reviews/")
@needs("content.write")
def reviews() -> str:
    """List the articles that rest on retracted works and wait to be read again."""
    return reviews_page()


@staff_references.post("/reviews/<int:review_id>/decision")
@needs("content.publish")
def decide(review_id: int) -> Answer:
    """Close a review with what was decided."""
    said, actor = one_line(request.form, "decision"), current_actor()
    try:
        with transaction():
            close_review(review_id, said, actor=actor, now=utcnow())
    except DomainError as error:
        return reviews_page(errors=[(f"decision-{review_id}", error.sentence)], typed=said), error.status
    return redirect(url_for("staff_references.reviews"), 303)


def reviews_page(*, errors: Errors | None = None, typed: str = "") -> str:
    """Return the list."""
    rows = [(review, article, known(citation)) for review, article, citation in list_reviews()]
    return render_template(
        "staff/references/reviews.html",
        rows=rows,
        who=name_actors(review.opened_by for review, _, _ in rows),
        errors=errors or [],
        error_of=dict(errors or []),
        typed=typed,
    )
