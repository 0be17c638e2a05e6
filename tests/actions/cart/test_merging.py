"""Two baskets that come together: sums, caps, what is kept, and whose answers win."""

from datetime import timedelta

import pytest

from app.cart.actions import find_line, keep_answers, set_code
from app.cart.cards import add_card, list_cards
from app.cart.keeping import keep_for_later
from app.cart.merging import merge_carts
from app.cart.models import AsideLine, Cart, CartLine
from app.cart.rules import MOST_LINES
from app.clock import utcnow
from app.db import db, transaction
from tests.factories.credit import make_card
from tests.support.shop import Shop

pytestmark = pytest.mark.postgres
WRAP, BLANKET = "SH-WHW", "SH-LWB-4"


@pytest.fixture
def two(shop: Shop) -> Shop:
    """The shop with two things."""
    shop.variant(units=50)
    shop.variant(sku=BLANKET, title="Linen weighted blanket", name="4 kg", units=9, price=13900)
    return shop


def merge(into: int, other: int, *, as_kept: bool = False) -> list[int]:
    with transaction():
        return merge_carts(into, other, now=utcnow(), as_kept=as_kept)


def lines(cart: int) -> dict[int, int]:
    db.session.rollback()
    return {one.variant_id: one.quantity for one in db.session.query(CartLine).filter_by(cart_id=cart)}


def kept(cart: int) -> dict[int, int]:
    db.session.rollback()
    rows = db.session.query(AsideLine).filter_by(cart_id=cart, place="later")
    return {one.variant_id: one.quantity for one in rows}


def test_numbers_of_one_thing_are_added_up_and_the_other_basket_is_empty(two: Shop) -> None:
    into, other = two.basket((WRAP, 2)), two.basket((WRAP, 3), (BLANKET, 1))
    versions = [db.session.get_one(Cart, one).version for one in (into, other)]
    assert merge(into, other) == []
    assert sorted(lines(into).values()) == [1, 5]
    assert lines(other) == {}
    assert [
        db.session.get_one(Cart, one).version - was for one, was in zip((into, other), versions, strict=True)
    ] == [1, 1]


def test_the_code_that_was_typed_later_is_kept(two: Shop) -> None:
    into, other = two.basket((WRAP, 1)), two.basket((BLANKET, 1))
    with transaction():
        set_code(other, "welcome10", now=utcnow())
    merge(into, other)
    assert (db.session.get_one(Cart, into).code, db.session.get_one(Cart, other).code) == ("welcome10", "")


def test_what_is_beyond_the_most_of_one_thing_is_kept_for_later(two: Shop) -> None:
    into, other = two.basket((WRAP, 15)), two.basket((WRAP, 9))
    assert len(merge(into, other)) == 1
    assert list(lines(into).values()) == [20]
    assert list(kept(into).values()) == [4]
    assert merge(into, other) == [], "a second time there is nothing to move"


def test_nothing_is_lost_where_both_are_full(two: Shop) -> None:
    into, other = two.basket(*full(two, "A")), two.basket(*full(two, "B"), (WRAP, 1))
    assert len(merge(into, other)) == MOST_LINES
    assert (len(lines(into)), len(kept(into)), len(lines(other))) == (MOST_LINES, MOST_LINES, 0)
    third = two.basket((BLANKET, 3))
    merge(into, third)
    assert list(lines(third).values()) == [3], "what fits nowhere stays where it was"


def full(shop: Shop, letter: str) -> list[tuple[str, int]]:
    """One less than a basket of things, or a whole one for the first."""
    made = []
    for number in range(MOST_LINES if letter == "A" else MOST_LINES - 1):
        shop.variant(sku=f"{letter}-{number}", title=f"Thing {letter} {number}", units=9)
        made.append((f"{letter}-{number}", 1))
    return made


def test_what_both_keep_for_later_comes_together(two: Shop) -> None:
    carts = [two.basket((WRAP, 2), (BLANKET, 1)) for _ in range(2)]
    for cart in carts:
        with transaction():
            line = find_line(cart, 1)
            assert line is not None
            keep_for_later(cart, line.variant_id, now=utcnow())
    merge(*carts)
    assert list(kept(carts[0]).values()) == [4]
    assert kept(carts[1]) == {}


def test_the_other_basket_can_be_kept_for_later_as_a_whole(two: Shop) -> None:
    into, other = two.basket((WRAP, 1)), two.basket((WRAP, 2), (BLANKET, 1))
    merge(into, other, as_kept=True)
    assert list(lines(into).values()) == [1]
    assert sorted(kept(into).values()) == [1, 2]


@pytest.mark.parametrize("is_into_newer", [True, False])
def test_the_answers_that_were_given_later_win(two: Shop, is_into_newer: bool) -> None:
    into, other = (
        two.basket((WRAP, 1), name="Into"),
        two.basket((WRAP, 1), name="Other", street_more="Flat 2"),
    )
    with transaction():
        newer = into if is_into_newer else other
        keep_answers(newer, {}, now=utcnow() + timedelta(minutes=1))
    merge(into, other)
    answers = db.session.get_one(Cart, into).answers
    assert answers["name"] == ("Into" if is_into_newer else "Other")
    assert answers["street_more"] == "Flat 2", "what only one of them knew stays"
    assert db.session.get_one(Cart, other).answers == {}


def test_a_basket_is_not_merged_into_itself(two: Shop) -> None:
    cart = two.basket((WRAP, 2))
    assert merge(cart, cart) == []
    assert list(lines(cart).values()) == [2]


def test_gift_cards_come_along_once_and_no_more_than_a_basket_takes(two: Shop) -> None:
    cards = [make_card(100)[0] for _ in range(7)]
    into, other = two.basket((WRAP, 1)), two.basket((BLANKET, 1))
    with transaction():
        for card in cards[:3]:
            add_card(into, card, now=utcnow())
        for card in cards[2:]:
            add_card(other, card, now=utcnow())
    merge(into, other)
    assert (list_cards(into), list_cards(other)) == (cards[:2] + cards[2:5], [])
