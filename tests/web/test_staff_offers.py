"""Offers on the staff pages: made, changed while nobody has them, prolonged and stopped after."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.db import db
from app.freshness import current_version
from app.pricing.models import Offer
from app.pricing.queries import find_offer
from app.pricing.terms import OfferKind
from tests.actions.offers.test_redeeming import with_code
from tests.factories.offers import make_offer
from tests.factories.shop import put_on_sale
from tests.support.queries import counted_queries
from tests.support.shop import Shop

NEW = {"name": "Welcome", "code": "Welcome-10", "kind": "percent", "percent": "10", "from_on": "2026-01-01"}


def text(answer: Any) -> str:
    return " ".join(str(answer.get_data(as_text=True)).split())


def offers(app: Flask) -> list[Offer]:
    with app.app_context():
        found = list(db.session.scalars(select(Offer).order_by(Offer.id)))
        db.session.expunge_all()
        return found


def version(app: Flask) -> int:
    with app.app_context():
        return current_version(at_most_seconds_old=-1)


def test_an_offer_is_added_listed_and_logged(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        put_on_sale(sku="SH-WHW")
    before = version(app)
    sent = {**NEW, "least": "30", "shelf": "1", "skus": "SH-WHW\n", "most_uses": "100", "most_each": "1"}
    assert staff_client.post("/staff/offers/new/", data=sent).status_code == 303
    (offer,) = offers(app)
    assert (offer.code, offer.percent, offer.least_minor, offer.most_uses) == ("welcome10", 10, 3000, 100)
    assert version(app) > before
    page = text(staff_client.get("/staff/offers/"))
    assert "WELCOME10" in page and "10 % off when such things come to €30.00" in page and "Running" in page
    form = text(staff_client.get("/staff/offers/1/"))
    assert 'value="WELCOME10"' in form and "SH-WHW</textarea>" in form and 'value="30.00"' in form
    assert "Offer added" in text(staff_client.get("/staff/audit/?kind=offer&id=1"))


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"name": ""}, "name", "Enter the name"),
        ({"name": "Relief from fibromyalgia pain"}, "name", "Use neutral words"),
        ({"code": "!!"}, "code", "Use 3 to 24 letters"),
        ({"code": "taken"}, "code", "Another offer has this code"),
        ({"percent": "0"}, "percent", "from 1 to 100"),
        ({"percent": "²"}, "percent", "from 1 to 100"),
        ({"percent": "101"}, "percent", "from 1 to 100"),
        ({"kind": "amount", "amount": "x"}, "amount", "Enter an amount"),
        ({"kind": "amount", "amount": "0"}, "amount", "Enter an amount"),
        (
            {"kind": "bundle", "percent": "100", "buy_units": "2", "get_units": "0"},
            "get_units",
            "from 1 to 20",
        ),
        ({"kind": "tiers", "tiers": "60: 10\n50: 20"}, "tiers", "one step a line"),
        ({"kind": "tiers", "tiers": "sixty"}, "tiers", "one step a line"),
        ({"from_on": ""}, "from_on", "Enter the first day"),
        ({"from_on": "1 May"}, "from_on", "Write the day as"),
        ({"until_on": "2025-12-31"}, "until_on", "before the first one"),
        ({"code": "", "least": ""}, "least", "is a new price of the product"),
        ({"least": "-1"}, "least", "or leave it empty"),
        ({"skus": "SH-NONE"}, "skus", "Nothing on sale has the SKU SH-NONE"),
        ({"most_uses": "0"}, "most_uses", "above nothing"),
        ({"most_uses": "many"}, "most_uses", "above nothing"),
        ({"code": "", "least": "30", "most_uses": "5"}, "most_uses", "needs a code"),
        ({"most_each": "0"}, "most_each", "above nothing"),
    ],
)
def test_what_is_no_offer_is_said_beside_its_field_with_everything_kept(
    app: Flask, staff_client: FlaskClient, changed: dict[str, str], field: str, words: str
) -> None:
    with app.app_context():
        make_offer(code="taken")
    answer = staff_client.post("/staff/offers/new/", data={**NEW, "skus": "", "percent": "10", **changed})
    page = text(answer)
    assert answer.status_code == 422
    assert f'href="#{field}"' in page and f'id="{field}-error"' in page and words in page
    assert f'value="{changed.get("name", "Welcome")}"' in page
    assert len(offers(app)) == 1


def test_each_kind_keeps_what_it_needs_and_nothing_else(app: Flask, staff_client: FlaskClient) -> None:
    everything = {
        "percent": "50", "amount": "5,00", "buy_units": "1", "get_units": "1", "tiers": "60: 10\n100.00: 15 %",
        "least": "9", "name": "All", "from_on": "2026-01-01",
    }  # fmt: skip
    for kind in OfferKind:
        assert (
            staff_client.post("/staff/offers/new/", data={**everything, "kind": kind.value}).status_code
            == 303
        )
    kept = [(one.percent, one.amount_minor, one.buy_units, one.tiers) for one in offers(app)]
    steps = [[6000, 10], [10000, 15]]
    assert kept == [(50, 0, 0, []), (0, 500, 0, []), (0, 0, 0, []), (50, 0, 1, []), (0, 0, 0, steps)]


def test_an_unused_offer_is_changed_and_a_stale_form_is_refused(
    app: Flask, staff_client: FlaskClient
) -> None:
    with app.app_context():
        make_offer(code="welcome10")
    sent = {**NEW, "percent": "15", "edition": "1"}
    assert staff_client.post("/staff/offers/1/", data=sent).status_code == 303
    assert (offers(app)[0].percent, offers(app)[0].edition) == (15, 2)
    stale = staff_client.post("/staff/offers/1/", data={**sent, "percent": "20"})
    assert stale.status_code == 409
    assert "has been changed or used since you opened it" in text(stale) and 'value="20"' in text(stale)
    assert offers(app)[0].percent == 15


def test_what_a_used_offer_gives_stays_and_its_last_day_and_end_do_not(
    web_shop: Shop, staff_client: FlaskClient
) -> None:
    with web_shop.app.app_context():
        web_shop.variant(units=9)
        make_offer(code="welcome10", most_uses=5)
        web_shop.start(with_code(web_shop, ("SH-WHW", 1)))
    page = text(staff_client.get("/staff/offers/1/"))
    assert 'name="percent"' not in page and "1 reserved by orders" in page and "5 allowed" in page
    refused = staff_client.post("/staff/offers/1/", data={**NEW, "percent": "90", "edition": "1"})
    assert refused.status_code == 409 and "has been changed or used" in text(refused)
    day = {"until_on": "2090-01-01", "edition": "1"}
    assert staff_client.post("/staff/offers/1/last-day", data=day).status_code == 303
    assert staff_client.post("/staff/offers/1/last-day", data=day).status_code == 409
    for odd in ("tomorrow", "2025-01-01"):
        bad = staff_client.post("/staff/offers/1/last-day", data={"until_on": odd, "edition": "2"})
        assert bad.status_code == 422 and 'id="until_on-error"' in text(bad)
    before = version(web_shop.app)
    for _ in range(2):
        assert staff_client.post("/staff/offers/1/end").status_code == 303
    assert version(web_shop.app) == before + 1
    assert "Stopped" in text(staff_client.get("/staff/offers/"))
    with web_shop.app.app_context():
        stopped = find_offer(1)
        assert stopped is not None and stopped.percent == 10
        actions = [
            one.action
            for one in db.session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "offer"))
        ]
        assert actions.count("offer.stopped") == 1
        assert web_shop.mismatches() == []


def test_an_offer_that_is_not_there_is_not_found(staff_client: FlaskClient) -> None:
    for path in ("/staff/offers/7/", "/staff/offers/7/last-day", "/staff/offers/7/end"):
        assert staff_client.post(path, data=NEW).status_code == 404
    assert staff_client.get("/staff/offers/7/").status_code == 404


def test_the_list_asks_as_much_for_twenty_offers_as_for_one(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        make_offer(code="first")
    with counted_queries(app) as one:
        staff_client.get("/staff/offers/")
    with app.app_context():
        for number in range(20):
            make_offer(code=f"code{number}")
    with counted_queries(app) as twenty:
        staff_client.get("/staff/offers/")
    assert len(twenty) == len(one)
