"""The last page of the checkout, and the way to Stripe."""

from datetime import timedelta
from typing import Any

from flask import current_app, make_response, redirect, render_template, request

from app.cart.models import Cart
from app.clock import utcnow
from app.config import Config
from app.downloads.queries import products_with_files
from app.errors import DomainError
from app.giftcards.rules import wish_from
from app.inventory.errors import NotEnough
from app.orders.errors import AnswerRefused, BasketRefused
from app.orders.notes import notes_from
from app.payments.drafting import draft_order, find_paid_with, has_agreed, held_by_cart, offers_of
from app.payments.errors import (
    CheckoutRefused,
    DraftChanged,
    MailRefusedByStripe,
    PaymentsUnavailable,
    TaxPlaceUnknown,
    TaxUnavailable,
)
from app.payments.protocol.starting import start_checkout
from app.payments.protocol.taxing import draft_with_tax
from app.payments.queries import find_live_attempt_of_cart
from app.web.headers import allow_form_target
from app.web.limits import limiter
from app.web.templating import format_money
from blueprints.store.basket import current_cart, keep_cookie
from blueprints.store.card_words import card_notes
from blueprints.store.cart import basket_page
from blueprints.store.checkout import (
    checkout,
    filled_cart,
    first_missing,
    half_filled,
    lines_of,
    needs_parcel,
    question,
    steps_of,
    to_basket,
    to_step,
)
from blueprints.store.offer_words import code_note
from blueprints.store.orders import to_order_page
from blueprints.store.places import country_name
from blueprints.store.tax_words import note_of_quote
from blueprints.store.way_words import rate_note

__all__ = ["checkout"]
BEGIN_MISSING = "Tick the box if you want the files at once. Or take them out of your basket."
CONSENT_MISSING = "Tick the box if you agree. Without it we may not take the order."
SAME_SUM = (
    "The sum is the same, but an answer or a thing in the basket is not what the page had shown. "
    "Nothing was taken. Please look at your answers again."
)
#: while more of the hour is left, the button leads to the page that is open, so that a second tab harms nothing
RENEWED_BELOW = timedelta(minutes=30)
HALF = (
    "You began to change an answer and did not finish. What you typed waits behind Change; the order goes by the "
    "answers below."
)
BACK = "You are back from the payment page. Nothing was taken."


@checkout.get("/check/")
def check() -> Any:
    """Show every answer and the whole cost before paying."""
    mine = filled_cart()
    if mine is None:
        return to_basket()
    missing = first_missing(mine)
    if missing:
        return to_step(missing)
    told = [("info", BACK)] if "back" in request.args else []
    return check_page(mine, notices=[*told, ("info", HALF)] if half_filled(mine) else told)


@checkout.post("/payment")
@limiter.limit("20 per minute; 100 per hour")
def pay() -> Any:
    """Go to the payment page; a second press leads to the same page."""
    return go_to_payment(renew=False)


@checkout.post("/renewal")
@limiter.limit("20 per minute; 100 per hour")
def renew() -> Any:
    """Keep the things for another hour: end the open page and open a new one."""
    return go_to_payment(renew=True)


def go_to_payment(*, renew: bool) -> Any:
    """Start the checkout and follow it, or say what stands in its way with nothing lost."""
    mine = filled_cart()
    if mine is None:
        return paid_before() or to_basket()
    if first_missing(mine):
        return to_step(first_missing(mine) or "email")
    files = things_with_files(mine)
    missing = missing_consents(has_files=bool(files))
    if missing and not renew and not has_agreed_before(mine):
        return check_page(mine, errors=missing), 422
    try:
        started = start_checkout(
            current_app.extensions["till"], mine.id, renew=renew, seen=request.form.get("seen", "")[:64],
            begin_at_once=bool(files) and not renew,
        )  # fmt: skip
    except TaxPlaceUnknown as error:
        return ask_for_place(error)
    except MailRefusedByStripe as error:
        return question(
            "email", filled_cart(), values=dict(mine.answers), errors={"email": error.sentence}
        ), 422
    except (NotEnough, BasketRefused, AnswerRefused) as error:
        return basket_page(problem=error.sentence), error.status
    except DraftChanged as error:
        return check_page(filled_cart(), notices=[("warning", what_changed(error))]), error.status
    except CheckoutRefused as error:
        return check_page(filled_cart(), notices=[("warning", error.sentence)]), error.status
    except PaymentsUnavailable as error:
        return say_later(check_page(filled_cart(), notices=[("warning", error.sentence)]))
    return keep_cookie(redirect(started.address, 303))


