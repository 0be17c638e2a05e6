"""Authors and checkers: who they are, what they do, which interests they have."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.content.people import PersonDraft, add_person, as_person, change_person, get_person, list_people
from app.content.people_models import Contributor
from app.db import transaction
from app.errors import DomainError
from app.web.permissions import current_actor, needs
from blueprints.staff.content.lines import Sent, one_line
from blueprints.staff.reading import read_seen

staff_contributors = Blueprint("staff_contributors", __name__, url_prefix="/staff/contributors")
Answer = str | tuple[str, int] | Response


@staff_contributors.get("/")
@needs("content.write")
def index() -> str:
    """List everybody by name."""
    return render_template("staff/contributors/index.html", people=list_people())


@staff_contributors.get("/new/")
@needs("content.write")
def new() -> str:
    """Show an empty form."""
    return form_page(None, PersonDraft(name=request.args.get("name", "")[:120], does=""))


@staff_contributors.post("/new/")
@needs("content.publish")
def add() -> Answer:
    """Add somebody."""
    draft, actor = read_person(request.form), current_actor()
    try:
        with transaction():
            add_person(draft, actor=actor, now=utcnow())
    except DomainError as error:
        return form_page(None, draft, error=error.sentence), error.status
    return redirect(url_for("staff_contributors.index"), 303)


@staff_contributors.get("/<int:person_id>/")
@needs("content.write")
def edit(person_id: int) -> str:
    """Show somebody's form."""
    person = get_person(person_id)
    return form_page(person, as_person(person))


@staff_contributors.post("/<int:person_id>/")
@needs("content.publish")
def save(person_id: int) -> Answer:
    """Put somebody's page right; a stale form is refused with everything that was typed."""
    draft, actor = read_person(request.form), current_actor()
    seen = read_seen(request.form.get("revision", ""))
    try:
        with transaction():
            change_person(person_id, draft, seen_revision=seen, actor=actor, now=utcnow())
    except DomainError as error:
        return form_page(get_person(person_id), draft, error=error.sentence), error.status
    return redirect(url_for("staff_contributors.index"), 303)


def read_person(sent: Sent) -> PersonDraft:
    """Return what was typed."""
    orcid = one_line(sent, "orcid").removeprefix("https://orcid.org/").replace(" ", "").upper()
    return PersonDraft(
        name=one_line(sent, "name")[:200],
        does=one_line(sent, "does")[:300],
        about="\n".join(line.strip() for line in sent.get("about", "").splitlines())[:4000].strip(),
        conflicts=one_line(sent, "conflicts")[:600],
        orcid=orcid[:40],
        is_group=sent.get("is_group") == "yes",
    )


def form_page(person: Contributor | None, draft: PersonDraft, *, error: str = "") -> str:
    """Return the form."""
    return render_template("staff/contributors/form.html", person=person, draft=draft, error=error)
