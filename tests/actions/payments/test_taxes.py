"""The tax of orders: each class at its rate, kept as evidence that nobody changes (M1, M2), on both databases."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.cart.actions import set_country, set_rate
from app.cart.destination import destination_of
from app.cart.models import Cart
from app.clock import utcnow
from app.db import db, transaction
from app.orders.errors import BasketRefused
from app.orders.letters import _amounts_of
from app.orders.models import Order, OrderLine
from app.orders.queries import get_order_with_lines
from app.orders.taxes import list_order_taxes, note_of_order
from app.payments.drafting import draft_order
from app.payments.errors import DraftChanged
from app.pricing.errors import NoSuchCountry
from app.pricing.rating import remove_tax_rate, set_tax_rate
from app.pricing.tariff import Destination
from app.pricing.terms import OfferKind
from app.pricing.zoning import remove_rate
from app.settings.actions import change_setting
from tests.factories.catalog import ACTOR
from tests.factories.delivery import FETCH, make_rate, make_zone
from tests.factories.offers import make_offer
from tests.support.shop import Shop
from tests.support.walls import codes_found_after

pytestmark = pytest.mark.postgres
WRAP, BOOK = "SH-WHW", "SH-BK"
GERMAN = "DE136695976"


def shelf(shop: Shop) -> None:
    """A thing and a book, and two rates in Ireland."""
    shop.variant(units=9)
    shop.variant(sku=BOOK, title="A book", units=9, price=1000, tax_class="books")
    rates(IE_standard=2300, IE_books=900, DE_standard=1900)


def rates(**points: int) -> None:
    with transaction():
        for name, number in points.items():
            country, tax_class = name.split("_")
            set_tax_rate(country, tax_class, number, actor=ACTOR, now=utcnow())


def settle(**values: object) -> None:
    with transaction():
        for key, value in values.items():
            change_setting(key, value, actor=ACTOR, now=utcnow())


def evidence(order: Order) -> list[tuple[str, str, int, int, int]]:
    return [
        (one.country, one.tax_class, one.points, one.net_minor, one.tax_minor)
        for one in list_order_taxes(order.id)
    ]


def test_an_order_keeps_what_each_class_bore_and_its_delivery_in_proportion(shop: Shop) -> None:
    shelf(shop)
    order = shop.buy((WRAP, 1), (BOOK, 1))
    assert (order.total_minor, order.shipping_minor) == (3850, 450)
    assert evidence(order) == [("IE", "books", 900, 1039, 93), ("IE", "standard", 2300, 2210, 508)]
    assert order.tax_minor == 601
    assert shop.mismatches() == []


def test_a_later_rate_changes_no_order(shop: Shop) -> None:
    shelf(shop)
    order = shop.buy((WRAP, 1))
    before = evidence(order)
    rates(IE_standard=2100)
    with transaction():
        remove_tax_rate("IE", "books", actor=ACTOR, now=utcnow())
    assert evidence(shop.order(order.cart_id or 0)) == before
    assert shop.mismatches() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE order_taxes SET net_minor = net_minor + 1",
        "DELETE FROM order_taxes",
        "UPDATE orders SET is_reverse_charge = true",
        "UPDATE orders SET pickup_place = 'Elsewhere'",
        "UPDATE orders SET delivery_name = 'Elsewhere'",
        "UPDATE tax_rates SET points = 10000",
        "UPDATE tax_rates SET points = -1",
    ],
)
def test_the_database_refuses_to_change_the_evidence(shop: Shop, statement: str) -> None:
    shelf(shop)
    shop.buy((WRAP, 1))
    with pytest.raises(DatabaseError), transaction() as session:
        session.execute(text(statement))
    assert shop.mismatches() == []


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE order_taxes SET tax_minor = tax_minor + 1, net_minor = net_minor - 1", "M1"),
        ("UPDATE order_taxes SET net_minor = net_minor + 1", "M1"),
        ("UPDATE order_taxes SET points = points + 1", "M2"),
        ("DELETE FROM order_taxes", "M2"),
        ("UPDATE orders SET is_reverse_charge = true", "M2"),
        ("UPDATE orders SET pickup_place = 'Elsewhere'", "M2"),
        ("UPDATE orders SET vat_number = 'DE136695976'", "M2"),
    ],
    ids=("tax", "net", "rate", "gone", "reverse", "place", "number"),
)
def test_verify_finds_evidence_that_was_changed(shop: Shop, statement: str, code: str) -> None:
    shelf(shop)
    shop.buy((WRAP, 1), (BOOK, 2))
    assert code in codes_found_after(statement, "orders", "order_taxes")
    assert shop.mismatches() == []


def test_prices_kept_without_tax_are_paid_with_it(shop: Shop) -> None:
    shelf(shop)
    settle(prices_include_tax=False)
    order = shop.buy((WRAP, 2), (BOOK, 1))
    assert [(one.unit_minor, one.tax_minor) for one in sorted(shop_lines(order), key=lambda one: one.position)] == [
        (2952, 1104), (1090, 90)
    ]  # fmt: skip
    assert order.total_minor == 2952 * 2 + 1090 + 450
    assert shop.mismatches() == []


def shop_lines(order: Order) -> list[OrderLine]:
    return list(get_order_with_lines(order.id).lines)


def test_the_number_of_a_business_changes_no_tax_by_itself(shop: Shop) -> None:
    shelf(shop)
    order = buy_for_business(shop)
    assert (order.vat_number, order.is_reverse_charge) == (GERMAN, False)
    assert evidence(order) == [("DE", "standard", 1900, 2765, 525)]
    assert shop.mismatches() == []


def test_with_reverse_charge_the_buyer_elsewhere_pays_no_tax_and_the_order_says_so(shop: Shop) -> None:
    shelf(shop)
    settle(reverse_charge=True)
    order = buy_for_business(shop)
    assert (order.is_reverse_charge, order.tax_minor, order.shipping_minor) == (True, 0, 748)
    assert evidence(order) == [("DE", "standard", 0, 2017 + 748, 0)]
    assert "reverse charge" in note_of_order(order, _amounts_of(order))
    assert shop.mismatches() == []


def test_reverse_charge_is_for_businesses_of_another_country_alone(shop: Shop) -> None:
    shelf(shop)
    settle(reverse_charge=True)
    assert not buy_for_business(shop, number="IE6388047V", country="IE").is_reverse_charge
    assert not buy_for_business(shop, number=GERMAN, country="IE").is_reverse_charge
    assert not buy_for_business(shop, number="", country="DE").is_reverse_charge


def buy_for_business(shop: Shop, *, number: str = GERMAN, country: str = "DE") -> Order:
    code = {"DE": "10115", "IE": "D02 X285"}[country]
    cart = shop.basket((WRAP, 1), vat_number=number, postal_code=code)
    with transaction():
        set_country(cart, country, now=utcnow())
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    return shop.order(cart)


def test_an_order_that_is_fetched_keeps_place_and_hours(shop: Shop) -> None:
    shelf(shop)
    with transaction():
        zone, _ = make_zone("IE")
        fetch = make_rate(zone, **FETCH)
    cart = shop.basket((WRAP, 1), street="", city="", postal_code="")
    with transaction():
        set_rate(cart, fetch, now=utcnow())
    shop.start(cart)
    shop.stripe.pay(shop.session_of(cart))
    shop.deliver()
    order = shop.order(cart)
    assert (order.delivery_name, order.pickup_place, order.pickup_hours) == (
        "Pick up",
        FETCH["place"],
        FETCH["hours"],
    )
    assert (order.shipping_minor, order.total_minor) == (0, 2400)
    assert shop.mismatches() == []


def test_an_order_to_where_nothing_is_sent_any_more_is_not_worked_out_for_elsewhere(shop: Shop) -> None:
    shelf(shop)
    cart = shop.basket((WRAP, 1))
    with transaction():
        make_zone("DE")
    with pytest.raises(NoSuchCountry):
        shop.start(cart)


def test_what_no_way_is_open_to_is_not_paid_for(shop: Shop) -> None:
    shelf(shop)
    with transaction():
        make_zone("IE", steps=((1000, 490),))
    with pytest.raises(BasketRefused, match="No way of delivery"):
        shop.start(shop.basket((WRAP, 2)))


def test_where_the_cost_depends_on_the_postcode_nothing_is_paid_without_one(shop: Shop) -> None:
    shelf(shop)
    with transaction():
        make_zone("IE")
        make_zone("IE", postcodes=("H91",), steps=((None, 1500),))
    with pytest.raises(BasketRefused, match="depends on the postcode"):
        shop.start(shop.basket((WRAP, 1), postal_code=""))
    cart = shop.basket((WRAP, 1), postal_code="h91 x285")
    shop.start(cart)
    assert shop.order(cart).shipping_minor == 1500


def test_a_way_that_was_taken_away_changes_the_total_before_anything_is_paid(shop: Shop) -> None:
    shelf(shop)
    with transaction():
        zone, cheap = make_zone("IE")
        make_rate(zone, name="Express", steps=((9000, 1200),))
    cart = shop.basket((WRAP, 1))
    seen = draft_order(db.session.get_one(Cart, cart), now=utcnow()).fingerprint
    db.session.rollback()
    with transaction():
        remove_rate(cheap, actor=ACTOR, now=utcnow())
    with pytest.raises(DraftChanged):
        shop.start(cart, seen=seen)


def test_a_free_delivery_offer_frees_a_zones_rate_too(shop: Shop) -> None:
    shelf(shop)
    with transaction():
        make_zone("IE")
        make_offer(code="", kind=OfferKind.FREE_DELIVERY, least_minor=1000, name="Free delivery")
    order = shop.buy((WRAP, 1))
    assert (order.shipping_minor, order.discount_minor, order.total_minor) == (490, 490, 2400)
    assert shop.mismatches() == []


def test_a_destination_is_the_first_country_until_one_is_chosen(shop: Shop) -> None:
    assert destination_of(None) == Destination(country="IE")
