"""Delivery for staff: the zones with their rates, one zone, one rate."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.db import transaction
from app.pricing.delivering import Basis
from app.pricing.errors import DeliveryChanged, DeliveryRefused, NoSuchDelivery
from app.pricing.models import DeliveryRate, DeliveryZone
from app.pricing.queries import find_rate_row, find_zone_row, list_zones, load_tariff
from app.pricing.zoning import (
    add_rate,
    add_zone,
    adopt_countries,
    change_rate,
    change_zone,
    remove_rate,
    remove_zone,
)
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs
from blueprints.staff.delivery_form import (
    RATE_FIELDS,
    ZONE_FIELDS,
    Values,
    empty_rate,
    read_rate,
    read_zone,
    step_words,
    typed_fields,
    values_of_rate,
    values_of_zone,
)
from blueprints.staff.reading import read_seen
from blueprints.store.places import country_name

staff_delivery = Blueprint("staff_delivery", __name__, url_prefix="/staff/delivery")
BASES = [
    (Basis.WEIGHT.value, "The weight, in grams"),
    (Basis.PRICE.value, "What the things cost, before offers"),
    (Basis.COUNT.value, "How many things"),
]
Answer = str | Response | tuple[str, int]
Errors = dict[str, str]


@staff_delivery.get("/")
@needs("catalog.edit")
def index() -> str:
    """List the zones with their rates."""
    zones = [
        (one, place_words(one), [(rate, step_words(rate)) for rate in one.rates]) for one in list_zones()
    ]
    flat = [] if zones else [country_name(code) for code in load_tariff().codes]
    return render_template("staff/delivery/index.html", zones=zones, flat=flat)


@staff_delivery.get("/zones/new/")
@needs("catalog.edit")
def new_zone() -> str:
    """Show an empty form."""
    return zone_page(None, dict.fromkeys(ZONE_FIELDS, ""))


@staff_delivery.post("/zones/new/")
@needs("catalog.edit")
def add() -> Answer:
    """Add a zone; the first one brings the flat rates of the settings along, so that no country is lost."""
    values = typed_fields(request.form, ZONE_FIELDS)
    now, actor = utcnow(), current_actor()
    try:
        with transaction():
            adopt_countries(actor=actor, now=now)
            zone_id = add_zone(read_zone(values), actor=actor, now=now).id
    except DeliveryRefused as error:
        return zone_page(None, values, error.errors), error.status
    return redirect(url_for("staff_delivery.show_zone", zone_id=zone_id), 303)


@staff_delivery.get("/zones/<int:zone_id>/")
@needs("catalog.edit")
def show_zone(zone_id: int) -> str:
    """Show one zone and its rates."""
    zone = get_zone(zone_id)
    return zone_page(zone, values_of_zone(zone))


@staff_delivery.post("/zones/<int:zone_id>/")
@needs("catalog.edit")
def save_zone(zone_id: int) -> Answer:
    """Change a zone; a stale form is refused with everything that was typed."""
    get_zone(zone_id)
    values, actor = typed_fields(request.form, ZONE_FIELDS), current_actor()
    return _try(
        lambda: change_zone(
            zone_id,
            read_zone(values),
            seen_edition=read_seen(request.form.get("edition", "")),
            actor=actor,
            now=utcnow(),
        ),
        lambda errors: zone_page(get_zone(zone_id), values, errors),
    )


@staff_delivery.post("/zones/<int:zone_id>/removal")
@needs("catalog.edit")
def take_zone_away(zone_id: int) -> Answer:
    """Take a zone and its rates away."""
    zone, actor = get_zone(zone_id), current_actor()
    values = values_of_zone(zone)
    return _try(
        lambda: remove_zone(zone_id, actor=actor, now=utcnow()),
        lambda errors: zone_page(get_zone(zone_id), values, errors),
    )


@staff_delivery.get("/zones/<int:zone_id>/rates/new/")
@needs("catalog.edit")
def new_rate(zone_id: int) -> str:
    """Show an empty form."""
    return rate_page(get_zone(zone_id), None, empty_rate())


@staff_delivery.post("/zones/<int:zone_id>/rates/new/")
@needs("catalog.edit")
def put_rate(zone_id: int) -> Answer:
    """Add a way in which things reach a zone."""
    get_zone(zone_id)
    values, actor = typed_fields(request.form, RATE_FIELDS), current_actor()
    return _try(
        lambda: add_rate(zone_id, read_rate(values), actor=actor, now=utcnow()),
        lambda errors: rate_page(get_zone(zone_id), None, values, errors),
    )


@staff_delivery.get("/rates/<int:rate_id>/")
@needs("catalog.edit")
def show_rate(rate_id: int) -> str:
    """Show one rate."""
    rate = get_rate(rate_id)
    return rate_page(get_zone(rate.zone_id), rate, values_of_rate(rate))


@staff_delivery.post("/rates/<int:rate_id>/")
@needs("catalog.edit")
def save_rate(rate_id: int) -> Answer:
    """Change a rate; orders keep what they were placed with."""
    zone_id = get_rate(rate_id).zone_id
    values, actor = typed_fields(request.form, RATE_FIELDS), current_actor()
    return _try(
        lambda: change_rate(
            rate_id,
            read_rate(values),
            seen_edition=read_seen(request.form.get("edition", "")),
            actor=actor,
            now=utcnow(),
        ),
        lambda errors: rate_page(get_zone(zone_id), get_rate(rate_id), values, errors),
    )


@staff_delivery.post("/rates/<int:rate_id>/removal")
@needs("catalog.edit")
def take_rate_away(rate_id: int) -> Answer:
    """Take a way of delivery away."""
    get_rate(rate_id)
    with transaction():
        remove_rate(rate_id, actor=current_actor(), now=utcnow())
    return redirect(url_for("staff_delivery.index"), 303)


def _try(work: Callable[[], object], page: Callable[[Errors], str]) -> Answer:
    """Do one thing and lead to the list; what is refused is said on its page with everything that was typed."""
    try:
        with transaction():
            work()
    except DeliveryRefused as error:
        return page(error.errors), error.status
    except DeliveryChanged as error:
        return page({"name": error.sentence}), error.status
    return redirect(url_for("staff_delivery.index"), 303)


def get_zone(zone_id: int) -> DeliveryZone:
    """Return a zone with its rates; raises NoSuchDelivery."""
    zone = find_zone_row(zone_id) if zone_id < 2**53 else None
    if zone is None:
        raise NoSuchDelivery
    return zone


def get_rate(rate_id: int) -> DeliveryRate:
    """Return one rate; raises NoSuchDelivery."""
    rate = find_rate_row(rate_id) if rate_id < 2**53 else None
    if rate is None:
        raise NoSuchDelivery
    return rate


def place_words(zone: DeliveryZone) -> str:
    """Return "United Kingdom: HS, IV, KW15 to KW17"."""
    countries = ", ".join(country_name(code) for code in zone.countries)
    postcodes = ", ".join(one.replace("..", " to ") for one in zone.postcodes)
    return f"{countries}: {postcodes}" if postcodes else countries


def zone_page(zone: DeliveryZone | None, values: Values, errors: Errors | None = None) -> str:
    """Return the page of one zone with what was typed."""
    rates = [(one, step_words(one)) for one in zone.rates] if zone else []
    return render_template(
        "staff/delivery/zone.html",
        zone=zone,
        values=values,
        errors=errors or {},
        rates=rates,
    )


def rate_page(
    zone: DeliveryZone, rate: DeliveryRate | None, values: Values, errors: Errors | None = None
) -> str:
    """Return the page of one rate with what was typed."""
    return render_template(
        "staff/delivery/rate.html", zone=zone, rate=rate, values=values, errors=errors or {}, bases=BASES,
        place=place_words(zone), currency=load_settings().currency,
    )  # fmt: skip
