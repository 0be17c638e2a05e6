"""The basket's code as a browser without script uses it, and what offers say on the way to the order's page."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from app.clock import shift_clock, utcnow
from app.db import transaction
from app.freshness import forget_version
from app.pricing.models import Offer
from app.pricing.offering import prolong_offer
from app.pricing.terms import OfferKind
from tests.actions.offers.test_redeeming import with_code
from tests.factories.offers import make_offer, make_three_for_two
from tests.support.shop import Shop
from tests.web.test_checkout import answer_all, fill, pay, pay_form, session_of, text

WRAP = "SH-WHW"
NEUTRAL = "We cannot use this code."


@pytest.fixture
def shelf(web_shop: Shop, client: FlaskClient) -> Iterator[Shop]:
    with web_shop.app.app_context():
        web_shop.variant(units=9)
    fill(client, quantity="3")
    yield web_shop


def enter(client: FlaskClient, code: str) -> Any:
    return client.post("/basket/code", data={"code": code})


def basket(client: FlaskClient) -> str:
    return text(client.get("/basket/"))


def test_offers_are_named_with_their_sums_from_the_basket_to_the_orders_page(
    shelf: Shop, client: FlaskClient, staff_client: FlaskClient
) -> None:
    with shelf.app.app_context():
        make_three_for_two()
        make_offer(code="WELCOME10")
    assert enter(client, " Wel come-10 ").status_code == 303
    page = basket(client)
    assert ("-€24.00" in page, "-€4.80" in page, "€47.70" in page) == (True, True, True)
    assert "code WELCOME10" in page
    answer_all(client)
    check = text(client.get("/checkout/check/"))
    assert "Three for the price of two" in check and "Go to payment, €47.70" in check
    address = pay(client).headers["Location"]
    shelf.stripe.pay(session_of(address))
    done = client.get(f"/checkout/done/?session={session_of(address)}")
    order = text(client.get(done.headers["Location"]))
    assert "-€24.00" in order and "-€4.80" in order and "€47.70" in order
    staff = text(staff_client.get("/staff/orders/1001/"))
    assert "Three for the price of two" in staff and "code WELCOME10" in staff
    fill(client)
    assert "WELCOME10" not in basket(client)  # it was for the basket that is paid


@pytest.mark.parametrize("typed", ["nothing", "later", "spent", "hers", "x" * 300, "٣٣٣", "'; --", "🙂"])
def test_a_code_that_cannot_be_used_is_answered_with_one_sentence_and_kept_in_its_field(
    shelf: Shop, client: FlaskClient, typed: str
) -> None:
    with shelf.app.app_context():
        make_offer(code="later", from_on=date(2090, 1, 1))
        make_offer(code="spent", most_uses=1)
        with transaction() as session:
            session.execute(update(Offer).where(Offer.code == "spent").values(uses=1))
    answer = enter(client, typed)
    assert answer.status_code == 422
    page = text(answer)
    assert "<title>Error: Your basket" in page and NEUTRAL in page and '<details class="fold" open>' in page
    assert typed[:20].replace("'", "&#39;") in page
    assert "€76.50" in basket(client)


def test_an_empty_code_is_asked_for(shelf: Shop, client: FlaskClient) -> None:
    assert "Enter the code, or go on without one." in text(enter(client, "  "))


def test_a_wrong_code_leaves_the_one_that_counts(shelf: Shop, client: FlaskClient) -> None:
    with shelf.app.app_context():
        make_offer()
    enter(client, "welcome10")
    assert enter(client, "wrong").status_code == 422
    assert "-€7.20" in basket(client)
    assert client.post("/basket/code/removal").status_code == 303
    assert "-€7.20" not in basket(client)


def test_a_code_that_has_ended_meanwhile_is_told_with_its_day(shelf: Shop, client: FlaskClient) -> None:
    with shelf.app.app_context():
        offer = make_offer(code="spring10")
    enter(client, "spring10")
    answer_all(client)
    with shelf.app.app_context(), transaction():
        prolong_offer(offer.id, date(2026, 5, 3), seen_edition=1, actor="user:1", now=utcnow())
    ended = "The code SPRING10 ended on 3 May 2026. Your basket is otherwise unchanged."
    for page in (basket(client), text(client.get("/checkout/check/")), text(enter(client, "spring10"))):
        assert ended in page
        assert "€76.50" in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"least_minor": 9000}, "counts from €90.00 of the things it is for. Yours come to €72.00."),
        ({"country": "DE"}, "is for orders to Germany."),
        ({"kind": OfferKind.FREE_DELIVERY}, ""),
    ],
)
def test_a_code_that_does_not_count_yet_is_kept_and_says_why(
    shelf: Shop, client: FlaskClient, fields: dict[str, Any], words: str
) -> None:
    with shelf.app.app_context():
        make_offer(code="maybe", **fields)
    assert enter(client, "maybe").status_code == 303
    page = basket(client)
    assert "Your code: MAYBE" in page
    assert words in page


def test_a_first_order_is_judged_without_telling_who_has_ordered(shelf: Shop, client: FlaskClient) -> None:
    with shelf.app.app_context():
        make_offer(first_order=True)
        shelf.buy((WRAP, 1))
    enter(client, "welcome10")
    assert "-€7.20" in basket(client)
    answer_all(client)
    page = text(client.get("/checkout/check/"))
    assert "The code WELCOME10 cannot be used with this order." in page
    assert "Go to payment, €76.50" in page


def test_a_basket_with_nothing_to_pay_says_what_to_do(shelf: Shop, client: FlaskClient) -> None:
    with shelf.app.app_context():
        make_offer(percent=100)
        make_offer(kind=OfferKind.FREE_DELIVERY, code="", name="Free delivery")
    enter(client, "welcome10")
    page = basket(client)
    assert "nothing is left to pay" in page and "Go on to delivery" not in page
    answer_all(client)
    assert "nothing is left to pay" in text(client.get("/checkout/check/"))


def test_the_last_use_taken_by_somebody_else_is_said_before_paying(shelf: Shop, client: FlaskClient) -> None:
    with shelf.app.app_context():
        make_offer(most_uses=1)
    enter(client, "welcome10")
    answer_all(client)
    check = text(client.get("/checkout/check/"))
    assert "Go to payment, €69.30" in check
    with shelf.app.app_context():
        shelf.start(with_code(shelf, (WRAP, 1), email="ada@example.com"))
    refused = client.post("/checkout/payment", data={"consent": "yes", **pay_form(check)})
    assert refused.status_code == 409
    assert "The sum is €76.50 now; the page you pressed on had shown €69.30." in text(refused)
    assert "The code WELCOME10 cannot be used with this order." in text(refused)
    assert "Go to payment, €76.50" in text(refused)


def test_codes_may_be_tried_ten_times_a_minute(shelf: Shop, client: FlaskClient) -> None:
    answers = [enter(client, f"guess{number}").status_code for number in range(11)]
    assert answers == [422] * 10 + [429]


def test_without_a_basket_a_code_has_no_place(client: FlaskClient) -> None:
    assert enter(client, "welcome10").status_code == 303
    assert client.post("/basket/code/removal").status_code == 303


def test_a_products_page_tells_the_offers_that_are_for_it_and_for_this_country(
    web_shop: Shop, client: FlaskClient
) -> None:
    with web_shop.app.app_context():
        web_shop.variant(units=9)
        other = web_shop.variant(sku="SH-ABL", title="Amber bedside lamp").product_id
        make_three_for_two(until_on=date(2090, 5, 3))
        make_offer(code="", name="Hands", products=(other,), least_minor=100)
        make_offer(code="", name="Post abroad", kind=OfferKind.FREE_DELIVERY, least_minor=9000, country="DE")
        make_offer(code="secret", name="Secret")
    page = text(client.get("/products/sh-whw/"))
    assert "Three for the price of two: of every three, the cheapest is free. Until 3 May 2090." in page
    assert "Hands" not in page and "Secret" not in page and "Post abroad" not in page
    abroad = text(client.get("/products/sh-whw/?country=DE"))
    assert "Post abroad: delivery costs nothing when such things come to €90.00." in abroad


def test_a_kept_page_follows_its_offers_and_the_day(
    web_shop: Shop, new_client: Callable[[], FlaskClient]
) -> None:
    """A stranger's page comes from the cache; a changed offer and midnight both make it anew."""
    words, told = "Three for the price of two", []
    with web_shop.app.app_context():
        web_shop.variant(units=9)
    for step in ("before", "added", "prolonged", "a day later"):
        with web_shop.app.app_context():
            if step == "added":
                offer = make_three_for_two().id
            elif step == "prolonged":
                with transaction():
                    prolong_offer(offer, utcnow().date(), seen_edition=1, actor="user:1", now=utcnow())
            elif step == "a day later":
                shift_clock(timedelta(days=2))
        web_shop.app.extensions["page_cache"].checked = float("-inf")
        forget_version()
        told.append([words in text(new_client().get("/products/sh-whw/")) for _ in range(2)])
    shift_clock(timedelta())
    assert told == [[False, False], [True, True], [True, True], [False, False]]
