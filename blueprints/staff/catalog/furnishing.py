"""Shelves and makers: one list of each, one form of each."""

from collections.abc import Callable, Mapping
from dataclasses import fields

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalog.errors import ProductProblems
from app.catalog.furnishing import (
    MakerDraft,
    ShelfDraft,
    add_category,
    add_maker,
    change_category,
    change_maker,
    get_maker,
)
from app.catalog.queries import list_categories, list_makers
from app.clock import utcnow
from app.db import transaction
from app.errors import NotFound
from app.web.permissions import current_actor, needs
from blueprints.staff.catalog.forms import typed
from blueprints.staff.catalog.hall import staff_catalog
from blueprints.staff.reading import read_whole

Answer = str | Response | tuple[str, int]
SHELF_FIELDS = ("name", "summary", "position", "slug")
MAKER_FIELDS = tuple(one.name for one in fields(MakerDraft) if one.name != "slug")


@staff_catalog.get("/furniture/")
@needs("catalog.edit")
def furniture() -> str:
    """List the shelves and the makers."""
    return render_template("staff/catalog/furniture.html", shelves=list_categories(), makers=list_makers())


@staff_catalog.get("/shelves/new/")
@needs("catalog.edit")
def new_shelf() -> str:
    """Show an empty shelf form."""
    return shelf_page(None, dict.fromkeys(SHELF_FIELDS, ""))


@staff_catalog.post("/shelves/")
@needs("catalog.edit")
def create_shelf() -> Answer:
    """Add a shelf."""
    values = typed(request.form, SHELF_FIELDS)
    return kept(
        lambda: add_category(read_shelf(values), actor=current_actor(), now=utcnow()),
        lambda problems: shelf_page(None, values, problems),
    )


@staff_catalog.get("/shelves/<int:category_id>/")
@needs("catalog.edit")
def edit_shelf(category_id: int) -> str:
    """Show one shelf's form."""
    for one in list_categories():
        if one.id == category_id:
            return shelf_page(category_id, {name: str(getattr(one, name)) for name in SHELF_FIELDS})
    raise NotFound("There is no such shelf.")


@staff_catalog.post("/shelves/<int:category_id>/")
@needs("catalog.edit")
def save_shelf(category_id: int) -> Answer:
    """Change a shelf's words, place and address."""
    values = typed(request.form, SHELF_FIELDS)
    return kept(
        lambda: change_category(category_id, read_shelf(values), actor=current_actor(), now=utcnow()),
        lambda problems: shelf_page(category_id, values, problems),
    )


@staff_catalog.get("/makers/new/")
@needs("catalog.edit")
def new_maker() -> str:
    """Show an empty maker form."""
    return maker_page(None, dict.fromkeys(MAKER_FIELDS, ""))


@staff_catalog.post("/makers/")
@needs("catalog.edit")
def create_maker() -> Answer:
    """Add a maker."""
    values = typed(request.form, MAKER_FIELDS)
    return kept(
        lambda: add_maker(read_maker(values), actor=current_actor(), now=utcnow()),
        lambda problems: maker_page(None, values, problems),
    )


@staff_catalog.get("/makers/<int:maker_id>/")
@needs("catalog.edit")
def edit_maker(maker_id: int) -> str:
    """Show one maker's form."""
    maker = get_maker(maker_id)
    return maker_page(maker_id, {name: str(getattr(maker, name)) for name in MAKER_FIELDS})


@staff_catalog.post("/makers/<int:maker_id>/")
@needs("catalog.edit")
def save_maker(maker_id: int) -> Answer:
    """Change what is said of a maker."""
    values = typed(request.form, MAKER_FIELDS)
    return kept(
        lambda: change_maker(maker_id, read_maker(values), actor=current_actor(), now=utcnow()),
        lambda problems: maker_page(maker_id, values, problems),
    )


def kept(change: Callable[[], object], show: Callable[[list[tuple[str, str]]], str]) -> Answer:
    """Make one change in one transaction and go back to the list, or show what is wrong with it."""
    try:
        with transaction():
            change()
    except ProductProblems as error:
        return show(error.problems), 422
    return redirect(url_for("staff_catalog.furniture"), 303)


def read_shelf(values: Mapping[str, str]) -> ShelfDraft:
    """Return the draft in a shelf's form; raises ProductProblems."""
    position = read_whole(values["position"].strip() or "0")
    if position is None:
        raise ProductProblems([("position", "Give the place as a whole number, such as 3.")])
    return ShelfDraft(
        name=values["name"].strip(),
        summary=values["summary"].strip(),
        position=position,
        slug=values["slug"].strip(),
    )


def read_maker(values: Mapping[str, str]) -> MakerDraft:
    """Return the draft in a maker's form."""
    plain = {name: " ".join(values[name].split()) for name in MAKER_FIELDS}
    return MakerDraft(**{**plain, "country": plain["country"].upper()})


def shelf_page(
    shelf_id: int | None, values: Mapping[str, str], problems: list[tuple[str, str]] | None = None
) -> str:
    """Return a shelf's form with what was typed."""
    return render_template(
        "staff/catalog/shelf.html", shelf_id=shelf_id, values=values, errors=problems or []
    )


def maker_page(
    maker_id: int | None, values: Mapping[str, str], problems: list[tuple[str, str]] | None = None
) -> str:
    """Return a maker's form with what was typed."""
    return render_template(
        "staff/catalog/maker.html", maker_id=maker_id, values=values, errors=problems or []
    )
