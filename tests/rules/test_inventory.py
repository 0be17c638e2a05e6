"""What stock is called, and how demand is added up."""

from app.inventory.rules import availability, shortfall, sum_demand


def test_demand_is_added_up_for_each_variant() -> None:
    assert sum_demand([(1, 2), (2, 1), (1, 3)]) == {1: 5, 2: 1}


def test_a_shortfall_names_what_is_left() -> None:
    assert shortfall({1: 5, 2: 1, 3: 1}, {1: 4, 2: 1}) == {1: 4, 3: 0}


def test_the_last_few_are_counted_aloud() -> None:
    assert [availability(left, 3).state for left in (4, 3, 1, 0, -2)] == [
        "in_stock", "last_few", "last_few", "out", "out",
    ]  # fmt: skip
    assert availability(2, 3).units_left == 2
    assert availability(9, 3).units_left is None
