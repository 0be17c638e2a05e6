"""The checkout: one question a page, a page to check the answers, and the way to Stripe and back."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cart.actions import keep_answers, set_country
from app.cart.models import Cart
from app.cart.queries import BasketLine, list_lines
from app.cart.unfinished import keep_typed, shown_answers
from app.clock import utcnow
from app.db import transaction
from app.errors import DomainError
from app.orders.buyer import Buyer, asked_fields, buyer_from, check_address, check_email
from app.orders.errors import AnswerRefused
from app.orders.models import Order
from app.payments.drafting import reach_of
from app.pricing.delivering import Reach
from app.pricing.queries import load_tariff
from app.settings.queries import load_settings
from app.web.limits import limiter
from blueprints.store.basket import current_cart, keep_cookie
from blueprints.store.places import country_name, country_options
from blueprints.store.repeating import find_order_to_repeat

checkout = Blueprint("checkout", __name__, url_prefix="/checkout")
STEPS = ("email", "country", "address")


@checkout.get("/")
def begin() -> Response:
    """Go to the form that was left half-filled, else to the first question that has no answer yet."""
    mine = filled_cart()
    step = half_filled(mine) if mine else None
    return to_step(step) if step else redirect(next_address(mine), 303)


@checkout.get("/email/")
def ask_email() -> str | Response:
    """Where shall we write to?"""
    mine = filled_cart()
    if mine is None:
        return to_basket()
    last = None if mine.answers.get("email") else find_order_to_repeat(mine)
    return question("email", mine, values=shown_answers(mine), last=last)


@checkout.post("/email/")
@limiter.limit("60 per minute")
def answer_email() -> str | Response | tuple[str, int]:
    """Keep the e-mail address."""
    mine = filled_cart()
    if mine is None:
        return to_basket()
    typed = request.form.get("email", "")[:500]
    try:
        email = check_email(typed)
    except AnswerRefused as error:
        return refused("email", mine, {"email": typed}, error.errors)
    return kept(mine.id, {"email": email})


@checkout.get("/country/")
def ask_country() -> str | Response:
    """Which country does it go to?"""
    mine = filled_cart()
    return question("country", mine, values={"country": mine.country}) if mine else to_basket()


@checkout.post("/country/")
def answer_country() -> str | Response | tuple[str, int]:
    """Keep the country."""
    mine = filled_cart()
    if mine is None:
        return to_basket()
    try:
        code = load_tariff().find_country(request.form.get("country", ""))
    except DomainError:
        if "save" in request.form:
            return go_on()  # nothing was chosen, so there is nothing to keep
        errors = {"country": "Choose one of the countries."}
        return question("country", mine, values={}, errors=errors), 422
    with transaction():
        set_country(mine.id, code, now=utcnow())
    return go_on()


@checkout.get("/address/")
def ask_address() -> str | Response:
    """Where shall we send it?"""
    mine = filled_cart()
    if mine is None:
        return to_basket()
    return question("address", mine, values=shown_answers(mine)) if mine.country else to_step("country")


@checkout.post("/address/")
@limiter.limit("60 per minute")
def answer_address() -> str | Response | tuple[str, int]:
    """Keep name and address."""
    mine = filled_cart()
    if mine is None:
        return to_basket()
    if not mine.country:
        return to_step("country")
    typed = {name: request.form.get(name, "")[:500] for name in names_of_address(mine)}
    if "business" in request.form:
        keep_half(mine.id, typed)
        return question("address", mine, values=typed, is_business=True)
    try:
        buyer = check_address(buyer_from({**typed, "country": mine.country}), needs_parcel=needs_parcel(mine))
    except AnswerRefused as error:
        return refused("address", mine, typed, error.errors)
    return kept(mine.id, {name: getattr(buyer, name) for name in typed})


def question(
    step: str,
    mine: Cart | None,
    *,
    values: dict[str, Any],
    errors: dict[str, str] | None = None,
    last: Order | None = None,
    is_business: bool = False,
) -> str:
    """Return the page of one question with what was typed and what has to be mended."""
    country = mine.country if mine else ""
    steps, reach = steps_of(mine), reach_of(mine, lines_of(mine)) if mine else Reach.POSTED
    return render_template(
        f"store/checkout_{step}.html",
        values={name: values.get(name) or "" for name in Buyer.__dataclass_fields__},
        errors=errors or {},
        fields=asked_fields(country) if country else (),
        reach=reach,
        is_business=is_business or bool(values.get("vat_number")),
        country=country,
        country_words=country_name(country) if country else "",
        countries=country_options(),
        back=back_from(step, steps),
        last=last,
        position=steps.index(step) + 1 if step in steps else 1,
        of=len(steps) + 1,
    )


def refused(
    step: str, mine: Cart, typed: dict[str, str], errors: dict[str, str]
) -> Response | tuple[str, int]:
    """Keep what was typed although it is no answer yet, and show what to mend; who only saves is not held up."""
    keep_half(mine.id, typed)
    return go_on() if "save" in request.form else (question(step, mine, values=typed, errors=errors), 422)


def keep_half(cart_id: int, typed: dict[str, str]) -> None:
    """Let half an answer wait with the basket."""
    with transaction():
        keep_typed(cart_id, typed, now=utcnow())


def half_filled(mine: Cart) -> str | None:
    """Return the question whose form waits half-filled."""
    steps = {"email": {"email"}, "address": {*names_of_address(mine)} if mine.country else set()}
    return next((step for step, names in steps.items() if names & set(mine.typed)), None)


def names_of_address(mine: Cart) -> tuple[str, ...]:
    """Return the fields of the last question, in a country that is known: of an address only where one is needed."""
    return (*(asked_fields(mine.country) if needs_parcel(mine) else ("name",)), "vat_number")


def filled_cart() -> Cart | None:
    """Return this visitor's basket when there is something in it."""
    mine = current_cart()
    return mine if mine and lines_of(mine) else None


