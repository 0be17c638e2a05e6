"""Pages for one visitor travel compressed, and what repeats typed words does not."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.shop import put_on_sale

ALL = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def shopper(app: Flask, client: FlaskClient) -> FlaskClient:
    """A visitor with a basket, whose pages are made for them."""
    with app.app_context():
        sku = put_on_sale().sku
    client.post("/basket/lines", data={"sku": sku, "quantity": "1"})
    return client


def test_a_page_for_one_visitor_is_compressed_as_the_browser_asks(shopper: FlaskClient) -> None:
    plain = shopper.get("/basket/", headers={"Accept-Encoding": "identity"})
    small = shopper.get("/basket/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers and small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data
    assert small.content_length == len(small.data) < len(plain.data) / 2
    assert "Accept-Encoding" in small.headers["Vary"] and "Accept-Encoding" in plain.headers["Vary"]


def test_what_repeats_something_typed_is_sent_plain(shopper: FlaskClient) -> None:
    assert "Content-Encoding" not in shopper.get("/search/?q=lamp", headers=ALL).headers
    refused = shopper.post("/checkout/email/", data={"email": "no address"}, headers=ALL)
    assert refused.status_code == 422 and "Content-Encoding" not in refused.headers


def test_a_page_for_everybody_is_kept_once_and_in_every_encoding(client: FlaskClient) -> None:
    first = client.get("/shop/", headers=ALL)
    again = client.get("/shop/", headers={"Accept-Encoding": "identity"})
    assert b"<!doctype html>" in again.data and "Content-Encoding" not in again.headers
    assert first.headers["Content-Encoding"] == "br"
