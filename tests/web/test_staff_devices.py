"""What a medical device is registered for, at the product desk and on the product's page."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.catalog import make_product
from tests.factories.shop import put_on_sale
from tests.web.test_staff_catalog import filled, only_product, shelf, text_of

__all__ = ["shelf"]


def test_a_devices_registration_is_kept_and_told_on_its_page(
    app: Flask, staff_client: FlaskClient, client: FlaskClient, shelf: dict[str, str]
) -> None:
    told = {
        "registered_for": "Holds a weak wrist",
        "registered_in": "gb, eu",
        "registered_as": "IE-MF-000123",
    }
    with app.app_context():
        put_on_sale(make_product("Splint", product_class=4, topic_ids=(int(shelf["topic"]),)))
    product = only_product(app)
    desk = f"/staff/products/{product.id}/"
    typed = filled(shelf, title="Splint", product_class="4", edition="1", **told)
    assert staff_client.post(desk, data=typed).status_code == 303
    assert only_product(app).registered_in == "GB EU"
    page = text_of(client.get("/products/splint/"))
    for words in (
        "Registered as a medical device",
        "Holds a weak wrist",
        "the European Union",
        "IE-MF-000123",
    ):
        assert words in page
    assert "United Kingdom" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"product_class": "1", "registered_for": "Sleep"}, "Only a medical device is registered"),
        ({"registered_as": "IE-1"}, "Fill in all three, or none."),
        ({"registered_for": "a", "registered_in": "EU UK", "registered_as": "1"}, "UK is no country."),
        ({"registered_for": "a", "registered_in": "EU, ٣", "registered_as": "1"}, "is no country."),
        ({"registered_for": "a" * 201, "registered_in": "EU", "registered_as": "1"}, "under 200 signs"),
    ],
)
def test_half_a_registration_is_refused_beside_its_field(
    staff_client: FlaskClient, shelf: dict[str, str], changes: dict[str, str], sentence: str
) -> None:
    answer = staff_client.post("/staff/products/", data=filled(shelf, **{"product_class": "4", **changes}))
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert all(words[:40] in text_of(answer) for words in changes.values())
