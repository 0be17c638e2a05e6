"""Every button of a product keeps what was typed, or changes nothing."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.catalog import make_category, make_maker, make_product, make_topic
from tests.factories.media import picture_bytes
from tests.factories.shop import put_on_sale
from tests.web.test_staff_catalog import filled, only_product, text_of


@pytest.fixture
def shelf(app: Flask) -> dict[str, str]:
    """What a filled form needs to name."""
    with app.app_context():
        return {
            "category": str(make_category().id),
            "maker": str(make_maker().id),
            "topic": str(make_topic().id),
        }


@pytest.mark.parametrize("deed", ["publication", "draft", "archive", ""])
def test_every_button_of_a_product_keeps_what_was_typed_first(
    app: Flask, staff_client: FlaskClient, shelf: dict[str, str], deed: str
) -> None:
    with app.app_context():
        put_on_sale(make_product("Warm belt"))
    desk = f"/staff/products/{only_product(app).id}/"
    edition = only_product(app).edition
    answer = staff_client.post(f"{desk}{deed}", data=filled(shelf, edition=str(edition)))
    assert answer.status_code == 303 and "Done." in text_of(staff_client.get(answer.location))
    assert (only_product(app).tagline, only_product(app).edition) == ("A low lamp.", edition + 1)


@pytest.mark.parametrize("deed", ["publication", "draft", "archive", ""])
@pytest.mark.parametrize(("wrong", "status"), [({"title": ""}, 422), ({"edition": "99"}, 409)])
def test_what_cannot_be_kept_stops_the_button_and_is_shown_again(
    app: Flask,
    staff_client: FlaskClient,
    shelf: dict[str, str],
    deed: str,
    wrong: dict[str, str],
    status: int,
) -> None:
    with app.app_context():
        put_on_sale(make_product("Warm belt"))
    before = only_product(app)
    form = filled(shelf, **{"edition": str(before.edition), **wrong})
    answer = staff_client.post(f"/staff/products/{before.id}/{deed}", data=form)
    assert answer.status_code == status and "A low lamp." in text_of(answer)
    after = only_product(app)
    assert (after.state, after.edition, after.tagline) == (before.state, before.edition, before.tagline)


def test_a_refused_publication_shows_what_was_typed(
    app: Flask, staff_client: FlaskClient, shelf: dict[str, str]
) -> None:
    with app.app_context():
        make_product("Warm belt", published=False)
    before = only_product(app)
    form = filled(shelf, edition=str(before.edition))
    answer = staff_client.post(f"/staff/products/{before.id}/publication", data=form)
    assert answer.status_code == 422 and "A low lamp." in text_of(answer)
    assert only_product(app).edition == before.edition


def test_a_lost_picture_file_is_not_said_to_be_there(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        product_id = make_product("Warm belt").id
    sent = {"picture": (BytesIO(picture_bytes()), "belt.jpg"), "alt": " "}
    html = text_of(staff_client.post(f"/staff/products/{product_id}/pictures/", data=sent))
    assert "choose the picture again" in html
