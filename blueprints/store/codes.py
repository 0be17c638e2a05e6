"""The basket's code and gift cards: one field understands both; typing in, and taking out again."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.cart.actions import set_code
from app.cart.cards import add_card, take_card_out
from app.cart.errors import CardsFull, CodeGone
from app.cart.queries import list_lines
from app.clock import day_in, utcnow
from app.credit.models import CreditAccount
from app.credit.queries import find_account_by_code, reserved_of
from app.credit.rules import read_code
from app.db import transaction
from app.orders.redeeming import WhyNot
from app.payments.drafting import offers_of
from app.pricing.terms import spell_code
from app.settings.queries import load_settings
from app.web.limits import limiter
from blueprints.store.basket import current_cart, keep_cookie
from blueprints.store.card_words import EMPTY_CARD
from blueprints.store.cart import VERSION, basket_page
from blueprints.store.offer_words import EMPTY_CODE, UNKNOWN_CODE, ended_words
from blueprints.store.places import known_country
from blueprints.store.ways import cart

__all__ = ["cart"]


@cart.post("/code")
@limiter.limit("10 per minute; 40 per hour")
def enter_code() -> Response | tuple[str, int]:
    """Keep a code with the basket; one that cannot be used is said beside its field, and nothing changes."""
    typed = request.form.get("code", "")[:200]
    mine = current_cart()
    if mine is None:
        return redirect(url_for("cart.show_basket"), 303)
    card = find_account_by_code(read_code(typed))
    if card is not None:
        return enter_card(mine.id, card, typed)
    code = spell_code(typed)
    error = refuse(code, mine.id) if typed.strip() else EMPTY_CODE
    if error:
        return basket_page(code_error=error, typed_code=typed), 422
    with transaction():
        set_code(mine.id, code, now=utcnow())
    return keep_cookie(redirect(url_for("cart.show_basket"), 303))


@cart.post("/cards/removal")
@limiter.limit("60 per minute")
def take_card_out_again() -> Response:
    """Take a gift card out of the basket."""
    mine, card = current_cart(), request.form.get("card", "")
    if mine is not None and VERSION.fullmatch(card):
        with transaction():
            take_card_out(mine.id, int(card), now=utcnow())
    return keep_cookie(redirect(url_for("cart.show_basket"), 303))


@cart.post("/code/removal")
@limiter.limit("60 per minute")
def take_code_out() -> Response:
    """Take the code out of the basket."""
    mine = current_cart()
    if mine is not None:
        with transaction():
            set_code(mine.id, "", now=utcnow())
    return keep_cookie(redirect(url_for("cart.show_basket"), 303))


def enter_card(cart_id: int, card: CreditAccount, typed: str) -> Response | tuple[str, int]:
    """Let a gift card pay for the basket, or say beside the field why it cannot.

    A stopped card is answered like a code that nobody has; whoever has the code of an empty one is told so.
    """
    settings = load_settings()
    error = ""
    if not card.is_usable(day_in(settings.time_zone, utcnow())) or card.currency != settings.currency:
        error = UNKNOWN_CODE
    elif not card.balance_minor and not reserved_of(card.id):
        error = EMPTY_CARD
    try:
        if not error:
            with transaction():
                add_card(cart_id, card.id, now=utcnow(), code=read_code(typed))
    except (CardsFull, CodeGone) as refused:
        error = refused.sentence
    if error:
        return basket_page(code_error=error, typed_code=typed), 422
    return keep_cookie(redirect(url_for("cart.show_basket"), 303))


def refuse(code: str, cart_id: int) -> str:
    """Return why a code cannot be kept with this basket; "" when it can, even if it does not count yet."""
    mine = current_cart()
    if not code or mine is None:
        return UNKNOWN_CODE
    lines = list_lines(cart_id, load_settings().currency)
    offers = offers_of(mine, lines, country=known_country(mine), now=utcnow(), code=code)
    if offers.why_not is WhyNot.ENDED and offers.code_terms:
        return ended_words(offers.code_terms)
    return UNKNOWN_CODE if offers.why_not is WhyNot.NOT_NOW else ""
