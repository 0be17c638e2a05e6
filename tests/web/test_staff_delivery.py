"""Delivery and tax on the staff pages: zones, ways and rates made, changed and taken away, each in the log."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import db, transaction
from app.pricing.models import DeliveryRate, DeliveryZone, TaxRateRow
from tests.factories.delivery import make_two_ways, make_zone

ZONE = {"name": "Islands", "countries": "gb", "postcodes": "kw15 to kw17\nhs"}
RATE = {
    "name": "Boat",
    "basis": "weight",
    "steps": "2000: 14.90\nmore: 29",
    "free_from": "150",
    "days": "5 to 8 days",
}


def text(answer: Any) -> str:
    return " ".join(str(answer.get_data(as_text=True)).split())


def all_of(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        found = db.session.query(model).order_by(model.id).all()
        db.session.expunge_all()
        return list(found)


def test_the_first_zone_brings_the_flat_rates_of_the_settings_along(
    app: Flask, staff_client: FlaskClient
) -> None:
    assert "the flat rates of the settings count, for Ireland" in text(staff_client.get("/staff/delivery/"))
    answer = staff_client.post("/staff/delivery/zones/new/", data=ZONE)
    assert answer.status_code == 303
    zones = all_of(app, DeliveryZone)
    assert [one.countries for one in zones] == [["IE"], ["GB"], ["DE"], ["GB"]]
    assert zones[-1].postcodes == ["KW15..KW17", "HS"]
    assert [one.steps for one in all_of(app, DeliveryRate)] == [[[None, 450]], [[None, 790]], [[None, 890]]]
    page = text(staff_client.get("/staff/delivery/"))
    assert "United Kingdom: KW15 to KW17, HS" in page and "No way yet" in page
    assert "Delivery zone added" in text(staff_client.get("/staff/audit/?kind=zone&id=4"))


def test_a_way_is_added_changed_and_taken_away(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context(), transaction():
        make_two_ways()
    assert staff_client.post("/staff/delivery/zones/1/rates/new/", data=RATE).status_code == 303
    boat = all_of(app, DeliveryRate)[-1]
    assert (boat.steps, boat.free_from_minor, boat.currency) == ([[2000, 1490], [None, 2900]], 15000, "EUR")
    form = text(staff_client.get(f"/staff/delivery/rates/{boat.id}/"))
    assert "2000: 14.90 more: 29.00</textarea>" in form and 'value="150.00"' in form
    assert "up to 2000 g €14.90, above that €29.00, free from €150.00" in text(
        staff_client.get("/staff/delivery/")
    )
    by_price = {**RATE, "basis": "price", "steps": "50: 4,90", "edition": "1"}
    assert staff_client.post(f"/staff/delivery/rates/{boat.id}/", data=by_price).status_code == 303
    assert all_of(app, DeliveryRate)[-1].steps == [[5000, 490]]
    stale = staff_client.post(f"/staff/delivery/rates/{boat.id}/", data={**by_price, "days": "Some days"})
    assert stale.status_code == 409 and "has been changed since" in text(stale) and "Some days" in text(stale)
    assert staff_client.post(f"/staff/delivery/rates/{boat.id}/removal").status_code == 303
    assert boat.id not in [one.id for one in all_of(app, DeliveryRate)]
    log = text(staff_client.get("/staff/audit/?kind=zone&id=1"))
    assert "Way of delivery added" in log and "changed" in log and "taken away" in log


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"), ({"steps": ""}, "steps"), ({"steps": "2000: 4\n1000: 5"}, "steps"),
        ({"steps": "more: 4\n1000: 5"}, "steps"), ({"steps": "2000 4.90"}, "steps"), ({"steps": "٣: 4"}, "steps"),
        ({"steps": "2000: -4"}, "steps"), ({"free_from": "x"}, "free_from"), ({"free_from": "0"}, "free_from"),
        ({"days": ""}, "days"), ({"place": "Here"}, "hours"), ({"hours": "Now"}, "place"),
        ({"steps": "\n".join(f"{n}: 1" for n in range(1, 30))}, "steps"),
    ],
)  # fmt: skip
def test_what_is_no_way_is_said_beside_its_field(
    app: Flask, staff_client: FlaskClient, changed: dict[str, str], field: str
) -> None:
    with app.app_context(), transaction():
        make_two_ways()
    before = len(all_of(app, DeliveryRate))
    answer = staff_client.post("/staff/delivery/zones/1/rates/new/", data={**RATE, **changed})
    assert answer.status_code == 422 and f'href="#{field}"' in text(answer)
    assert len(all_of(app, DeliveryRate)) == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"name": ""}, "name"), ({"countries": ""}, "countries"), ({"countries": "Irl"}, "countries"),
     ({"countries": "XX"}, "countries"), ({"postcodes": "KW17 to KW15"}, "postcodes")],
)  # fmt: skip
def test_what_is_no_zone_is_said_beside_its_field(
    app: Flask, staff_client: FlaskClient, changed: dict[str, str], field: str
) -> None:
    answer = staff_client.post("/staff/delivery/zones/new/", data={**ZONE, **changed})
    assert answer.status_code == 422 and f'href="#{field}"' in text(answer)
    assert all_of(app, DeliveryZone) == []


def test_things_are_fetched_in_one_country(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context(), transaction():
        make_zone("IE", "DE")
    fetch = {**RATE, "place": "4 Example Street", "hours": "Always"}
    answer = staff_client.post("/staff/delivery/zones/1/rates/new/", data=fetch)
    assert answer.status_code == 422 and "lies in one country" in text(answer)


def test_the_last_zone_stays(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context(), transaction():
        make_zone("IE")
        make_zone("DE")
    assert staff_client.post("/staff/delivery/zones/1/removal").status_code == 303
    answer = staff_client.post("/staff/delivery/zones/2/removal")
    assert answer.status_code == 422 and "This is the last zone" in text(answer)
    assert [one.id for one in all_of(app, DeliveryZone)] == [2]


def test_a_tax_rate_is_set_changed_and_taken_away(app: Flask, staff_client: FlaskClient) -> None:
    for percent, points in (("13.5", 1350), ("9", 900), ("0", 0), ("13,55 %", 1355)):
        sent = {"country": "IE", "tax_class": "books", "percent": percent}
        assert staff_client.post("/staff/tax/", data=sent).status_code == 303
        assert [one.points for one in all_of(app, TaxRateRow)] == [points]
    assert "13.55 %" in text(staff_client.get("/staff/tax/"))
    assert (
        staff_client.post("/staff/tax/removal", data={"country": "IE", "tax_class": "books"}).status_code
        == 303
    )
    assert all_of(app, TaxRateRow) == []
    log = text(staff_client.get("/staff/audit/"))
    assert "Tax rate set" in log and "Tax rate taken away" in log


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"percent": ""}, "percent"), ({"percent": "100"}, "percent"), ({"percent": "-1"}, "percent"),
     ({"percent": "٣"}, "percent"), ({"percent": "9.555"}, "percent"), ({"country": "US"}, "country"),
     ({"tax_class": "luxury"}, "tax_class")],
)  # fmt: skip
def test_what_is_no_tax_rate_is_said_beside_its_field(
    app: Flask, staff_client: FlaskClient, changed: dict[str, str], field: str
) -> None:
    sent = {"country": "IE", "tax_class": "books", "percent": "9", **changed}
    answer = staff_client.post("/staff/tax/", data=sent)
    assert answer.status_code == 422 and f'href="#{field}"' in text(answer)
    assert all_of(app, TaxRateRow) == []
