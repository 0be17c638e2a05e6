"""A shop that sells gift cards, for tests."""

import re

from app.credit.queries import find_account_by_code
from app.credit.rules import read_code
from app.db import db
from app.giftcards.queries import Sold, list_sold
from app.orders.models import Order
from app.orders.queries import get_order_with_lines
from tests.factories.stock import GIFT_CARD
from tests.support.mail import read_mail, text_of
from tests.support.shop import Shop

CARD, WRAP, LENA, STAFF = "SH-GIFT-25", "SH-WHW", "lena@example.org", "user:1"
TO_LENA = {"gift_name": "Lena", "gift_email": LENA, "gift_message": "Have a warm winter."}


def stock_cards(shop: Shop, *, price: int = 2500, sku: str = CARD) -> int:
    """Put a gift card of this many cents on sale; returns its variant's id."""
    return shop.variant(**{**GIFT_CARD, "price": price, "sku": sku}).id


def pay(shop: Shop, cart: int) -> Order:
    """Take a basket to its payment page, pay there, and let the news arrive."""
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    return shop.order(cart)


def fresh(order: Order) -> Order:
    """An order with its lines, read anew."""
    db.session.rollback()
    return get_order_with_lines(order.id)


def sold(order: Order) -> list[Sold]:
    """The cards that an order bought, read anew."""
    db.session.rollback()
    return list_sold(order.id)


def code_mails(shop: Shop, to: str) -> list[tuple[str, str]]:
    """(code, text) of each mail with a code that an address was sent, oldest first."""
    folder = shop.app.extensions["config"].instance_dir / "mail"
    mails = [text_of(one) for one in read_mail(folder) if str(one["To"]) == to]
    found = [(re.search(r"^([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})$", one, re.MULTILINE), one) for one in mails]
    return [(code[1], words) for code, words in found if code]


def opens(code: str) -> int | None:
    """The account that a code opens."""
    db.session.rollback()
    account = find_account_by_code(read_code(code))
    return account.id if account else None