def say_later(page: Any) -> Any:
    """Answer with a page that asks to try again in a moment."""
    answer = make_response(page, 503)
    answer.headers["Retry-After"] = "20"
    return answer


def ask_for_place(error: TaxPlaceUnknown) -> Any:
    """Ask for the postcode again whose tax nobody can tell; where no address is asked for, say it with the basket."""
    mine = filled_cart()
    if mine is None or not needs_parcel(mine):
        return basket_page(problem=error.sentence), 422
    errors = {"postal_code": error.sentence}
    return question("address", mine, values=dict(mine.answers), errors=errors), 422


def paid_before() -> Any:
    """Lead to the order of a basket that this very page has paid for: the button was pressed twice."""
    mine = current_cart()
    order = find_paid_with(mine.id, request.form.get("seen", "")[:64]) if mine else None
    return to_order_page(order) if order else None


def what_changed(error: DraftChanged) -> str:
    """Return what is other than on the page that was agreed to: the sum, where it is the sum.

    The sum that was shown comes back from the page and is only ever said again, never charged.
    """
    shown, mine = " ".join(request.form.get("shown", "")[:40].split()), filled_cart()
    try:
        total = format_money(draft_order(mine, now=utcnow()).due) if mine else ""
    except DomainError:
        return error.sentence
    if not shown or not total:
        return error.sentence
    if shown == " ".join(total.split()):
        return SAME_SUM
    return f"The sum is {total} now; the page you pressed on had shown {shown}. Nothing was taken. Please look again."


def has_agreed_before(mine: Cart) -> bool:
    """Say whether just this order was agreed to and its payment page is open; what is not this order is told later."""
    seen = request.form.get("seen", "")[:64]
    return bool(seen) and find_live_attempt_of_cart(mine.id) is not None and has_agreed(mine.id, seen)


def missing_consents(*, has_files: bool) -> dict[str, str]:
    """Return a sentence for each box that has to be ticked and is not."""
    errors = {}
    if request.form.get("consent") != "yes":
        errors["consent"] = CONSENT_MISSING
    if has_files and request.form.get("begin") != "yes":
        errors["begin"] = BEGIN_MISSING
    return errors


def things_with_files(mine: Cart) -> list[str]:
    """Return the names of what in a basket is to be downloaded."""
    lines = lines_of(mine)
    found = products_with_files({one.product_id for one in lines if not one.is_shipped})
    return [one.words for one in lines if one.product_id in found]


def check_page(
    mine: Cart | None, *, errors: dict[str, str] | None = None, notices: list[tuple[str, str]] | None = None
) -> Any:
    """Return the page to check the answers; its form may end on Stripe's origin."""
    if mine is None:
        return to_basket()
    config: Config = current_app.extensions["config"]
    try:
        draft = draft_with_tax(current_app.extensions["till"], mine.id, own_held=held_by_cart(mine.id))
        mine = filled_cart() or mine
    except TaxPlaceUnknown as error:
        return ask_for_place(error)
    except TaxUnavailable as error:
        return say_later(basket_page(problem=error.sentence))
    except DomainError as error:
        return basket_page(problem=error.sentence)
    if not all(line.is_enough for line in draft.lines):
        return basket_page(problem="There are not enough left of something in your basket.")
    allow_form_target(config.checkout_origin)
    lines, country = list(draft.lines), draft.buyer.country
    offers = offers_of(mine, lines, country=country, now=utcnow())
    attempt = find_live_attempt_of_cart(mine.id) if has_agreed(mine.id, draft.fingerprint) else None
    return render_template(
        "store/checkout_check.html",
        draft=draft,
        rate_note=rate_note(draft.quote.rate),
        reach=draft.quote.reach,
        tax_note=note_of_quote(draft.quote),
        country_words=country_name(country),
        code_note=code_note(mine.code, offers, lines, draft.quote),
        card_notes=card_notes(draft.cards, draft.due, has_gift_card=any(one.is_gift_card for one in lines)),
        errors=errors or {},
        files_of=(files := things_with_files(mine)),
        is_all_files=len(files) == len(lines),
        notes=notes_from(mine.answers),
        wish=wish_from(mine.answers),
        has_gift_card=any(one.is_gift_card for one in lines),
        messages=notices or [],
        attempt=attempt,
        is_protected=attempt is not None and utcnow() < attempt.protected_until,
        is_to_renew=attempt is not None and attempt.protected_until - utcnow() < RENEWED_BELOW,
        position=len(steps_of(mine)) + 1,
        of=len(steps_of(mine)) + 1,
    )
