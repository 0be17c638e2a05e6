"""Series for staff: every one, a new one, changing one."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.db import transaction
from app.errors import DomainError
from app.fetching import host_of
from app.series.actions import SeriesDraft, add_series, change_series
from app.series.models import Series
from app.series.queries import get_series, list_series, slugs_of_parts
from app.web.permissions import current_actor, needs
from blueprints.staff.content.lines import one_line
from blueprints.staff.reading import read_seen

staff_series = Blueprint("staff_series", __name__, url_prefix="/staff/series")
Answer = str | tuple[str, int] | Response


@staff_series.get("/")
@needs("content.write")
def index() -> str:
    """List every series."""
    return render_template("staff/series/index.html", series=list_series())


@staff_series.get("/new/")
@needs("content.write")
def new() -> str:
    """Show an empty form."""
    return form_page(None, SeriesDraft(title="", summary=""))


@staff_series.post("/new/")
@needs("content.publish")
def add() -> Answer:
    """Make a series."""
    draft, actor = read_draft(request.form), current_actor()
    try:
        with transaction():
            add_series(draft, actor=actor, now=utcnow())
    except DomainError as error:
        return form_page(None, draft, error=error.sentence), error.status
    return redirect(url_for("staff_series.index"), 303)


@staff_series.get("/<int:series_id>/")
@needs("content.write")
def edit(series_id: int) -> str:
    """Show one series' form."""
    series = get_series(series_id)
    parts = tuple(slugs_of_parts(series_id))
    return form_page(series, SeriesDraft(title=series.title, summary=series.summary, parts=parts))


@staff_series.post("/<int:series_id>/")
@needs("content.publish")
def save(series_id: int) -> Answer:
    """Save a series; a stale form is refused with everything that was typed."""
    draft, actor = read_draft(request.form), current_actor()
    seen = read_seen(request.form.get("revision", ""))
    try:
        with transaction():
            change_series(series_id, draft, seen_revision=seen, actor=actor, now=utcnow())
    except DomainError as error:
        return form_page(get_series(series_id), draft, error=error.sentence), error.status
    return redirect(url_for("staff_series.index"), 303)


def read_draft(sent: MultiDict[str, str]) -> SeriesDraft:
    """Return what was typed; each line names an article by its address, whole or its last part."""
    lines = [one.strip() for one in sent.get("parts", "").splitlines() if one.strip()]
    return SeriesDraft(
        title=one_line(sent, "title")[:120],
        summary=one_line(sent, "summary")[:300],
        parts=tuple(slug_in(one) for one in lines[:200]),
    )


def slug_in(line: str) -> str:
    """Return the last part of an article's address, however much of it was pasted."""
    path = urlsplit(line).path if host_of(line) else line
    return path.strip("/").rpartition("/")[2][:80]


def form_page(series: Series | None, draft: SeriesDraft, *, error: str = "") -> str:
    """Return the form."""
    return render_template("staff/series/form.html", series=series, draft=draft, error=error)
