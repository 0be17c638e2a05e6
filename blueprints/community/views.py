"""All doors; one door with what to expect; the invitation, shown after a press only."""

from collections.abc import Iterable

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.community.actions import count_door
from app.community.models import Door, DoorKind, DoorState
from app.community.queries import find_open_door, get_door, list_open_doors
from app.db import transaction
from app.effect.counting import count_joined
from app.errors import NotFound
from app.media.models import Picture
from app.media.queries import pictures_by_id
from app.media.views import describe
from app.picturing.models import PageKind
from app.slugs import find_slug
from app.web.counting import is_a_deed, note_page
from app.web.limits import limiter
from app.web.page_cache import cached_page
from app.web.templating import site_today
from app.web.via import LONGEST, read_via
from blueprints.blog.cards import door_arguments
from blueprints.blog.telling import Step, tell_page
from blueprints.blog.words import DOOR_WORDS, language_words

community = Blueprint("community", __name__)
NUMBER_ERROR = "Tick this when you have read it; then we can show you the invitation."


@community.get("/join/")
@cached_page
def list_doors() -> str:
    """Show every open door."""
    doors = list_open_doors()
    pictures = pictures_of(doors)
    cards = [door_arguments(door, pictures.get(door.picture_id or 0)) for door in doors]
    return render_template("community/doors.html", doors=cards, told=tell_page(*doors_step()))


@community.get("/join/<slug>/")
@cached_page
def show_door(slug: str) -> str | AnyResponse:
    """Say what to expect behind one door; an old address leads to the present one."""
    door = find_open_door(slug)
    if door is None:
        return redirect(url_for("community.show_door", slug=moved_door(slug).slug), 301)
    note_page("door", door.id)
    return door_page(door)


@community.post("/join/<slug>/")
@limiter.limit("20 per minute")
def show_invitation(slug: str) -> Response:
    """Show the invitation as a link; nothing is redirected and nobody is remembered."""
    door = get_open_door(slug)
    if shows_numbers(door) and request.form.get("number") != "yes":
        return make_response(door_page(door, error=NUMBER_ERROR), 422)
    touch = read_via(request.form.get("via", ""))
    with transaction():
        count_door(door.id, "shown", day=site_today())
        if touch and is_a_deed():
            count_joined(touch.last, door.id, day=site_today())
    response = make_response(render_template("community/invitation.html", door=get_open_door(slug)))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@community.post("/join/<slug>/arrival")
@limiter.limit("20 per minute")
def say_arrived(slug: str) -> AnyResponse:
    """Count somebody who says they went in."""
    door = get_open_door(slug)
    with transaction():
        count_door(door.id, "joined", day=site_today())
    return redirect(url_for("community.thank", slug=slug), 303)


@community.get("/join/<slug>/arrival")
def thank(slug: str) -> str:
    """Say that it was heard."""
    return render_template("community/arrived.html", door=get_open_door(slug))


def door_page(door: Door, *, error: str | None = None) -> str:
    """Return the page of one door."""
    pictures = pictures_of([door])
    other = next((one for one in list_open_doors() if not shows_numbers(one)), None)
    return render_template(
        "community/door.html",
        door=door,
        told=tell_page(
            door.name,
            url_for("community.show_door", slug=door.slug),
            doors_step(),
            picture=(PageKind.DOOR, door.id),
            kind="WebPage",
        ),
        kind=DOOR_WORDS[door.kind],
        language=language_words(door.language),
        picture=next((describe(one) for one in pictures.values()), None),
        shows_numbers=shows_numbers(door),
        other=other if shows_numbers(door) else None,
        via=request.values.get("via", "")[:LONGEST],
        error=error,
    )


def doors_step() -> Step:
    """Return the page above every door."""
    return "Community", url_for("community.list_doors")


def shows_numbers(door: Door) -> bool:
    """Say whether members behind this door see each other's telephone numbers."""
    return door.kind is DoorKind.WHATSAPP


def get_open_door(slug: str) -> Door:
    """Return the open door at this address; raises NotFound."""
    door = find_open_door(slug)
    if door is None:
        raise NotFound("There is no open door here.")
    return door


def moved_door(slug: str) -> Door:
    """Return the open door that once had this address; raises NotFound."""
    door_id = find_slug("door", slug)
    door = get_door(door_id) if door_id is not None else None
    if door is None or door.slug == slug or door.state is not DoorState.OPEN:
        raise NotFound("There is no open door here.")
    return door


def pictures_of(doors: Iterable[Door]) -> dict[int, Picture]:
    """Return the drawings of doors by id."""
    return pictures_by_id(door.picture_id for door in doors if door.picture_id)
