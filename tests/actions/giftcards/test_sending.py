"""A card is sent once more, or to another address, with a new code; only while nothing of it was used."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.cart.cards import add_card, list_cards
from app.cart.errors import CodeGone
from app.clock import utcnow
from app.credit.mailing import CardMailer
from app.credit.rules import read_code
from app.db import db, transaction
from app.giftcards.errors import CardStays
from app.giftcards.rules import MOST_MAILS
from app.giftcards.sending import send_again
from app.orders.errors import AnswerRefused
from app.orders.models import Order
from app.orders.queries import lock_order
from app.outbox.claiming import Claim, claim
from app.outbox.models import OutboxItem
from app.payments.protocol.applying import look_at_session
from tests.actions.giftcards.selling import CARD, LENA, TO_LENA, code_mails, opens, pay, sold, stock_cards
from tests.actions.giftcards.test_going_back import buy_back, spend
from tests.support.shop import ANSWERS, Shop

pytestmark = pytest.mark.postgres
MINE = ANSWERS["email"]
HOUR = timedelta(hours=1)


@pytest.fixture
def bought(shop: Shop) -> Order:
    shop.variant(units=9)
    stock_cards(shop)
    return pay(shop, shop.basket((CARD, 1), **TO_LENA))


def send(shop: Shop, order: Order, to: str, *, later: timedelta = HOUR) -> bool:
    (card,) = sold(order)
    with transaction():
        key = shop.till.secret_keys[0]
        return send_again(lock_order(order.id), card.id, to, secret_key=key, now=utcnow() + later)


def test_it_is_sent_again_with_a_new_code_and_the_old_one_opens_nothing(shop: Shop, bought: Order) -> None:
    ((old, _),) = code_mails(shop, LENA)
    assert send(shop, bought, LENA)
    shop.pass_time(HOUR)
    shop.work()
    new = [code for code, _ in code_mails(shop, LENA) if code != old]
    (card,) = sold(bought)
    assert [opens(code) for code in new] == [card.account_id]
    assert opens(old) is None
    assert "€25.00" in code_mails(shop, LENA)[-1][1]
    assert shop.mismatches() == []


def test_a_buyers_name_that_leads_elsewhere_is_left_out_of_the_mail(shop: Shop) -> None:
    """Nobody reads a name before it goes to an address of the buyer's choice."""
    shop.variant(units=9)
    stock_cards(shop)
    pay(shop, shop.basket((CARD, 1), **{**TO_LENA, "name": "Claim it at bank-login.com"}))
    ((_, words),) = code_mails(shop, LENA)
    assert "bank-login" not in words and "Have a warm winter." in words


def test_a_code_that_is_replaced_while_it_is_typed_in_comes_into_no_basket(shop: Shop, bought: Order) -> None:
    ((old, _),) = code_mails(shop, LENA)
    (card,) = sold(bought)
    cart = shop.basket(("SH-WHW", 1))
    with transaction():
        add_card(cart, card.account_id, now=utcnow(), code=read_code(old))
    send(shop, bought, LENA)
    with pytest.raises(CodeGone), transaction():
        add_card(cart, card.account_id, now=utcnow(), code=read_code(old))
    assert list_cards(cart) == []


def test_a_mistyped_address_is_put_right_at_once(shop: Shop, bought: Order) -> None:
    assert send(shop, bought, "lena.k@example.org", later=timedelta(seconds=5))
    assert sold(bought)[0].email == "lena.k@example.org"


def test_a_second_press_sends_nothing_and_a_third_too_soon_says_so(shop: Shop, bought: Order) -> None:
    assert send(shop, bought, LENA)
    assert not send(shop, bought, LENA, later=HOUR + timedelta(seconds=5))
    with pytest.raises(CardStays, match="a few minutes ago"):
        send(shop, bought, LENA, later=HOUR + timedelta(minutes=5))
    assert db.session.query(OutboxItem).filter_by(kind="gift_card_mail").count() == 2


def test_after_five_mails_a_person_has_to_look(shop: Shop, bought: Order) -> None:
    for number in range(1, MOST_MAILS):
        assert send(shop, bought, LENA, later=number * HOUR)
    with pytest.raises(CardStays, match="5 times"):
        send(shop, bought, "other@example.org", later=9 * HOUR)


def test_what_is_no_address_is_said_and_changes_nothing(shop: Shop, bought: Order) -> None:
    with pytest.raises(AnswerRefused):
        send(shop, bought, "lena at example")
    assert sold(bought)[0].email == LENA


def test_a_used_card_keeps_its_code_and_one_taken_back_is_not_sent(shop: Shop, bought: Order) -> None:
    (card,) = sold(bought)
    spend(shop, card.account_id)
    with pytest.raises(CardStays, match="has been used"):
        send(shop, bought, LENA)
    other = pay(shop, shop.basket((CARD, 1)))
    buy_back(other, sold(other)[0].id)
    with pytest.raises(CardStays, match="went back"):
        send(shop, other, MINE)


def test_a_basket_that_had_the_old_code_has_the_card_no_more(shop: Shop, bought: Order) -> None:
    cart = shop.basket(("SH-WHW", 1))
    with transaction():
        add_card(cart, sold(bought)[0].account_id, now=utcnow())
    assert send(shop, bought, LENA)
    db.session.rollback()
    assert list(list_cards(cart)) == []


def test_a_mail_that_leaves_while_the_code_is_replaced_keeps_the_new_one_sendable(shop: Shop) -> None:
    """The worker forgets the salt of the code that it mailed, and not of the one that has taken its place."""
    stock_cards(shop)
    cart = shop.basket((CARD, 1), **TO_LENA)
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    look_at_session(shop.till, shop.session_of(cart))
    order = shop.order(cart)
    item = db.session.query(OutboxItem).filter_by(kind="gift_card_mail").one().id
    held = claim(item, now=utcnow())
    assert held is not None
    mailed: list[str] = []

    def send_and_replace(mail: dict[str, Any], _held: Claim, _now: datetime) -> None:
        mailed.append(mail["to"])
        assert send(shop, order, "lena.k@example.org")
        db.session.rollback()

    CardMailer(secret_keys=shop.till.secret_keys, send=send_and_replace).answer(held, utcnow())
    assert (mailed, sold(order)[0].is_on_its_way) == ([LENA], True)
    shop.pass_time(HOUR)
    shop.work()
    ((code, _),) = code_mails(shop, "lena.k@example.org")
    assert opens(code) == sold(order)[0].account_id
