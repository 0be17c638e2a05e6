"""Offers for staff: the list with its uses, a new one, changing one nobody has used, prolonging and stopping."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalog.queries import list_categories
from app.clock import utcnow
from app.db import transaction
from app.errors import NotFound
from app.orders.redeeming import count_uses, has_been_used
from app.pricing.errors import NoSuchOffer, OfferChanged, OfferRefused
from app.pricing.models import Offer
from app.pricing.offering import add_offer, change_offer, prolong_offer, stop_offer
from app.pricing.queries import find_offer, list_offers, terms_of
from app.pricing.terms import OfferKind
from app.web.permissions import current_actor, needs
from app.web.templating import site_today
from blueprints.staff.offer_form import Errors, OfferForm, empty_form, form_of, read_day, sent_form
from blueprints.staff.reading import read_id, read_seen
from blueprints.store.offer_words import gives
from blueprints.store.places import country_options

staff_offers = Blueprint("staff_offers", __name__, url_prefix="/staff/offers")
PAGE = 50
KINDS = [
    (OfferKind.PERCENT.value, "A percentage off"),
    (OfferKind.AMOUNT.value, "An amount off"),
    (OfferKind.FREE_DELIVERY.value, "Free delivery"),
    (OfferKind.BUNDLE.value, "Buy some, get some free or for less"),
    (OfferKind.TIERS.value, "The more, the more off"),
]
Answer = str | Response | tuple[str, int]


@staff_offers.get("/")
@needs("offers.edit")
def index() -> str:
    """List offers, newest first, with how often each is used."""
    offers = list_offers(before_id=read_id(request.args.get("before", "")), limit=PAGE + 1)
    page = offers[:PAGE]
    uses = count_uses([one.id for one in page])
    rows = [(one, gives(terms_of(one)), state_words(one), uses.get(one.id, (0, 0))) for one in page]
    before = page[-1].id if len(offers) > PAGE else None
    return render_template("staff/offers/index.html", rows=rows, before=before)


@staff_offers.get("/new/")
@needs("offers.edit")
def new() -> str:
    """Show an empty form."""
    return form_page(None, empty_form(site_today()))


@staff_offers.post("/new/")
@needs("offers.edit")
def add() -> Answer:
    """Add an offer."""
    form = sent_form(request.form)
    draft, errors = form.read()
    if errors:
        return form_page(None, form, errors), 422
    try:
        with transaction():
            add_offer(draft, actor=current_actor(), now=utcnow())
    except OfferRefused as error:
        return form_page(None, form, error.errors), error.status
    return redirect(url_for("staff_offers.index"), 303)


@staff_offers.get("/<int:offer_id>/")
@needs("offers.edit")
def edit(offer_id: int) -> str:
    """Show one offer: its form while nobody has used it, its last day and its end after."""
    offer = get_offer(offer_id)
    return form_page(offer, form_of(offer))


@staff_offers.post("/<int:offer_id>/")
@needs("offers.edit")
def save(offer_id: int) -> Answer:
    """Change an offer that nobody has used; a stale form is refused with everything that was typed."""
    get_offer(offer_id)
    form, actor = sent_form(request.form), current_actor()
    draft, errors = form.read()
    if errors:
        return form_page(get_offer(offer_id), form, errors), 422
    try:
        with transaction():
            change_offer(
                offer_id,
                draft,
                seen_edition=read_seen(request.form.get("edition", "")),
                actor=actor,
                now=utcnow(),
            )
    except OfferRefused as error:
        return form_page(get_offer(offer_id), form, error.errors), error.status
    except OfferChanged as error:
        return form_page(get_offer(offer_id), form, {"name": error.sentence}), error.status
    return redirect(url_for("staff_offers.index"), 303)


@staff_offers.post("/<int:offer_id>/last-day")
@needs("offers.edit")
def prolong(offer_id: int) -> Answer:
    """Set another last day."""
    offer, errors = get_offer(offer_id), Errors()
    until_on = read_day(request.form.get("until_on", "")[:40], "until_on", errors)
    form = form_of(offer)
    if errors:
        return form_page(offer, form, errors), 422
    try:
        with transaction():
            prolong_offer(
                offer_id,
                until_on,
                seen_edition=read_seen(request.form.get("edition", "")),
                actor=current_actor(),
                now=utcnow(),
            )
    except OfferRefused as error:
        return form_page(get_offer(offer_id), form, error.errors), error.status
    except OfferChanged as error:
        return form_page(get_offer(offer_id), form, {"until_on": error.sentence}), error.status
    return redirect(url_for("staff_offers.edit", offer_id=offer_id), 303)


@staff_offers.post("/<int:offer_id>/end")
@needs("offers.edit")
def stop(offer_id: int) -> Response:
    """Stop an offer at once and for good."""
    try:
        with transaction():
            stop_offer(offer_id, actor=current_actor(), now=utcnow())
    except NoSuchOffer as error:
        raise NotFound(error.sentence) from None
    return redirect(url_for("staff_offers.edit", offer_id=offer_id), 303)


def get_offer(offer_id: int) -> Offer:
    """Return an offer with what it is about; raises NoSuchOffer."""
    offer = find_offer(offer_id)
    if offer is None:
        raise NoSuchOffer
    return offer


def state_words(offer: Offer) -> tuple[str, str]:
    """Return (word, kind) for the status sign."""
    today = site_today()
    if offer.stopped_at is not None:
        return "Stopped", "plain"
    if offer.until_on is not None and offer.until_on < today:
        return "Ended", "plain"
    if offer.from_on > today:
        return "Not begun", "wait"
    return ("Used up", "plain") if offer.most_uses == offer.uses else ("Running", "good")


def form_page(offer: Offer | None, form: OfferForm, errors: Errors | None = None) -> str:
    """Return the page of one offer with what was typed."""
    return render_template(
        "staff/offers/form.html",
        offer=offer,
        values=form.values,
        shelves=form.shelves,
        errors=errors or {},
        kinds=KINDS,
        all_shelves=[(str(one.id), one.name) for one in list_categories()],
        countries=[("", "Every country"), *country_options()],
        is_open=offer is None or not (has_been_used(offer.id) or offer.stopped_at),
        state=state_words(offer) if offer else None,
        gives=gives(terms_of(offer)) if offer else "",
        uses=count_uses([offer.id]).get(offer.id, (0, 0)) if offer else (0, 0),
    )
