"""Everything we hold about a shopper, on a page and as a file."""

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from app.cli.people import people
from tests.factories.people import MINE, make_known_everywhere
from tests.support.shop import ANSWERS, Shop
from tests.support.staff import sign_in_shopper


@pytest.fixture
def sold(web_shop: Shop) -> Iterator[Shop]:
    """The shop that knows somebody in every room."""
    with web_shop.app.app_context():
        web_shop.variant(units=9)
        make_known_everywhere(web_shop)
    yield web_shop


def test_the_page_tells_it_and_the_file_holds_the_same(sold: Shop, client: FlaskClient) -> None:
    sign_in_shopper(sold.app, client, email=MINE)
    page = client.get("/your-orders/data/").text
    for words in ("Orders", "Withdrawals", "What you agreed to", "The log", ANSWERS["street"]):
        assert words in page
    answer = client.get("/your-orders/data.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    held = json.loads(answer.text)
    assert held["address"] == MINE
    assert held["held"]["orders"]["rows"][0]["street"] == ANSWERS["street"]


def test_another_shopper_gets_their_own_file(sold: Shop, client: FlaskClient) -> None:
    sign_in_shopper(sold.app, client, email="somebody@else.example")
    for path in ("/your-orders/data.json", "/your-orders/data/"):
        assert "Nora" not in client.get(path).text


def test_the_command_prints_the_file(sold: Shop) -> None:
    done = sold.app.test_cli_runner().invoke(people, ["export", MINE.upper()])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["held"]["orders"]["rows"]
