"""Stock: how much there is of everything, counting again, taking in a delivery, and how it came to be so."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalog.models import Variant
from app.catalog.queries import list_variants_for_staff, variants_by_id
from app.clock import utcnow
from app.db import transaction
from app.errors import NotFound
from app.inventory.actions import adjust, open_stock, receive
from app.inventory.errors import StaleStock, StockRefused
from app.inventory.models import StockMovement
from app.inventory.queries import items_of, list_movements, list_short_variants
from app.orders.models import FIRST_NUMBER
from app.web.permissions import current_actor, needs
from blueprints.staff.actors import name_actors
from blueprints.staff.reading import read_id, read_whole

staff_stock = Blueprint("staff_stock", __name__, url_prefix="/staff/stock")
PAGE_SIZE = 50
COUNT = "Give the count as a whole number, such as 12."
CAUSES = {"opening": "First count", "delivery": "A delivery", "count": "Counted"}
Answer = str | Response | tuple[str, int]
Problems = list[tuple[str, str]]


@staff_stock.get("/")
@needs("stock.adjust")
def index() -> str:
    """List every variant with its counts, or those that are sold out or low, by SKU."""
    words, after = request.args.get("q", "")[:80], request.args.get("after", "")[:40]
    is_short = request.args.get("show") == "short"
    if is_short:
        variants = list_short_variants(after=after, limit=PAGE_SIZE + 1)
    else:
        variants = list_variants_for_staff(words=words, after=after, limit=PAGE_SIZE + 1)
    page = variants[:PAGE_SIZE]
    items = items_of([variant.id for variant in page])
    rows = [(variant, items.get(variant.id)) for variant in page]
    return render_template(
        "staff/stock/index.html", rows=rows, words="" if is_short else words, is_short=is_short, after=after,
        has_more=len(variants) > PAGE_SIZE,
    )  # fmt: skip


@staff_stock.get("/<int:variant_id>/")
@needs("stock.adjust")
def show(variant_id: int) -> str:
    """Show one variant's counts, its forms and its movements."""
    return stock_page(get_variant(variant_id))


@staff_stock.post("/<int:variant_id>/")
@needs("stock.adjust")
def count_again(variant_id: int) -> Answer:
    """Set what was counted; a count that changed meanwhile is shown and nothing typed is lost."""
    variant = get_variant(variant_id)
    raw, reason = request.form.get("on_hand", ""), request.form.get("reason", "").replace("\x00", "")[:200]
    seen, on_hand = read_id(request.form.get("seen_on_hand", "")), read_whole(raw)
    if on_hand is None or seen is None:
        return stock_page(variant, on_hand=raw, reason=reason, errors=[("on_hand", COUNT)]), 422
    try:
        with transaction():
            adjust(variant_id, seen, on_hand, reason, current_actor(), utcnow())
    except StaleStock as error:
        problems = [("on_hand", f"{error.sentence} Save again if {on_hand} is still right.")]
        return stock_page(get_variant(variant_id), on_hand=raw, reason=reason, errors=problems), 409
    except StockRefused as error:
        field = "on_hand" if reason.strip() else "reason"
        return stock_page(
            get_variant(variant_id), on_hand=raw, reason=reason, errors=[(field, error.sentence)]
        ), 422
    return redirect(url_for("staff_stock.show", variant_id=variant_id, saved="yes"), 303)


@staff_stock.post("/<int:variant_id>/deliveries")
@needs("stock.adjust")
def take_in(variant_id: int) -> Answer:
    """Add what a maker has delivered; the first delivery begins the stock."""
    variant = get_variant(variant_id)
    raw, note = request.form.get("units", ""), request.form.get("note", "").replace("\x00", "")[:200]
    units = read_whole(raw)
    if not units:
        return stock_page(variant, units=raw, note=note, errors=[("units", COUNT)]), 422
    try:
        with transaction():
            begin_or_receive(variant_id, units, note)
    except StockRefused as error:
        return stock_page(
            get_variant(variant_id), units=raw, note=note, errors=[("units", error.sentence)]
        ), 422
    return redirect(url_for("staff_stock.show", variant_id=variant_id, saved="yes"), 303)


def begin_or_receive(variant_id: int, units: int, note: str) -> None:
    """Take units in, opening the stock of a variant that has none yet."""
    if variant_id in items_of([variant_id]):
        receive(variant_id, units, current_actor(), utcnow(), reason=note)
    else:
        open_stock(variant_id, units, current_actor(), utcnow())


def get_variant(variant_id: int) -> Variant:
    """Return a variant with its product; raises NotFound."""
    variant = variants_by_id([variant_id]).get(variant_id)
    if variant is None:
        raise NotFound("There is no such variant.")
    return variant


def stock_page(
    variant: Variant,
    *,
    on_hand: str | None = None,
    reason: str = "",
    units: str = "",
    note: str = "",
    errors: Problems | None = None,
) -> str:
    """Return the page of one variant's stock with what was typed."""
    before = read_id(request.args.get("before", ""))
    movements = list_movements(variant.id, before_id=before, limit=31)
    return render_template(
        "staff/stock/variant.html",
        variant=variant,
        item=items_of([variant.id]).get(variant.id),
        on_hand=on_hand,
        reason=reason,
        units=units,
        note=note,
        errors=errors or [],
        is_saved=request.args.get("saved") == "yes",
        movements=movements[:30],
        who=name_actors(one.actor for one in movements),
        why=why_moved,
        has_more=len(movements) > 30,
    )


def why_moved(movement: StockMovement) -> str:
    """Return why units moved: what was typed, else the order by its number, or what was done."""
    if movement.reason:
        return movement.reason
    if movement.cause_kind == "order":
        return f"Order {int(movement.cause_id) + FIRST_NUMBER - 1}"
    return CAUSES.get(movement.cause_kind, movement.cause_kind.capitalize())
