"""The list of references, and adding what was pasted."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.content.library import count_citing, count_reviews, known, known_by_key, list_works
from app.content.pasting import Pasted, read_pasted
from app.content.works import keep_citation
from app.db import transaction
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs
from blueprints.staff.content.lines import Errors
from blueprints.staff.content.pasting import find_known, numbers_of, say_problems
from blueprints.staff.reading import read_id
from blueprints.staff.references.hall import staff_references

PAGE_SIZE = 50
SHOWN = [
    ("all", "All"),
    ("retracted", "Retracted"),
    ("untitled", "Without a title"),
    ("unfound", "Not found when we asked"),
]


@staff_references.get("/")
@needs("content.write")
def index() -> str:
    """List references, the newest first."""
    return list_page()


@staff_references.post("/")
@needs("content.write")
def add() -> tuple[str, int] | Response:
    """Add every work that was pasted, or none where something could not be read."""
    text = request.form.get("paste", "")
    read, actor, now = read_pasted(text), current_actor(), utcnow()
    errors = problems_of(read)
    if errors:
        return list_page(errors=errors, paste=text), 422
    with transaction():
        ids = {keep_citation(one, actor=actor, now=now).id for one in read.works}
    return redirect(url_for("staff_references.index", added=len(ids)), 303)


def problems_of(read: Pasted) -> Errors:
    """Return what stands in the way of adding a pasted text."""
    sentences = [one.sentence for one in read.problems]
    if not read.works and not sentences:
        sentences = ["Paste at least one DOI, PubMed number or reference first."]
    if not load_settings().look_up_references:
        bare = [one for one in read.works if not one.title]
        there = known_by_key(numbers_of(bare))
        sentences += [
            f"We know only the number of {one.key}. Type that one by hand."
            for one in bare
            if find_known(one, there) is None
        ]
    return say_problems(sentences)


def list_page(*, errors: Errors | None = None, paste: str = "") -> str:
    """Return the list with the box."""
    words, show = request.args.get("words", "")[:80], request.args.get("show", "all")
    show = show if show in dict(SHOWN) else "all"
    after = read_id(request.args.get("after", "")) or 0
    found = list_works(show=show, words=words, after=after, limit=PAGE_SIZE + 1)
    shown = [known(one) for one in found[:PAGE_SIZE]]
    more = shown[-1].id if len(found) > PAGE_SIZE else None
    return render_template(
        "staff/references/index.html",
        works=shown,
        citing=count_citing([one.id for one in shown]),
        reviews=count_reviews(),
        asks=load_settings().look_up_references,
        words=words,
        show=show,
        choices=SHOWN,
        errors=errors or [],
        error_of=dict(errors or []),
        paste=paste,
        added=read_id(request.args.get("added", "")),
        more_url=url_for("staff_references.index", words=words, show=show, after=more) if more else None,
    )
