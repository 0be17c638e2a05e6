"""Whom a gift card is for: a page of the checkout that nobody has to pass; and sending a card once more."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.cart.actions import keep_answers, lock_cart
from app.cart.models import Cart
from app.cart.unfinished import keep_typed, shown_answers
from app.clock import utcnow
from app.config import Config
from app.db import transaction
from app.errors import DomainError
from app.giftcards.errors import NoSuchSoldCard
from app.giftcards.issuing import change_wish_of_cart
from app.giftcards.rules import LONGEST, Wish, check_wish, wish_from
from app.giftcards.sending import send_again
from app.orders.errors import AnswerRefused
from app.orders.queries import lock_order
from app.web.limits import limiter
from blueprints.store.checkout import filled_cart, go_on, lines_of, to_basket
from blueprints.store.notes import checkout
from blueprints.store.orders import order_behind, order_page, orders

__all__ = ["checkout", "orders"]


@checkout.get("/gift-card/")
def ask_gift() -> ResponseReturnValue:
    """Who gets the gift card?"""
    mine = filled_cart()
    if mine is None or not has_gift_card(mine):
        return to_basket()
    return gift_page(wish_from(shown_answers(mine)))


@checkout.post("/gift-card/")
@limiter.limit("60 per minute")
def answer_gift() -> ResponseReturnValue:
    """Keep whom it is for, also on an order that waits for its payment."""
    mine = filled_cart()
    if mine is None or not has_gift_card(mine):
        return to_basket()
    names = () if "to_me" in request.form else LONGEST
    typed = wish_from({name: request.form.get(name, "")[:2000] for name in names})
    try:
        wish = check_wish(typed)
    except AnswerRefused as error:
        with transaction():
            keep_typed(mine.id, dict(vars(typed)), now=utcnow())
        return go_on() if "save" in request.form else (gift_page(typed, error.errors), 422)
    with transaction():
        lock_cart(mine.id)
        keep_answers(mine.id, dict(vars(wish)), now=utcnow())
        change_wish_of_cart(mine.id, wish, now=utcnow())
    return go_on()


@orders.post("/orders/<token>/gift-cards/<int:sold_id>/mail")
@limiter.limit("10 per minute; 40 per hour")
def mail_card(token: str, sold_id: int) -> Response | tuple[str, int]:
    """Send an unused card once more, to the same address or another."""
    order = order_behind(token)
    config: Config = current_app.extensions["config"]
    try:
        with transaction():
            send_again(
                lock_order(order.id), sold_id, request.form.get("email", "")[:500],
                secret_key=config.secret_keys[0], now=utcnow(),
            )  # fmt: skip
    except NoSuchSoldCard:
        raise
    except AnswerRefused as error:
        errors = {f"card-{sold_id}": error.errors["email"]}
        return order_page(token, order_behind(token), errors=errors), error.status
    except DomainError as error:
        return order_page(token, order_behind(token), problem=error.sentence), error.status
    return redirect(url_for("orders.show_order", token=token, sent=sold_id, _anchor="gift-cards"), 303)


def has_gift_card(mine: Cart) -> bool:
    """Say whether there is a gift card in a basket."""
    return any(one.is_gift_card for one in lines_of(mine))


def gift_page(wish: Wish, errors: dict[str, str] | None = None) -> str:
    """Return the page with what was typed and what has to be mended."""
    return render_template("store/checkout_gift.html", wish=wish, errors=errors or {})
