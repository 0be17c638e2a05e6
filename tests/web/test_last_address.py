"""The last order's address in one press, on the device that bought and on no other; and what an unpaid order says."""

from datetime import timedelta

from flask.testing import FlaskClient

from app.cart.mailing import open_by_link
from app.cart.models import Cart, CartLink
from app.clock import utcnow
from app.db import db, transaction
from tests.support.shop import ANSWERS, Shop
from tests.web.test_checkout import answer_all, fill, pay, session_of, shelf, text

__all__ = ["shelf"]


def buy_once(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    answer_all(client)
    session = session_of(pay(client).headers["Location"])
    shelf.stripe.pay(session)
    client.get(f"/checkout/done/?session={session}")


def test_the_last_address_is_used_again_in_one_press(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    assert "same as last time" not in text(client.get("/checkout/email/"))
    assert client.post("/checkout/again").headers["Location"] == "/basket/"
    buy_once(shelf, client)
    fill(client)
    first = text(client.get("/checkout/email/"))
    assert "Send it where order 1001 went." in first
    assert "4 Example Street" not in first
    for _ in range(2):
        assert client.post("/checkout/again").headers["Location"] == "/checkout/check/"
    check = text(client.get("/checkout/check/"))
    assert all(ANSWERS[name] in check for name in ("email", "name", "street", "postal_code"))


def test_no_other_device_is_offered_the_last_address(shelf: Shop, client: FlaskClient) -> None:
    buy_once(shelf, client)
    fill(client)
    with shelf.app.app_context(), transaction():
        cart = db.session.query(Cart).one()
        link = CartLink(
            cart_id=cart.id, token_hash="x", mailbox="x", asked_at=utcnow(),
            expires_at=utcnow() + timedelta(days=1),
        )  # fmt: skip
        db.session.add(link)
        db.session.flush()
        client.set_cookie("basket", open_by_link(link, now=utcnow()), domain="127.0.0.1")
    first = text(client.get("/checkout/email/"))
    assert "Where shall we write to?" in first
    assert "same as last time" not in first
    assert client.post("/checkout/again").headers["Location"] == "/basket/"


def test_an_order_waits_for_the_bank_and_says_so_and_when_nothing_came_that_nothing_was_taken(
    shelf: Shop, client: FlaskClient
) -> None:
    fill(client)
    answer_all(client)
    session = session_of(pay(client).headers["Location"])
    shelf.stripe.control("POST", "/policy", settle_seconds=None)
    shelf.stripe.pay(session, method="bank_debit_fails")
    address = client.get(f"/checkout/done/?session={session}").headers["Location"]
    waiting = text(client.get(address))
    assert "Your bank sends it." in waiting and "Withdraw from contract here" in waiting
    assert "We have not heard of your payment yet" not in waiting
    shelf.stripe.control("POST", f"/sessions/{session}/settle", succeeded=False)
    with shelf.app.app_context():
        shelf.deliver()
    ended = text(client.get(address))
    assert "Nothing was taken for this order" in ended
    assert "If you change your mind" not in ended
