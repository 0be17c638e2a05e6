"""Whatever is written on an order's timeline has words: for staff always, for the buyer unless a reason is named."""

import ast
from pathlib import Path

from blueprints.staff.orders.words import STAFF_EVENTS
from blueprints.store.order_words import EVENTS

ROOT = Path(__file__).resolve().parents[2]
#: kinds that a buyer's page leaves out
ONLY_STAFF: dict[str, str] = {}
#: which argument of what writes an event is its kind
KIND_AT = {"note": 1, "_tell": 2}


def written_kinds() -> set[str]:
    """Read from the sources every kind that `note()` of orders is called with; each is written out as a word."""
    kinds = set()
    for path in (ROOT / "app").rglob("*.py"):
        source = path.read_text()
        if "from app.orders.standing import" not in source and path.name != "standing.py":
            continue
        for one in ast.walk(ast.parse(source)):
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in KIND_AT:
                if one.func.id == "_tell" and path.parent.name != "returns":
                    continue
                kind = one.args[KIND_AT[one.func.id]]
                if isinstance(kind, ast.Name) and kind.id == "kind":
                    continue  # handed on by _tell
                assert isinstance(kind, ast.Constant), f"{path.name}: write the kind of an event as a word"
                kinds.add(str(kind.value))
    return kinds


def test_every_kind_of_event_has_words_for_staff_and_for_the_buyer() -> None:
    kinds = written_kinds()
    assert len(kinds) > 12
    assert kinds - set(STAFF_EVENTS) == set()
    assert kinds - set(EVENTS) - set(ONLY_STAFF) == set()


def test_no_words_are_kept_for_what_is_never_written() -> None:
    assert set(STAFF_EVENTS) == written_kinds()
