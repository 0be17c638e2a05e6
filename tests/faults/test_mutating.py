"""Every listed guard still stands where the list says; that its test notices its going is tried by `make prove`."""

from pathlib import Path

import pytest

from tests.faults.mutate import summary_of
from tests.faults.mutating.copies import OURS, PARTS, ROOT
from tests.faults.mutating.guards import GUARDS, Guard


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_stands_where_the_list_says(guard: Guard) -> None:
    counts = {one.path: (ROOT / one.path).read_text().count(one.before) for one in guard.changes}
    assert set(counts.values()) == {1}, counts


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_the_test_of_a_guard_is_there(guard: Guard) -> None:
    path, _, name = guard.test.partition("::")
    assert f"def {name.partition('[')[0]}(" in Path(ROOT / path).read_text()


def test_no_two_guards_have_one_name() -> None:
    assert len({one.name for one in GUARDS}) == len(GUARDS)


def test_the_copy_has_every_package_of_the_house() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages <= set(PARTS)
    assert packages <= OURS, "what is loaded already would be tried in place of the copy"


def test_the_summary_counts_by_the_invariant_and_names_what_was_not_noticed() -> None:
    assert summary_of(list(GUARDS[:7]), [GUARDS[1]], seconds=90).splitlines() == [
        "S2:2/3, S3:1/1, S4:3/3",
        "not noticed: S2 a writing transaction begins with the write lock",
        "7 guards taken away, 6 noticed, 2 min",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "stock rows are locked",
        "an event is kept once by its id",
        "a hold is ended by a conditional update",
        "a session is asked for under one key",
        "amount, currency and mode are compared",
        "a hold ends only by proof from Stripe",
    ],
)
def test_what_the_money_path_stands_on_is_tried(name: str) -> None:
    assert name in {one.name for one in GUARDS}
