"""Whom a gift card is for, how a sold one stands, and what its money going back means on paper."""

import pytest

from app.catalog.rules import VOUCHER
from app.giftcards.rules import CardState, Wish, check_wish, state_of, wish_from
from app.invoicing.rules import CardPart, Rate, add_up, share_refund_of_cards
from app.money import Money
from app.orders.errors import AnswerRefused
from app.pricing.rules import PricedLine, quote
from app.pricing.tariff import Destination, tariff_of
from app.pricing.taxing import TaxRate
from app.settings.rules import SiteSettings

CARD = PricedLine(
    variant_id=1, unit=Money(minor=2500, currency="EUR"), quantity=2, is_shipped=False, tax_class=VOUCHER
)
WRAP = PricedLine(variant_id=2, unit=Money(minor=2400, currency="EUR"), quantity=1)
#: a wrap with its delivery at 23 %, and a card
WHOLE = [Rate(points=2300, gross=2850, tax=533), Rate(points=0, gross=2500, tax=0)]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"gift_email": "lena at example"}, "gift_email"),
        ({"gift_name": "Lena"}, "gift_email"),
        ({"gift_message": "Be warm."}, "gift_email"),
        ({"gift_email": "lena@example.org", "gift_name": "L" * 81}, "gift_name"),
        ({"gift_email": "lena@example.org", "gift_message": "x" * 301}, "gift_message"),
        ({"gift_email": "lena@example.org", "gift_message": "Look at www.evil.example"}, "gift_message"),
        ({"gift_email": "lena@example.org", "gift_message": "bank-login.com wants you"}, "gift_message"),
        ({"gift_email": "lena@example.org", "gift_message": "Write to help@bank.example"}, "gift_message"),
        ({"gift_email": "lena@example.org", "gift_message": "Look: bit.ly/3x"}, "gift_message"),
        ({"gift_email": "lena@example.org", "gift_message": "evil．com wants you"}, "gift_message"),
        ({"gift_email": "lena@example.org", "gift_name": "https://evil.example"}, "gift_name"),
    ],
)
def test_a_wish_that_cannot_be_followed_is_said_beside_its_field(words: dict[str, str], field: str) -> None:
    with pytest.raises(AnswerRefused) as told:
        check_wish(wish_from(words))
    assert set(told.value.errors) == {field}


def test_a_wish_is_tidied_and_nobody_named_is_the_buyer() -> None:
    typed = {
        "gift_email": " Lena@Example.org ",
        "gift_name": "Lena \n B",
        "gift_message": " Be  warm.\r\n\r\nN. ",
    }
    wish = check_wish(wish_from(typed))
    assert wish == Wish(gift_email="Lena@example.org", gift_name="Lena B", gift_message="Be warm.\nN.")
    assert check_wish(wish_from({})).is_empty
    assert check_wish(wish_from({"gift_email": "a@b.ie", "gift_message": "See you at 5.30, Dr. Quinn."}))


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, CardState.WHOLE),
        ({"balance": 1500}, CardState.PART),
        ({"balance": 2000, "reserved": 500}, CardState.PART),
        ({"balance": 2500, "reserved": 500}, CardState.PART),
        ({"balance": 0}, CardState.SPENT),
        ({"balance": 0, "taken": 2500, "is_stopped": True}, CardState.TAKEN),
        ({"is_stopped": True}, CardState.STOPPED),
        ({"is_stopped": True, "is_held": True}, CardState.HELD),
        ({"balance": 500, "taken": 1000}, CardState.PART),
    ],
)
def test_a_card_is_whole_only_while_all_of_it_is_there(facts: dict[str, int], state: CardState) -> None:
    usual = {"value": 2500, "taken": 0, "balance": 2500, "reserved": 0, "is_stopped": False, "is_held": False}
    assert state_of(**{**usual, **facts}) is state  # type: ignore[arg-type]


def test_cards_bear_no_tax_whatever_rates_there_are_and_no_delivery() -> None:
    rates = [TaxRate(country="IE", tax_class=VOUCHER, points=2300)]
    sums = quote([CARD], Destination(country="IE"), tariff_of(SiteSettings(), rates))
    assert (sums.total.minor, sums.tax.minor, sums.shipping.minor, sums.ways) == (5000, 0, 0, ())
    assert [(one.tax_class, one.points, one.net) for one in sums.taxes] == [(VOUCHER, 0, 5000)]
    assert sums.of_things.minor == 0


def test_cards_alone_are_no_reverse_charge_and_beside_things_they_keep_their_price() -> None:
    to = Destination(country="IE", is_reverse=True)
    tariff = tariff_of(SiteSettings())
    assert not quote([CARD], to, tariff).is_reverse
    both = quote([CARD, WRAP], to, tariff)
    assert (both.is_reverse, both.lines[0].total.minor, both.tax.minor) == (True, 5000, 0)
    assert both.lines[1].total.minor < 2400
    assert both.of_things == both.total - Money(minor=5000, currency="EUR")


def test_what_goes_back_of_a_card_bears_no_tax_and_of_things_all_of_theirs() -> None:
    cards = CardPart(now=2500, whole=2500)
    assert share_refund_of_cards(2500, WHOLE, {}, cards) == [Rate(points=0, gross=2500, tax=0)]
    things = share_refund_of_cards(2850, WHOLE, {}, CardPart(whole=2500))
    assert things == [Rate(points=2300, gross=2850, tax=533)]


def test_in_whatever_order_they_go_back_the_notes_add_up() -> None:
    free = [
        Rate(points=2300, gross=2850, tax=533),
        Rate(points=0, gross=3500, tax=0),
    ]  # ten euros of books too
    steps = [(1000, 0), (2500, 2500), (2850, 0)]
    for order in (steps, steps[::-1], [steps[1], steps[0], steps[2]]):
        notes: list[list[Rate]] = []
        before = 0
        for amount, now in order:
            part = CardPart(now=now, before=before, whole=2500)
            notes.append(share_refund_of_cards(amount, free, add_up((1, one) for one in notes), part))
            before += now
        assert sorted(add_up((1, one) for one in notes).values(), key=lambda one: -one.points) == free


def test_more_than_the_things_cost_comes_out_of_the_cards() -> None:
    """A refund that was made at Stripe asks nobody; its note still has to add up."""
    parts = share_refund_of_cards(3850, WHOLE, {}, CardPart(now=400, whole=2500))
    assert parts == [Rate(points=2300, gross=2850, tax=533), Rate(points=0, gross=1000, tax=0)]
