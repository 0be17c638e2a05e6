"""The basket's page and what can be done on it."""

import re

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cart.actions import add_to_cart, change_quantity, set_country
from app.cart.destination import destination_of
from app.cart.errors import QuantityRefused
from app.cart.mailing import has_links
from app.cart.models import Cart
from app.cart.queries import list_lines, priced
from app.cart.rules import parse_quantity
from app.cart.seeing import name_prices
from app.catalog.queries import pictures_of
from app.clock import utcnow
from app.db import transaction
from app.effect.counting import count_carted
from app.errors import NotFound
from app.media.views import PictureView, describe
from app.money import Money
from app.orders.redeeming import Eligible
from app.payments.drafting import NO_WAY, NOTHING_TO_PAY, cards_of, held_by_cart, offers_of
from app.pricing.queries import load_tariff
from app.pricing.rules import Quote, quote
from app.pricing.tariff import Destination
from app.settings.queries import load_settings
from app.web.counting import is_a_deed
from app.web.limits import limiter
from app.web.templating import site_today
from app.web.via import read_via
from blueprints.store.aside import describe_aside
from blueprints.store.basket import cart_to_fill, current_cart, keep_cookie, keep_from_now
from blueprints.store.card_words import card_notes
from blueprints.store.offer_words import code_note
from blueprints.store.places import country_name, country_options
from blueprints.store.tax_words import note_of_quote
from blueprints.store.way_words import free_note, rate_note, way_options

cart = Blueprint("cart", __name__, url_prefix="/basket")
SKU = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
VERSION = re.compile(r"[0-9]{1,9}")


@cart.get("/")
def show_basket() -> Response:
    """What is in the basket, and the whole cost for one country."""
    is_kept = keep_from_now()
    answer = make_response(basket_page())
    return keep_cookie(answer) if is_kept else answer


@cart.post("/lines")
@limiter.limit("60 per minute")
def add_line() -> Response:
    """Put a variant into the basket by its SKU."""
    form = request.form
    sku = plain_sku(form.get("sku", ""))
    quantity = parse_quantity(form.get("quantity", "1"))
    touch = read_via(form.get("via", ""))
    seen = form.get("seen", "")
    with transaction():
        mine = cart_to_fill()
        is_moved = carry_country(mine, form.get("country", ""))
        version = mine.version
        line = add_to_cart(
            mine.id, sku, quantity, currency=load_settings().currency, now=utcnow(),
            via=str(touch) if touch else "",
            seen_version=int(seen) if VERSION.fullmatch(seen) else None,
        )  # fmt: skip
        if touch and mine.version != version and is_a_deed():
            count_carted(touch.last, line.variant_id, day=site_today())
    return keep_cookie(redirect(url_for("cart.show_basket", said="country" if is_moved else None), 303))


def carry_country(mine: Cart, chosen: str) -> bool:
    """Let the basket go where its shopper chose on a product's page; return whether that changes what it showed."""
    if chosen not in load_tariff().codes or chosen == mine.country:
        return False
    is_moved = mine.version > 0 and destination_of(mine).country != chosen
    set_country(mine.id, chosen, now=utcnow())
    return is_moved


@cart.post("/lines/<sku>")
@limiter.limit("120 per minute")
def change_line(sku: str) -> Response | tuple[str, int]:
    """Change how many of one thing are wanted, or take it out.

    A typed number wins over the buttons beside it; the buttons count from the number that was shown, so that a second
    press of the same button changes nothing more.
    """
    form = request.form
    try:
        quantity = wanted_quantity(form.get("quantity", ""), form.get("seen", ""), form.get("change", ""))
    except QuantityRefused as error:
        return basket_page(errors={sku: error.sentence}), 422
    is_there = put_quantity(sku, quantity)
    if quantity == 0:  # pressed twice, what was taken out can still be put back
        return keep_cookie(redirect(url_for("cart.show_basket", taken=sku), 303))
    return keep_cookie(redirect(url_for("cart.show_basket", said=None if is_there else "gone"), 303))


@cart.post("/country")
def change_country() -> Response:
    """Remember where the things go, and show the cost for there."""
    code = load_tariff().find_country(request.form.get("country", ""))
    with transaction():
        set_country(cart_to_fill().id, code, now=utcnow())
    return keep_cookie(redirect(url_for("cart.show_basket"), 303))


