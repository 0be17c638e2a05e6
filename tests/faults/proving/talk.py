"""What must hold of comments between the books and what readers and staff were told (K1, K3)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.faults.proving.books import Row
from tests.faults.proving.commenting import CLOSED, CONFIRMED, HID, SHOWED, TAKEN_BACK, WROTE
from tests.faults.proving.history import History

if TYPE_CHECKING:
    from tests.faults.proving.judge import Evidence

ROWS = "SELECT id, state, name, text, html, confirmed_at, shown_at FROM comments ORDER BY id"
Answers = dict[str, Counter[str]]  # what was pressed -> how often it was answered how


def comments_told(seen: "Evidence") -> tuple[int, list[str]]:
    """Compare each comment with its presses: acknowledged is there, taken back is nowhere, the rest is unknown."""
    presses, rows = presses_of(seen.history), seen.books.rows(ROWS)
    problems = []
    for mark, told in presses.items():
        mine = [row for row in rows if mark in row["text"] or mark in row["html"]]
        problems += [f"the comment {mark!r} {words}" for words in wrong_with(told, mine)]
    taken = sum(1 for told in presses.values() if told[TAKEN_BACK]["ok"])
    gone = [row for row in rows if row["state"] == "gone"]
    if len(gone) < taken or any(row["name"] or row["text"] or row["html"] for row in gone):
        problems.append(f"{taken} were taken back, and {len(gone)} places without words are left")
    return len(presses), [*problems, *late_comments(seen.history, rows)]


def presses_of(history: History) -> dict[str, Answers]:
    """Return mark -> what was pressed about it and what was answered."""
    found: dict[str, Answers] = defaultdict(lambda: defaultdict(Counter))
    for act in history.acts:
        if act.what in (WROTE, CONFIRMED, TAKEN_BACK, SHOWED, HID):
            found[act.subject][act.what][act.outcome] += 1
    return found


def wrong_with(told: Answers, rows: list[Row]) -> list[str]:
    """Return what of one comment is not as its writer and staff were told."""
    may_be_gone = is_possible(told, TAKEN_BACK)
    least = 1 if told[WROTE]["ok"] and not may_be_gone else 0
    most = 1 if is_possible(told, WROTE) and not told[TAKEN_BACK]["ok"] else 0
    wrong = (
        []
        if least <= len(rows) <= most
        else [f"was answered {dict(told[WROTE])} and is there {len(rows)} times"]
    )
    for row in rows:
        wanted = {
            "is confirmed by nobody": row["state"] == "unconfirmed" or is_possible(told, CONFIRMED),
            "was confirmed and waits for that": row["state"] != "unconfirmed" or not told[CONFIRMED]["ok"],
            "is shown and nobody approved it": row["state"] != "shown" or is_possible(told, SHOWED),
            "was approved and is not shown": row["state"] == "shown" or not told[SHOWED]["ok"],
            "was hidden and is not": row["state"] == "hidden" or not told[HID]["ok"],
        }
        wrong += [f"{words} ({row['state']})" for words, holds in wanted.items() if not holds]
    return wrong


def is_possible(told: Answers, what: str) -> bool:
    """Say whether a press was acknowledged or may have been heard."""
    return bool(told[what]["ok"] or told[what]["unknown"])


def late_comments(history: History, rows: Sequence[Row]) -> list[str]:
    """Return what was kept although the comments were closed when it was sent."""
    closed = min((act.at for act in history.acts if act.what == CLOSED and act.outcome == "ok"), default=None)
    late = [
        act.subject for act in history.acts if act.what == WROTE and closed is not None and act.at > closed
    ]
    return [
        f"{mark!r} was sent after the closing" for mark in late if any(mark in row["text"] for row in rows)
    ]
