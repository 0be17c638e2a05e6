"""Stripe Tax as shoppers and staff meet it: one sum from the basket on, and a clear word where it cannot be told."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from app.audit.models import AuditEntry
from app.clock import utcnow
from app.db import db, transaction
from app.orders.models import Order
from app.payments.tax_models import OrderTaxCalculation
from app.settings.actions import change_setting
from app.settings.queries import load_settings
from tests.support.shop import ANSWERS, Shop
from tests.web.test_checkout import answer_all, fill, pay, pay_form, text

CALCULATIONS = "/v1/tax/calculations"


@pytest.fixture
def shelf(web_shop: Shop) -> Iterator[Shop]:
    """The shop that asks Stripe Tax, with one thing on its shelf."""
    with web_shop.app.app_context():
        web_shop.variant(units=5)
        with transaction():
            change_setting("tax_source", "stripe", actor="user:1", now=utcnow())
    yield web_shop


def fail(shop: Shop, kind: str, path: str = CALCULATIONS) -> None:
    shop.stripe.control("POST", "/faults", kind=kind, method="POST", path=path, times=1, seconds=0)


def test_the_basket_is_final_and_the_check_page_says_how_much_is_tax(
    shelf: Shop, client: FlaskClient
) -> None:
    fill(client)
    basket = text(client.get("/basket/"))
    assert "€28.50" in basket
    assert "tax included; how much is told before you pay" in basket
    check = text(client.get(answer_all(client).location))
    assert "Go to payment, €28.50" in check
    assert "includes 23 % tax, €5.33" in check
    assert check.count("country and postcode") == 2, "what Stripe gets is said"
    assert pay(client).location.startswith("http")
    with shelf.app.app_context():
        assert db.session.query(Order).one().tax_minor == 533


@pytest.mark.parametrize("kind", ["error_500", "reset_before"])
def test_a_tax_that_cannot_be_told_is_said_and_nothing_is_lost_or_placed(
    shelf: Shop, client: FlaskClient, kind: str
) -> None:
    fill(client)
    answer_all(client)
    fail(shelf, kind)
    check = client.get("/checkout/check/")
    assert check.status_code == 503
    assert check.headers["Retry-After"] == "20"
    assert "We cannot work out the tax just now. Your basket is safe." in text(check)
    assert "Nothing was ordered and nothing was taken." in text(check)
    fail(shelf, kind)
    assert pay(client).status_code in (503, 303)
    assert ANSWERS["street"] in text(client.get("/checkout/address/"))
    shown = pay_form(text(client.get("/checkout/check/")))
    assert client.post("/checkout/payment", data={**shown, "consent": "yes"}).status_code == 303


def test_pressing_while_the_tax_is_unknown_places_nothing(shelf: Shop, client: FlaskClient) -> None:
    fill(client)
    answer_all(client)
    shelf.stripe.control(
        "POST", "/faults", kind="error_500", method="POST", path=CALCULATIONS, times=2, seconds=0
    )
    assert pay(client).status_code == 503
    with shelf.app.app_context():
        assert db.session.query(Order).count() == 0


def test_staff_choose_who_works_tax_out_and_it_stands_in_the_log(
    web_shop: Shop, staff_client: FlaskClient
) -> None:
    page = text(staff_client.get("/staff/tax/"))
    assert "Who works it out" in page
    done = staff_client.post("/staff/tax/source", data={"source": "stripe", "seen": "own"})
    assert done.status_code == 303
    stale = staff_client.post("/staff/tax/source", data={"source": "own", "seen": "own"})
    assert stale.status_code == 422
    assert "Somebody has changed this since" in text(stale)
    assert staff_client.post("/staff/tax/source", data={"source": "x", "seen": "stripe"}).status_code == 422
    with web_shop.app.app_context():
        assert load_settings().asks_stripe_tax
        entry = db.session.query(AuditEntry).filter_by(action="tax.source").one()
        assert entry.details == {"from": "own", "to": "stripe"}


@pytest.mark.parametrize(("key", "value", "words"), [
    ("prices_include_tax", False, "needs prices that are kept with tax"),
    ("reverse_charge", True, "do not go together"),
])  # fmt: skip
def test_stripe_tax_is_refused_where_it_cannot_count(
    web_shop: Shop, staff_client: FlaskClient, key: str, value: bool, words: str
) -> None:
    with web_shop.app.app_context(), transaction():
        change_setting(key, value, actor="user:1", now=utcnow())
    refused = staff_client.post("/staff/tax/source", data={"source": "stripe", "seen": "own"})
    assert refused.status_code == 422
    assert words in text(refused)


def test_what_is_added_to_an_order_bears_the_tax_that_stripe_tells(
    shelf: Shop, staff_client: FlaskClient
) -> None:
    with shelf.app.app_context():
        shelf.buy(("SH-WHW", 1))
    things = {"sku-1": "SH-WHW", "add-1": "2"}
    asked = {**things, "seen": "0", "seen_total": "4800"}
    shown = text(staff_client.post("/staff/orders/1001/additions/sum", data=things))
    assert "€48.00" in shown
    assert staff_client.post("/staff/orders/1001/additions", data=asked).status_code == 303
    with shelf.app.app_context():
        added = db.session.query(Order).order_by(Order.id.desc()).first()
        assert added is not None
        assert (added.total_minor, added.tax_minor) == (4800, 898)
        assert db.session.query(OrderTaxCalculation).filter_by(order_id=added.id).one().tax_minor == 898
        assert shelf.mismatches() == []
