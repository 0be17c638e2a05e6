"""What delivery costs: each rule of docs/how-to/delivery-and-tax.md, and any zones and parcels."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.money import Money
from app.pricing.delivering import Basis, Parcel, Rate, Zone, choose_way, find_zone, list_ways
from app.pricing.errors import NoSuchCountry
from app.pricing.postcodes import fits, spell_pattern
from app.pricing.rules import PricedLine, quote
from app.pricing.tariff import Destination, tariff_of
from app.settings.rules import SiteSettings
from tests.rules.test_discounting import any_terms, free_delivery
from tests.rules.test_discounting import percent as percent_off

STANDARD = Rate(
    id=1, name="Standard", basis=Basis.WEIGHT, steps=((2000, 490), (5000, 790)), days="2 to 4 working days"
)
EXPRESS = Rate(id=2, name="Express", basis=Basis.COUNT, steps=((None, 1200),), days="1 working day")
FETCH = Rate(
    id=3, name="Pick up", basis=Basis.COUNT, steps=((None, 0),), place="4 Example Street, Dublin", hours="Tue to Fri"
)  # fmt: skip
HOME = Zone(id=1, name="Ireland", countries=("IE",), rates=(EXPRESS, STANDARD, FETCH))
UK = Zone(id=2, name="UK", countries=("GB",), rates=(replace(STANDARD, id=4),))
FAR = Zone(id=3, name="Highlands", countries=("GB",), postcodes=("HS", "IV", "KW15..KW17", "PA20"),
           rates=(replace(STANDARD, id=5, steps=((None, 1500),)),))  # fmt: skip
TARIFF = tariff_of(SiteSettings(), zones=(HOME, UK, FAR))
IE = Destination(country="IE")


def line(minor: int = 1000, quantity: int = 1, *, weight: int = 500, is_shipped: bool = True) -> PricedLine:
    return PricedLine(
        variant_id=1, unit=Money(minor=minor, currency="EUR"), quantity=quantity, weight_g=weight,
        is_shipped=is_shipped, product_id=1, category_id=1,
    )  # fmt: skip


def parcel(weight: int = 0, goods: int = 0, count: int = 1) -> Parcel:
    return Parcel(weight=weight, goods=goods, count=count)


@pytest.mark.parametrize(("weight", "cost"), [(0, 490), (2000, 490), (2001, 790), (5000, 790), (5001, None)])
def test_a_step_holds_up_to_its_end_and_beyond_the_last_there_is_no_way(
    weight: int, cost: int | None
) -> None:
    assert STANDARD.cost(parcel(weight)) == cost


def test_steps_count_grams_money_or_pieces() -> None:
    by_price = replace(STANDARD, basis=Basis.PRICE, steps=((5000, 600), (None, 300)))
    by_count = replace(STANDARD, basis=Basis.COUNT, steps=((3, 400), (None, 900)))
    assert [by_price.cost(parcel(goods=one)) for one in (5000, 5001)] == [600, 300]
    assert [by_count.cost(parcel(count=one)) for one in (3, 4)] == [400, 900]


def test_free_from_looks_at_the_price_before_offers_so_that_a_code_makes_nothing_dearer() -> None:
    zones = (replace(HOME, rates=(replace(STANDARD, free_from=6000),)),)
    tariff = tariff_of(SiteSettings(), zones=zones)
    assert quote([line(6000)], IE, tariff).shipping.minor == 0
    assert quote([line(5999)], IE, tariff).shipping.minor == 490
    assert quote([line(6000)], IE, tariff, [percent_off(50)]).shipping.minor == 0
    assert replace(STANDARD, free_from=6000).cost(parcel(weight=5001, goods=9000)) is None


def test_what_is_not_posted_counts_for_nothing() -> None:
    tariff = tariff_of(SiteSettings(), zones=(replace(HOME, rates=(replace(STANDARD, free_from=6000),)),))
    found = quote([line(1000), line(9000, weight=9000, is_shipped=False)], IE, tariff)
    assert (found.shipping.minor, found.ways[0].cost) == (490, 490)
    alone = quote([line(9000, is_shipped=False)], IE, tariff)
    assert (alone.shipping.minor, alone.ways, alone.rate, alone.is_final) == (0, (), None, True)


def test_the_cheapest_way_that_brings_the_things_is_chosen_first_and_a_choice_counts() -> None:
    found = quote([line()], IE, TARIFF)
    assert [one.rate.name for one in found.ways] == ["Standard", "Express", "Pick up"]
    assert (found.rate, found.shipping.minor) == (STANDARD, 490)
    assert quote([line()], replace(IE, rate_id=2), TARIFF).shipping.minor == 1200
    fetched = quote([line()], replace(IE, rate_id=3), TARIFF)
    assert (fetched.shipping.minor, fetched.rate) == (0, FETCH)


def test_a_choice_that_is_not_offered_any_more_is_no_choice() -> None:
    assert quote([line()], replace(IE, rate_id=4), TARIFF).rate == STANDARD


def test_nobody_is_sent_to_fetch_things_unasked() -> None:
    heavy = list_ways(replace(HOME, rates=(STANDARD, FETCH)), parcel(weight=9000))
    assert [one.rate for one in heavy] == [FETCH]
    assert choose_way(heavy, None) is None
    found = quote(
        [line(weight=9000)], IE, tariff_of(SiteSettings(), zones=(replace(HOME, rates=(STANDARD, FETCH)),))
    )
    assert found.is_stuck and not found.is_final and found.shipping.minor == 0


def test_a_postcode_is_asked_where_the_cost_depends_on_it_alone() -> None:
    unknown = quote([line()], Destination(country="GB"), TARIFF)
    assert unknown.lacks_postcode and not unknown.is_final
    assert not quote([line()], IE, TARIFF).lacks_postcode
    assert not quote([line(is_shipped=False)], Destination(country="GB"), TARIFF).lacks_postcode
    near, far = (Destination(country="GB", postal_code=one) for one in ("LS1 4AP", "IV21 2AB"))
    assert (quote([line()], near, TARIFF).shipping.minor, quote([line()], far, TARIFF).shipping.minor) == (
        490,
        1500,
    )
    assert quote([line()], far, TARIFF).is_final


def test_whoever_fetches_the_things_needs_no_postcode() -> None:
    zones = (replace(UK, rates=(STANDARD, FETCH)), FAR)
    to = Destination(country="GB", rate_id=FETCH.id)
    assert quote([line()], to, tariff_of(SiteSettings(), zones=zones)).is_final


@pytest.mark.parametrize(
    ("pattern", "postcode", "country", "does"),
    [
        ("IV", "IV21 2AB", "GB", True), ("I", "IV21 2AB", "GB", False), ("L", "LS1 4AP", "GB", False),
        ("IV1", "IV10 8SE", "GB", False), ("IV1", "IV1 1AA", "GB", True), ("KW15..KW17", "KW16 3AA", "GB", True),
        ("KW15..KW17", "KW1 4AA", "GB", False), ("W1", "W1A 1AA", "GB", True), ("IV212", "IV21 2AB", "GB", True),
        ("97", "97400", "FR", True), ("27000..27999", "27498", "DE", True), ("27000..27999", "28000", "DE", False),
        ("D02", "D02 X285", "IE", True), ("IV", "", "GB", False),
    ],
)  # fmt: skip
def test_a_pattern_is_about_its_postcodes_alone(
    pattern: str, postcode: str, country: str, does: bool
) -> None:
    assert bool(fits(pattern, postcode, country)) is does


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("iv", "IV"), ("kw15 to kw17", "KW15..KW17"), ("27000..27999", "27000..27999"), ("00-950", "00950"),
        ("iv21 2", "IV212"), ("", None), ("kw17 to kw15", None), ("1 to 20", None), ("é", None), ("a to 9", None),
        ("x" * 9, None), ("1..2..3", None),
    ],
)  # fmt: skip
def test_a_pattern_has_one_spelling(typed: str, spelt: str | None) -> None:
    assert spell_pattern(typed) == spelt


def test_the_closest_zone_counts_whatever_their_order() -> None:
    village = replace(FAR, id=9, postcodes=("IV21",))
    for zones in ([UK, FAR, village], [village, FAR, UK]):
        assert find_zone(zones, "GB", "IV21 2AB") == village
        assert find_zone(zones, "GB", "IV4 7JN") == FAR
        assert find_zone(zones, "GB", "LS1 4AP") == UK
    assert find_zone([FAR], "GB", "LS1 4AP") is None


def test_without_zones_the_countries_of_the_settings_are_they() -> None:
    tariff = tariff_of(SiteSettings())
    assert tariff.codes == ("IE", "GB", "DE")
    assert quote([line()], Destination(country="DE"), tariff).shipping.minor == 890
    with pytest.raises(NoSuchCountry):
        TARIFF.find_country("DE")


any_steps = st.lists(
    st.tuples(st.integers(1, 9000), st.integers(0, 9000)),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one[0],
)
any_rates = st.builds(
    lambda number, basis, steps, is_open, free, fetch: Rate(
        id=number, name=str(number), basis=basis, free_from=free, place="Here" if fetch else "",
        steps=(*sorted(steps)[:-1], (None if is_open else max(steps)[0], max(steps)[1])),
    ),
    st.integers(1, 9), st.sampled_from(list(Basis)), any_steps, st.booleans(),
    st.none() | st.integers(1, 50_000), st.booleans(),
)  # fmt: skip


@given(
    st.lists(any_rates, max_size=5, unique_by=lambda one: one.id),
    st.lists(st.tuples(st.integers(1, 99_999), st.integers(1, 20), st.integers(0, 5000), st.booleans()), max_size=6),
    st.none() | st.integers(1, 9),
    st.lists(any_terms, max_size=4),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_any_rates_and_offers_give_one_cost_that_is_in_the_total_once(
    rates: list[Rate], rows: list[tuple[int, int, int, bool]], chosen: int | None, offers: list[object]
) -> None:
    lines = [line(minor, units, weight=weight, is_shipped=posted) for minor, units, weight, posted in rows]
    tariff = tariff_of(SiteSettings(), zones=(replace(HOME, rates=tuple(rates)),))
    found = quote(lines, replace(IE, rate_id=chosen), tariff, offers)  # type: ignore[arg-type]
    is_posted = any(posted for *_, posted in rows)
    assert found.lines_total.minor + found.shipping.minor - found.discount.minor == found.total.minor >= 0
    assert sum(one.net + one.tax for one in found.taxes) == found.total.minor
    assert found.is_stuck == (is_posted and found.rate is None)
    if found.rate is None:
        assert found.shipping.minor == 0
    else:
        assert found.rate in [one.rate for one in found.ways]
        assert found.rate.id == chosen or not found.rate.is_pickup
        bringing = [one.cost for one in found.ways if not one.rate.is_pickup]
        assert found.rate.id == chosen or found.shipping.minor == min(bringing)


@given(st.lists(any_terms, max_size=4), st.integers(1, 20_000))
@settings(max_examples=150, deadline=None)
def test_no_offer_changes_what_the_delivery_costs_before_it_is_given_free(
    offers: list[object], minor: int
) -> None:
    tariff = tariff_of(SiteSettings(), zones=(replace(HOME, rates=(replace(STANDARD, free_from=6000),)),))
    plain, off = quote([line(minor)], IE, tariff), quote([line(minor)], IE, tariff, offers)  # type: ignore[arg-type]
    assert plain.shipping == off.shipping
    assert off.total.minor <= plain.total.minor


def test_free_delivery_as_an_offer_takes_off_the_way_that_was_chosen() -> None:
    found = quote([line()], replace(IE, rate_id=2), TARIFF, [free_delivery()])
    assert (found.shipping.minor, found.discount.minor, found.total.minor) == (1200, 1200, 1000)