def lines_of(mine: Cart) -> list[BasketLine]:
    """Return a basket's lines as they stood when this request first looked; placing an order reads them anew."""
    key = (mine.id, mine.version)
    kept: tuple[tuple[int, int], list[BasketLine]] | None = g.get("lines_of_basket")
    if kept is None or kept[0] != key:
        kept = g.lines_of_basket = (key, list_lines(mine.id, load_settings().currency))
    return kept[1]


def needs_parcel(mine: Cart | None) -> bool:
    """Say whether anything in the basket is sent to an address."""
    return mine is not None and reach_of(mine, lines_of(mine)) is Reach.POSTED


def steps_of(mine: Cart | None) -> tuple[str, ...]:
    """Return the questions of a basket; whoever fetches the things has said the country with the place."""
    is_fetched = mine is not None and bool(mine.country) and reach_of(mine, lines_of(mine)) is Reach.FETCHED
    return tuple(one for one in STEPS if not (is_fetched and one == "country"))


def first_missing(mine: Cart) -> str | None:
    """Return the first step without a usable answer."""
    buyer = buyer_from({**mine.answers, "country": mine.country})
    if not buyer.email:
        return "email"
    if mine.country not in load_tariff().codes:
        return "country"
    try:
        check_address(buyer, needs_parcel=needs_parcel(mine))
    except AnswerRefused:
        return "address"
    return None


def kept(cart_id: int, answers: dict[str, Any]) -> Response:
    """Store answers and go on."""
    with transaction():
        keep_answers(cart_id, answers, now=utcnow())
    return go_on()


def go_on() -> Response:
    """Lead to the first open question, else to the check page, and let the basket's cookie last from now.

    Who pressed "Save and come back later" is led to where the basket can be sent to oneself.
    """
    if "save" in request.form:
        return keep_cookie(redirect(url_for("cart.ask_where_to_send", said="kept"), 303))
    return keep_cookie(redirect(next_address(current_cart()), 303))


def next_address(mine: Cart | None) -> str:
    """Return where the visitor goes on: the first open question, else the check page."""
    if mine is None or not lines_of(mine):
        return url_for("cart.show_basket")
    missing = first_missing(mine)
    return url_for(f"checkout.ask_{missing}") if missing else url_for("checkout.check")


def back_from(step: str, steps: tuple[str, ...]) -> str:
    """Return where "Back" leads from a question."""
    before = steps[: steps.index(step)] if step in steps else ()
    return url_for(f"checkout.ask_{before[-1]}" if before else "cart.show_basket")


def to_basket() -> Response:
    """Lead to the basket, which says that it is empty."""
    return redirect(url_for("cart.show_basket"), 303)


def to_step(step: str) -> Response:
    """Lead to one question."""
    return redirect(url_for(f"checkout.ask_{step}"), 303)
