"""Staff pages of the stock."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import transaction
from app.factory import ROOT
from app.inventory.actions import adjust
from app.inventory.queries import items_of
from tests.factories.catalog import ACTOR, MORNING, make_product, make_variant
from tests.factories.shop import put_on_sale
from tests.support.queries import counted_queries


def text_of(answer: TestResponse) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def on_hand(app: Flask, variant_id: int) -> int:
    with app.app_context():
        return items_of([variant_id])[variant_id].on_hand


def count(
    client: FlaskClient, variant_id: int, seen: str, counted: str, reason: str = "counted"
) -> TestResponse:
    data = {"seen_on_hand": seen, "on_hand": counted, "reason": reason}
    return client.post(f"/staff/stock/{variant_id}/", data=data)


def test_a_count_is_kept_with_its_reason_and_shows_among_the_movements(
    app: Flask, staff_client: FlaskClient
) -> None:
    with app.app_context():
        variant = put_on_sale(units=10)
    assert count(staff_client, variant.id, "10", "9", "one came back torn").status_code == 303
    html = text_of(staff_client.get(f"/staff/stock/{variant.id}/"))
    assert on_hand(app, variant.id) == 9
    assert "one came back torn" in html and "-1" in html


def test_a_stale_count_is_refused_shown_and_not_lost(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        variant = put_on_sale(units=10)
        with transaction():
            adjust(variant.id, 10, 7, "meanwhile", ACTOR, MORNING)
    answer = count(staff_client, variant.id, "10", "9", "my reason")
    html = text_of(answer)
    assert answer.status_code == 409
    assert "it is 7 now" in html and 'value="9"' in html and 'value="my reason"' in html
    assert 'name="seen_on_hand" value="7"' in html
    assert on_hand(app, variant.id) == 7
    assert count(staff_client, variant.id, "7", "9", "my reason").status_code == 303


@pytest.mark.parametrize("counted", ["", "-1", "1.5", "²", "٣", "1e3", "10000000000", "abc"])
def test_an_odd_count_is_refused_with_everything_kept(
    app: Flask, staff_client: FlaskClient, counted: str
) -> None:
    with app.app_context():
        variant = put_on_sale(units=10)
    answer = count(staff_client, variant.id, "10", counted, "my reason")
    assert answer.status_code == 422 and 'value="my reason"' in text_of(answer)
    assert on_hand(app, variant.id) == 10


def test_a_count_without_a_reason_is_refused_beside_the_reason(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        variant = put_on_sale(units=10)
    answer = count(staff_client, variant.id, "10", "9", " ")
    assert (
        answer.status_code == 422
        and 'id="reason-error"' in text_of(answer)
        and 'value="9"' in text_of(answer)
    )


def test_a_delivery_adds_and_the_first_one_begins(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        variant = make_variant()
    assert "No stock is kept of this yet" in text_of(staff_client.get(f"/staff/stock/{variant.id}/"))
    for _ in range(2):
        answer = staff_client.post(
            f"/staff/stock/{variant.id}/deliveries", data={"units": "6", "note": "note 4"}
        )
        assert answer.status_code == 303
    assert on_hand(app, variant.id) == 12
    odd = staff_client.post(f"/staff/stock/{variant.id}/deliveries", data={"units": "0", "note": "kept"})
    assert odd.status_code == 422 and 'value="kept"' in text_of(odd)


def test_the_table_asks_as_often_for_twenty_as_for_one(app: Flask, staff_client: FlaskClient) -> None:
    def asked() -> int:
        with counted_queries(app) as sent:
            staff_client.get("/staff/stock/")
        return len(sent)

    with app.app_context():
        put_on_sale()
    for_one = asked()
    with app.app_context():
        for number in range(19):
            put_on_sale(make_product(f"Lamp {number}"))
    assert asked() == for_one


def test_the_table_goes_on_after_fifty(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        product = make_product()
        for number in range(52):
            make_variant(product, sku=f"SH-{number:03}")
    first = text_of(staff_client.get("/staff/stock/"))
    assert "SH-049" in first and "SH-050" not in first
    onward = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "SH-051" in text_of(staff_client.get(onward))


def test_a_sku_is_marked_so_that_it_stays_on_one_line(app: Flask, staff_client: FlaskClient) -> None:
    """Its dashes would be places to break it; on a phone a row has a line for each value, and no need."""
    with app.app_context():
        sku = put_on_sale(units=10).sku
    rows = text_of(staff_client.get("/staff/stock/"))
    assert re.search(rf'<th scope="row" class="sku"><a [^>]*>{re.escape(sku)}</a>', rows)
    lists = (ROOT / "static/css/components/lists.css").read_text()
    assert ".table .sku { white-space: nowrap; }" in lists.partition("@container (min-width: 48rem)")[2]
