"""The glossary for staff: every word, a new one, changing one, taking one out."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.db import transaction
from app.errors import DomainError
from app.glossary.actions import TermDraft, add_term, change_term, remove_term
from app.glossary.models import Term
from app.glossary.queries import get_term, list_terms
from app.web.permissions import current_actor, needs
from blueprints.staff.content.lines import one_line
from blueprints.staff.reading import read_seen

staff_glossary = Blueprint("staff_glossary", __name__, url_prefix="/staff/glossary")
Answer = str | tuple[str, int] | Response


@staff_glossary.get("/")
@needs("content.write")
def index() -> str:
    """List every word."""
    return render_template("staff/glossary/index.html", terms=list_terms())


@staff_glossary.get("/new/")
@needs("content.write")
def new() -> str:
    """Show an empty form."""
    return form_page(None, TermDraft(name="", meaning=""))


@staff_glossary.post("/new/")
@needs("content.publish")
def add() -> Answer:
    """Add a word."""
    draft, actor = read_draft(request.form), current_actor()
    try:
        with transaction():
            add_term(draft, actor=actor, now=utcnow())
    except DomainError as error:
        return form_page(None, draft, error=error.sentence), error.status
    return redirect(url_for("staff_glossary.index"), 303)


@staff_glossary.get("/<int:term_id>/")
@needs("content.write")
def edit(term_id: int) -> str:
    """Show one word's form."""
    term = get_term(term_id)
    return form_page(term, TermDraft(name=term.name, meaning=term.meaning, spellings=tuple(term.spellings)))


@staff_glossary.post("/<int:term_id>/")
@needs("content.publish")
def save(term_id: int) -> Answer:
    """Save a word; a stale form is refused with everything that was typed."""
    draft, actor = read_draft(request.form), current_actor()
    seen = read_seen(request.form.get("revision", ""))
    try:
        with transaction():
            change_term(term_id, draft, seen_revision=seen, actor=actor, now=utcnow())
    except DomainError as error:
        return form_page(get_term(term_id), draft, error=error.sentence), error.status
    return redirect(url_for("staff_glossary.index"), 303)


@staff_glossary.post("/<int:term_id>/removal")
@needs("content.publish")
def remove(term_id: int) -> Answer:
    """Take a word out."""
    actor = current_actor()
    with transaction():
        remove_term(term_id, actor=actor, now=utcnow())
    return redirect(url_for("staff_glossary.index"), 303)


def read_draft(sent: MultiDict[str, str]) -> TermDraft:
    """Return what was typed; other spellings stand one a line, or between commas."""
    typed = sent.get("spellings", "").replace(",", "\n").splitlines()
    spellings = tuple(dict.fromkeys(" ".join(one.split()) for one in typed if one.strip()))
    return TermDraft(name=one_line(sent, "name"), meaning=one_line(sent, "meaning"), spellings=spellings)


def form_page(term: Term | None, draft: TermDraft, *, error: str = "") -> str:
    """Return the form."""
    return render_template("staff/glossary/form.html", term=term, draft=draft, error=error)
