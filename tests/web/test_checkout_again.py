"""Coming back to the checkout: one button, what has changed said in words, and a reminder only for who asks."""

from datetime import timedelta

from flask.testing import FlaskClient

from tests.support.shop import Shop
from tests.web.test_checkout import answer_all, count_orders, fill, pay, pay_form, session_of, shelf, text

__all__ = ["shelf"]


def test_who_comes_back_has_one_button_and_is_not_asked_to_agree_again(
    shelf: Shop, client: FlaskClient
) -> None:
    fill(client)
    answer_all(client)
    first = pay(client).headers["Location"]
    back = text(client.get("/checkout/check/?back=1"))
    assert "You have agreed to this order already" in back and 'name="consent"' not in back
    assert back.count("<form") == 1 and 'action="/checkout/payment"' in back
    again = client.post("/checkout/payment", data=pay_form(back)).headers["Location"]
    assert session_of(again) == session_of(first), "a second tab led to a second payment page"
    shelf.pass_time(timedelta(minutes=31))
    later = text(client.get("/checkout/check/"))
    assert (
        'action="/checkout/renewal"' in later and "Going to payment keeps your things another hour" in later
    )
    renewed = client.post("/checkout/renewal", data=pay_form(later)).headers["Location"]
    assert session_of(renewed) != session_of(first)
    assert count_orders(shelf.app) == 1


def test_nobody_skips_the_consent_by_naming_an_order_that_was_not_agreed_to(
    shelf: Shop, client: FlaskClient
) -> None:
    fill(client)
    answer_all(client)
    shown = pay_form(text(client.get("/checkout/check/")))
    assert client.post("/checkout/payment", data=shown).status_code == 422
    assert count_orders(shelf.app) == 0


def test_an_answer_changed_behind_the_page_is_told_apart_from_a_sum(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    answer_all(client)
    shown = pay_form(text(client.get("/checkout/check/")))
    client.post("/checkout/email/", data={"email": "other@example.com"})
    told = client.post("/checkout/payment", data={**shown, "consent": "yes"})
    assert told.status_code == 409
    assert "The sum is the same, but an answer" in text(told)
