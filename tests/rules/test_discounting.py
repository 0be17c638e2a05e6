"""What offers take off: each rule of docs/how-to/offers.md, and any offers on any lines, exact to the unit."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.money import Money, smallest_step
from app.pricing.rules import PricedLine, Quote, quote
from app.pricing.tariff import Destination, tariff_of
from app.pricing.terms import OfferKind, Terms, spell_code
from app.settings.rules import SiteSettings

SITE = tariff_of(SiteSettings())
IE, DE = Destination(country="IE"), Destination(country="DE")
BOOKS, WARMTH = 7, 2


def line(
    minor: int, quantity: int = 1, *, product: int = 1, shelf: int = WARMTH, currency: str = "EUR"
) -> PricedLine:
    return PricedLine(
        variant_id=product, unit=Money(minor=minor, currency=currency), quantity=quantity, product_id=product,
        category_id=shelf,
    )  # fmt: skip


def percent(number: int, **more: object) -> Terms:
    return Terms(**{"id": 1, "name": "Off", "kind": OfferKind.PERCENT, "percent": number, **more})  # type: ignore[arg-type]


def bundle(buy: int, get: int, number: int = 100, **more: object) -> Terms:
    known = {"id": 2, "name": "Three for two", "kind": OfferKind.BUNDLE, "buy_units": buy, "get_units": get}
    return Terms(**{**known, "percent": number, **more})  # type: ignore[arg-type]


def amount(minor: int, **more: object) -> Terms:
    return Terms(**{"id": 3, "name": "Less", "kind": OfferKind.AMOUNT, "amount_minor": minor, **more})  # type: ignore[arg-type]


def tiers(*steps: tuple[int, int], **more: object) -> Terms:
    return Terms(**{"id": 4, "name": "More for more", "kind": OfferKind.TIERS, "tiers": steps, **more})  # type: ignore[arg-type]


def free_delivery(**more: object) -> Terms:
    return Terms(**{"id": 5, "name": "Free delivery", "kind": OfferKind.FREE_DELIVERY, **more})  # type: ignore[arg-type]


def off(lines: list[PricedLine], *offers: Terms) -> list[tuple[str, int]]:
    """What each offer takes off, by name."""
    return [(one.terms.name, one.amount.minor) for one in quote(lines, IE, SITE, offers).offers]


def test_a_percentage_is_rounded_once_and_shared_out() -> None:
    found = quote([line(333), line(333), line(333)], IE, SITE, [percent(10)])
    assert found.discount.minor == 100  # 99.9
    assert [one.discount.minor for one in found.lines] == [34, 33, 33]
    assert (found.total.minor, found.tax.minor) == (1349, 252)


def test_the_cheapest_third_of_three_is_free() -> None:
    books = [line(1200, product=1), line(2000, 2, product=2)]
    assert off(books, bundle(2, 1)) == [("Three for two", 1200)]
    assert off([line(1000, 7)], bundle(2, 1)) == [("Three for two", 2000)]
    assert off([line(1000, 2)], bundle(2, 1)) == []
    assert off([line(1000, 2)], bundle(1, 1, 50)) == [("Three for two", 500)]


def test_an_offer_is_about_its_shelves_and_products_only() -> None:
    lines = [line(1000, product=1, shelf=BOOKS), line(1000, product=2), line(1000, product=3)]
    about = {"categories": frozenset({BOOKS}), "products": frozenset({3})}
    found = quote(lines, IE, SITE, [percent(10, **about)])
    assert [one.discount.minor for one in found.lines] == [100, 0, 100]
    assert off([line(1000)], percent(10, products=frozenset({9}))) == []


def test_each_thing_takes_the_higher_percentage_and_never_two() -> None:
    lines = [line(1000, product=1), line(1000, product=2)]
    small, large = percent(10, id=1), percent(30, id=2, name="Large", products=frozenset({2}))
    assert off(lines, small, large) == [("Off", 100), ("Large", 300)]


def test_a_bundle_takes_its_things_where_it_is_worth_more_than_their_percentages() -> None:
    books = [line(1000, 3, product=1, shelf=BOOKS), line(5000, product=2)]
    three = bundle(2, 1, categories=frozenset({BOOKS}))
    assert off(books, percent(10), three) == [("Off", 500), ("Three for two", 1000)]
    assert off(books, percent(50), three) == [("Off", 4000)]


def test_of_two_bundles_of_the_same_things_one_counts() -> None:
    assert off([line(1000, 3)], bundle(2, 1), bundle(1, 1, 50, id=6, name="Pairs")) == [
        ("Three for two", 1000)
    ]


def test_one_automatic_sum_follows_on_what_is_left() -> None:
    found = off([line(10_000)], percent(10), amount(500), tiers((5000, 10)))
    assert found == [("Off", 1000), ("More for more", 900)]
    assert off([line(10_000)], percent(10), amount(2000), tiers((5000, 10))) == [
        ("Off", 1000),
        ("Less", 2000),
    ]


def test_tiers_and_least_sums_look_at_the_price_before_anything_is_taken_off() -> None:
    steps = tiers((5000, 5), (10_000, 20))
    assert off([line(10_000)], percent(10), steps) == [("Off", 1000), ("More for more", 1800)]
    assert off([line(9_999)], steps) == [("More for more", 500)]
    assert off([line(4_999)], steps) == []
    assert off([line(2_000)], percent(10, least_minor=2_000)) == [("Off", 200)]
    assert off([line(1_999)], percent(10, least_minor=2_000)) == []


def test_the_code_comes_last_and_only_one_counts() -> None:
    code = percent(10, id=9, code="welcome10", name="Welcome")
    assert off([line(10_000)], percent(50), code) == [("Off", 5000), ("Welcome", 500)]
    assert off([line(10_000)], code, replace(code, id=10, name="Another")) == [("Welcome", 1000)]


def test_free_delivery_joins_all_others_and_uses_no_code_up_for_what_is_free() -> None:
    found = quote([line(1000)], IE, SITE, [percent(10), free_delivery()])
    assert (found.shipping.minor, found.discount.minor, found.total.minor) == (450, 550, 900)
    with_code = free_delivery(id=1, code="post", name="Post")
    assert off([line(1000)], with_code, free_delivery()) == [("Free delivery", 450)]
    nothing_posted = [replace(line(1000), is_shipped=False)]
    assert off(nothing_posted, free_delivery()) == []


def test_an_offer_of_one_country_is_of_that_country() -> None:
    assert off([line(1000)], percent(10, country="DE")) == []
    assert quote([line(1000)], DE, SITE, [percent(10, country="DE")]).discount.minor == 100


def test_nothing_goes_below_zero() -> None:
    found = quote([line(300)], IE, SITE, [amount(5000), free_delivery(), percent(100, id=9, code="all")])
    assert (found.discount.minor, found.total.minor, found.tax.minor) == (750, 0, 0)


any_terms = st.builds(
    Terms,
    id=st.integers(1, 9),
    name=st.just("Any"),
    kind=st.sampled_from(list(OfferKind)),
    code=st.sampled_from(["", "", "any"]),
    percent=st.integers(0, 100),
    amount_minor=st.integers(0, 99_999),
    buy_units=st.integers(0, 4),
    get_units=st.integers(0, 3),
    tiers=st.lists(st.tuples(st.integers(0, 99_999), st.integers(0, 100)), max_size=3).map(
        lambda found: tuple(sorted(found))
    ),
    least_minor=st.integers(0, 50_000),
    country=st.sampled_from(["", "", "IE", "DE"]),
    categories=st.frozensets(st.integers(1, 2), max_size=2),
    products=st.frozensets(st.integers(1, 5), max_size=2),
)
any_lines = st.lists(
    st.tuples(st.integers(1, 99_999), st.integers(1, 20), st.integers(1, 5), st.integers(1, 2)), max_size=8
)


def any_quote(rows: list[tuple[int, int, int, int]], offers: list[Terms], currency: str) -> Quote:
    step = smallest_step(currency)
    lines = [
        line(unit * step, units, product=product, shelf=shelf, currency=currency)
        for unit, units, product, shelf in rows
    ]
    return quote(lines, IE, replace(SITE, currency=currency), offers)


@given(any_lines, st.lists(any_terms, max_size=6), st.sampled_from(["EUR", "JPY", "KWD", "ISK"]))
@settings(max_examples=400, deadline=None)
def test_any_offers_on_any_lines_are_exact_to_the_unit(
    rows: list[tuple[int, int, int, int]], offers: list[Terms], currency: str
) -> None:
    found = any_quote(rows, offers, currency)
    step = smallest_step(currency)
    off_lines = sum(one.discount.minor for one in found.lines)
    assert sum(one.amount.minor for one in found.offers) == found.discount.minor
    assert found.lines_total.minor + found.shipping.minor - found.discount.minor == found.total.minor >= 0
    assert 0 <= found.discount.minor - off_lines <= found.shipping.minor
    assert all(
        0 <= one.discount.minor <= one.total.minor and one.discount.minor % step == 0 for one in found.lines
    )
    assert all(0 <= one.tax.minor <= one.total.minor - one.discount.minor for one in found.lines)
    assert sum(one.tax.minor for one in found.lines) <= found.tax.minor <= found.total.minor
    assert all(one.amount.minor > 0 for one in found.offers)
    assert sum(one.terms.code != "" for one in found.offers) <= 1


@given(any_lines, st.lists(any_terms, max_size=4), any_terms)
@settings(max_examples=200, deadline=None)
def test_one_more_automatic_offer_on_things_never_makes_them_dearer(
    rows: list[tuple[int, int, int, int]], offers: list[Terms], more: Terms
) -> None:
    things = (OfferKind.PERCENT, OfferKind.BUNDLE)
    before = [replace(one, code="", id=place) for place, one in enumerate(offers) if one.kind is things[0]]
    more = replace(more, code="", id=99, kind=things[more.id % 2])
    without, with_it = any_quote(rows, before, "EUR"), any_quote(rows, [*before, more], "EUR")
    assert with_it.total.minor <= without.total.minor + len(before)  # each offer rounds once


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("WELCOME10", "welcome10"), ("  wel come-10 ", "welcome10"), ("ＷＥＬＣＯＭＥ１０", "welcome10"),
        ("wel\u00adcome\u201310\u200b", "welcome10"), ("ﬁve5", "five5"), ("", ""), ("ab", ""), ("x" * 25, ""),
        ("welcome٣", ""), ("drop'table", ""), ("\x00abc", "abc"), ("wel_come", "welcome"),
    ],
)  # fmt: skip
def test_a_code_is_forgiven_everything_but_its_letters(typed: str, spelt: str) -> None:
    assert spell_code(typed) == spelt
    assert spell_code(spelt) == spelt
