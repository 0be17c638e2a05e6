"""Staff pages of shelves and makers."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.models import AuditEntry
from app.catalog.models import Category, Maker
from app.db import db
from tests.factories.catalog import make_category, make_maker, make_product

MAKER = {
    "name": "Slow Loom", "place": "Kaunas, Lithuania", "country": "lt", "postal_address": "12 Example Street",
    "electronic_address": "safety@slow-loom.example",
}  # fmt: skip


def text_of(answer: TestResponse) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def test_an_empty_shop_gets_its_first_shelf_and_maker(app: Flask, staff_client: FlaskClient) -> None:
    assert "No shelf yet" in text_of(staff_client.get("/staff/products/furniture/"))
    shelf = {"name": "Warmth", "summary": "Wool and wheat.", "position": "2", "slug": ""}
    assert staff_client.post("/staff/products/shelves/", data=shelf).status_code == 303
    assert (
        staff_client.post("/staff/products/makers/", data={**MAKER, "slug": "evil", "id": "77"}).status_code
        == 303
    )
    html = text_of(staff_client.get("/staff/products/furniture/"))
    assert "Wool and wheat." in html and "Kaunas, Lithuania" in html
    with app.app_context():
        maker, category = db.session.scalars(select(Maker)).one(), db.session.scalars(select(Category)).one()
        assert (maker.id, maker.slug, maker.country) == (1, "slow-loom", "LT")
        assert (category.slug, category.position) == ("warmth", 2)
        logged = set(db.session.scalars(select(AuditEntry.action).where(AuditEntry.actor == "user:1")))
    assert {"category.added", "maker.added"} <= logged


def test_what_is_wrong_is_said_beside_the_field_and_kept(staff_client: FlaskClient) -> None:
    bad = staff_client.post("/staff/products/makers/", data={**MAKER, "country": "Lit", "postal_address": ""})
    html = text_of(bad)
    assert bad.status_code == 422 and 'id="country-error"' in html and 'id="postal_address-error"' in html
    assert 'value="safety@slow-loom.example"' in html
    shelf = staff_client.post(
        "/staff/products/shelves/", data={"name": "", "summary": "Kept.", "position": "two"}
    )
    assert shelf.status_code == 422 and 'value="Kept."' in text_of(shelf)


def test_a_renamed_shelf_keeps_its_old_address_leading_to_it(
    app: Flask, staff_client: FlaskClient, client: FlaskClient
) -> None:
    with app.app_context():
        shelf = make_category("warmth")
    data = {"name": "Warm things", "summary": "", "position": "1", "slug": "warm-things"}
    assert staff_client.post(f"/staff/products/shelves/{shelf.id}/", data=data).status_code == 303
    answer = client.get("/shop/warmth/")
    assert (answer.status_code, answer.location) == (301, "/shop/warm-things/")
    assert staff_client.get(f"/staff/products/shelves/{shelf.id}/").status_code == 200


def test_a_maker_of_things_in_the_shop_keeps_who_answers_for_them(
    app: Flask, staff_client: FlaskClient
) -> None:
    with app.app_context():
        maker = make_maker()
        make_product(maker=maker)
    moved = {**MAKER, "country": "GB"}
    refused = staff_client.post(f"/staff/products/makers/{maker.id}/", data=moved)
    assert refused.status_code == 422 and "stand in the shop" in text_of(refused)
    person = {"eu_name": "Person", "eu_postal_address": "1 Quay", "eu_electronic_address": "p@person.example"}
    assert (
        staff_client.post(f"/staff/products/makers/{maker.id}/", data={**moved, **person}).status_code == 303
    )
    assert "1 Quay" in text_of(staff_client.get(f"/staff/products/makers/{maker.id}/"))


def test_a_shelf_or_maker_that_is_not_there_is_404(staff_client: FlaskClient) -> None:
    for path in ("/staff/products/shelves/9/", "/staff/products/makers/9/"):
        assert staff_client.get(path).status_code == 404
        assert staff_client.post(path, data={**MAKER, "position": "1"}).status_code == 404