def basket_page(
    *,
    errors: dict[str, str] | None = None,
    problem: str = "",
    code_error: str = "",
    typed_code: str = "",
    postcode_error: str = "",
    typed_postcode: str = "",
) -> str:
    """Return the basket's page, with sentences where something has to be mended."""
    settings = load_settings()
    mine = current_cart()
    lines = list_lines(mine.id, settings.currency, held_by_cart(mine.id)) if mine else []
    aside = describe_aside(mine, settings.currency)
    to = destination_of(mine)
    country = to.country
    offers = offers_of(mine, lines, country=country, now=utcnow()) if mine else Eligible(terms=())
    sums = quote(priced(lines), to, load_tariff(), offers.terms)
    code = mine.code if mine else ""
    cards = cards_of(mine, sums, now=utcnow()) if mine and lines else ()
    due = Money(minor=sums.total.minor - sum(one.covers for one in cards), currency=sums.total.currency)
    return render_template(
        "store/cart.html",
        lines=lines,
        sums=sums,
        tax_note=note_of_quote(sums),
        code=code,
        has_gift_card=any(one.is_gift_card for one in lines),
        cards=cards,
        due=due,
        card_notes=card_notes(cards, due, has_gift_card=any(one.is_gift_card for one in lines)),
        code_note=code_note(code, offers, lines, sums) if lines else "",
        code_error=code_error,
        typed_code=typed_code,
        pictures=first_pictures([one.product_id for one in [*lines, *aside["kept"]]]),
        country=country,
        countries=country_options(),
        ways=way_options(sums),
        rate_note=rate_note(sums.rate),
        free_note=free_note(sums),
        asks_postcode=asks_postcode(sums, to),
        postcode=typed_postcode or to.postal_code,
        postcode_error=postcode_error,
        errors=errors or {},
        problem=problem,
        can_go_on=bool(lines) and all(one.is_enough for one in lines),
        no_way=NO_WAY if sums.is_stuck and not sums.ways else "",
        nothing_to_pay="" if sums.total.minor else NOTHING_TO_PAY,
        changed=[one for one in lines if one.has_changed],
        shown=name_prices(lines),
        is_mailed=mine is not None and has_links(mine.id, now=utcnow()),
        was_capped=request.args.get("said") == "capped",
        is_gone=request.args.get("said") == "gone",
        cards_left_out=request.args.get("said") == "cards",
        moved_to=country_name(country) if request.args.get("said") == "country" else "",
        **aside,
    )


def asks_postcode(sums: Quote, to: Destination) -> bool:
    """Say whether the basket asks for a postcode: where the cost depends on it, and something is brought to a door."""
    is_fetched = sums.rate is not None and sums.rate.is_pickup
    is_posted = bool(sums.ways) or sums.is_stuck
    return is_posted and not is_fetched and load_tariff().asks_postcode(to.country)


def first_pictures(product_ids: list[int]) -> dict[int, PictureView]:
    """Return the first picture of each product that has one."""
    return {product_id: describe(found[0]) for product_id, found in pictures_of(product_ids).items()}


def wanted_quantity(typed: str, seen: str, change: str) -> int:
    """Return the number that is meant; raises QuantityRefused."""
    if change == "none":
        return 0
    if change in ("less", "more") and typed.strip() == seen.strip():
        shown = parse_quantity(seen)
        return parse_quantity(str(shown + (1 if change == "more" else -1)), least=0)
    return parse_quantity(typed, least=0)


def put_quantity(sku: str, quantity: int) -> bool:
    """Set one line of the visitor's basket; returns whether it was there."""
    with transaction():
        mine = current_cart()
        if mine is None:
            return False
        lines = list_lines(mine.id, load_settings().currency)
        line = next((one for one in lines if one.sku == sku), None)
        if line is None:
            return False
        return change_quantity(mine.id, line.variant_id, quantity, now=utcnow())


def plain_sku(typed: str) -> str:
    """Return a SKU as it can be asked for; raises NotFound for anything else."""
    if not SKU.fullmatch(typed):
        raise NotFound("That is not for sale here any more.")
    return typed
