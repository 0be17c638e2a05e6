"""The doors to the community, edited in one place: what stands before them, their invitation, open or closed."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.community.actions import DoorDraft, change_door, make_door
from app.community.models import Door, DoorKind, DoorState
from app.community.queries import get_door, list_doors, sums_of_doors, topics_of_doors
from app.db import transaction
from app.errors import DomainError
from app.outbox.actions import enqueue
from app.publishing.withdrawing import close_door, open_door
from app.topics.queries import list_topics
from app.web.permissions import current_actor, needs
from app.web.templating import site_today
from blueprints.blog.words import DOOR_WORDS
from blueprints.staff.content.lines import choose, one_line
from blueprints.staff.reading import read_seen

staff_community = Blueprint("staff_community", __name__, url_prefix="/staff/doors")
Answer = str | tuple[str, int] | Response
COUNTED_DAYS = 30


@staff_community.get("/")
@needs("community.edit")
def index() -> str:
    """List the doors with the sums of the last thirty days."""
    sums = sums_of_doors(site_today() - timedelta(days=COUNTED_DAYS))
    return render_template("staff/community/index.html", doors=list_doors(), sums=sums, kinds=DOOR_WORDS)


@staff_community.get("/new/")
@needs("community.edit")
def new() -> str:
    """Show an empty form."""
    draft = DoorDraft(
        name="", kind=DoorKind.FORUM, language="en", place="", summary="", invitation="https://"
    )
    return form_page(None, draft)


@staff_community.post("/new/")
@needs("community.edit")
def add() -> Answer:
    """Make a door."""
    draft, actor, now = read_draft(request.form, None), current_actor(), utcnow()
    try:
        with transaction():
            made = make_door(draft, actor=actor, now=now)
            enqueue("graph_update", {"kind": "door", "id": made.id}, now=now, at_leisure=True)
    except DomainError as error:
        return form_page(None, draft, error=error.sentence), error.status
    return redirect(url_for("staff_community.index"), 303)


@staff_community.get("/<int:door_id>/")
@needs("community.edit")
def edit(door_id: int) -> str:
    """Show one door's form."""
    door = get_door(door_id)
    return form_page(door, draft_of(door))


@staff_community.post("/<int:door_id>/")
@needs("community.edit")
def save(door_id: int) -> Answer:
    """Save a door; a stale form is refused with everything that was typed."""
    draft, actor, now = read_draft(request.form, get_door(door_id).picture_id), current_actor(), utcnow()
    try:
        with transaction():
            change_door(
                door_id,
                draft,
                seen_revision=read_seen(request.form.get("revision", "")),
                actor=actor,
                now=now,
            )
            enqueue("graph_update", {"kind": "door", "id": door_id}, now=now, at_leisure=True)
    except DomainError as error:
        return form_page(get_door(door_id), draft, error=error.sentence), error.status
    return redirect(url_for("staff_community.index"), 303)


@staff_community.post("/<int:door_id>/<any(closing, opening):deed>")
@needs("community.edit")
def set_state(door_id: int, deed: str) -> Answer:
    """Close a door or open it again."""
    actor = current_actor()
    change = close_door if deed == "closing" else open_door
    try:
        with transaction():
            change(get_door(door_id), actor=actor, now=utcnow())
    except DomainError as error:
        door = get_door(door_id)
        return form_page(door, draft_of(door), error=error.sentence), error.status
    return redirect(url_for("staff_community.index"), 303)


def read_draft(sent: MultiDict[str, str], picture_id: int | None) -> DoorDraft:
    """Return what was typed."""
    countries = [one.upper()[:2] for one in sent.get("countries", "").replace(",", " ").split()]
    position = sent.get("position", "")
    return DoorDraft(
        name=one_line(sent, "name")[:80],
        kind=choose(DoorKind, sent.get("kind", ""), DoorKind.FORUM),
        language=one_line(sent, "language")[:12] or "en",
        place=one_line(sent, "place")[:120],
        summary=one_line(sent, "summary")[:300],
        invitation=sent.get("invitation", "").strip()[:500],
        hours=one_line(sent, "hours")[:200],
        countries=tuple(dict.fromkeys(countries)),
        what_to_expect=read_lines(sent, "what_to_expect"),
        rules=read_lines(sent, "rules"),
        first_message=one_line(sent, "first_message")[:300],
        topics=tuple(dict.fromkeys(slug for slug in sent.getlist("topics") if slug)),
        position=int(position) if position.isascii() and position.isdigit() and len(position) < 4 else 0,
        picture_id=picture_id,
    )


def read_lines(sent: MultiDict[str, str], name: str) -> tuple[str, ...]:
    """Return the lines of a field that say something."""
    return tuple(line.strip()[:300] for line in sent.get(name, "").splitlines() if line.strip())[:20]


def draft_of(door: Door) -> DoorDraft:
    """Return what is said of a door now."""
    topics = topics_of_doors([door.id]).get(door.id, [])
    return DoorDraft(
        name=door.name,
        kind=door.kind,
        language=door.language,
        place=door.place,
        summary=door.summary,
        invitation=door.invitation,
        hours=door.hours,
        countries=tuple(door.countries),
        what_to_expect=tuple(door.what_to_expect),
        rules=tuple(door.rules),
        first_message=door.first_message,
        topics=tuple(topic.slug for topic in topics),
        position=door.position,
        picture_id=door.picture_id,
    )


def form_page(door: Door | None, draft: DoorDraft, *, error: str = "") -> str:
    """Return the form."""
    return render_template(
        "staff/community/form.html",
        door=door,
        draft=draft,
        error=error,
        kinds=[(kind.value, words) for kind, words in DOOR_WORDS.items()],
        topics=[(topic.slug, topic.name) for topic in list_topics()],
        is_closed=door is not None and door.state is DoorState.CLOSED,
    )
