"""What was pressed and what is in the books: acknowledged means there, refused means not there, unknown may be."""

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.proving.judge import Evidence

REFUNDS = "SELECT count(*) FROM refunds WHERE reason = :mark"
#: deed -> how the books tell how often the mark of one press is in them
FOUND = {
    "sent a parcel": "SELECT count(*) FROM shipments WHERE tracking = :mark",
    # what was added to an order moves with it, by an amendment of its own
    "changed the address": "SELECT max(n) FROM (SELECT count(*) AS n FROM amendments WHERE street = :mark"
    " GROUP BY order_id) one",
    "took units off": REFUNDS,
    "gave a part back": REFUNDS,
    "gave a card its part back": "SELECT count(*) FROM credit_uses WHERE CAST(order_id AS TEXT) = :mark"
    " AND refunded_minor > 0",
    "cancelled": "SELECT count(*) FROM orders WHERE CAST(id AS TEXT) = :mark AND state = 'cancelled'",
    "announced a return": "SELECT count(*) FROM returns WHERE CAST(order_id AS TEXT) = :mark",
    "withdrew": "SELECT count(*) FROM withdrawals WHERE CAST(order_id AS TEXT) = :mark",
    "took a return in": "SELECT count(*) FROM returns WHERE CAST(id AS TEXT) = :mark AND received_at IS NOT NULL",
    "decided about a return": "SELECT count(*) FROM returns WHERE CAST(id AS TEXT) = :mark AND settled_at IS NOT NULL",
    "paid for a return": REFUNDS,
    "paid for a withdrawal": REFUNDS,
    "answered a withdrawal": "SELECT count(*) FROM withdrawals WHERE CAST(id AS TEXT) = :mark"
    " AND answered_at IS NOT NULL",
    "added to an order": "SELECT count(*) FROM additions a WHERE CAST(first_id AS TEXT) = :mark"
    " AND NOT EXISTS (SELECT 1 FROM set_offs s WHERE s.order_id = a.order_id)",
    "paid for an addition": "SELECT count(*) FROM payments WHERE CAST(order_id AS TEXT) = :mark",
    "asked for an exchange": "SELECT count(*) FROM set_offs s JOIN additions a ON a.order_id = s.order_id"
    " WHERE CAST(a.first_id AS TEXT) = :mark",
    "agreed to an exchange": "SELECT count(*) FROM set_offs WHERE CAST(order_id AS TEXT) = :mark"
    " AND made_at IS NOT NULL",
    "took a gift card back": "SELECT count(*) FROM sold_cards WHERE CAST(id AS TEXT) = :mark AND taken_minor > 0",
    "fetched a file": "SELECT coalesce(sum(d.times), 0) FROM downloads d JOIN order_lines l ON l.id = d.order_line_id"
    " JOIN orders o ON o.id = l.order_id WHERE o.email = :mark",
}  # fmt: skip


#: the same of the writing desk, where nothing that readers once saw is lost (C2)
WRITTEN = {
    "published a text": "SELECT count(*) FROM article_versions WHERE text LIKE '%' || :mark || '%'",
}


def marks_of_presses(seen: "Evidence") -> tuple[int, list[str]]:
    """Compare each press after a sale with its mark; the same press twice may be one deed."""
    return compare_marks(seen, FOUND)


def marks_of_texts(seen: "Evidence") -> tuple[int, list[str]]:
    """C2: compare each publication with the version that it made."""
    return compare_marks(seen, WRITTEN)


def compare_marks(seen: "Evidence", found: dict[str, str]) -> tuple[int, list[str]]:
    """Ask the books for each mark: acknowledged is at least once, and no more often than it may have been done."""
    answers: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for act in seen.history.acts:
        if act.what in found:
            answers[act.what, act.subject][act.outcome] += 1
    problems = []
    for (what, mark), outcomes in answers.items():
        rows = seen.books.number(found[what], mark=mark)
        least, most = min(1, outcomes["ok"]), outcomes["ok"] + outcomes["unknown"]
        if not least <= rows <= most:
            problems.append(f"{what} ({mark}): answered {dict(outcomes)}, {rows} times in the books")
    return len(answers), problems
