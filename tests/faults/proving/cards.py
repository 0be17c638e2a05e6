"""Gift cards, counted anew: of no card more was taken than was on it, and paid orders had of theirs what they say."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.proving.judge import Evidence

CARD_CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


def gift_cards(seen: "Evidence") -> tuple[int, list[str]]:
    """M4, from the uses: value less what is taken and not given back is what is left, and never below nothing."""
    rows = seen.books.rows(
        "SELECT a.id, a.balance_minor,"
        " (SELECT coalesce(sum(e.amount_minor), 0) FROM credit_entries e"
        "  WHERE e.account_id = a.id AND e.cause IN ('issued', 'adjusted'))"
        " + (SELECT coalesce(sum(r.amount_minor), 0) FROM refunds r WHERE r.credit_account_id = a.id) AS value,"
        " (SELECT coalesce(sum(u.amount_minor - u.refunded_minor), 0) FROM credit_uses u"
        "  WHERE u.account_id = a.id AND u.freed_at IS NULL) AS taken"
        " FROM credit_accounts a"
    )
    problems = [
        f"gift card {row['id']}: {row['value']} less {row['taken']} taken is not {row['balance_minor']}"
        for row in rows
        if row["value"] - row["taken"] != row["balance_minor"] or row["balance_minor"] < 0
    ]
    orders = seen.books.rows(
        "SELECT o.id, o.credit_minor, (SELECT coalesce(sum(u.amount_minor), 0) FROM credit_uses u"
        " WHERE u.order_id = o.id AND u.settled_at IS NOT NULL) AS settled FROM orders o"
        " WHERE o.paid_minor > 0 AND o.credit_minor > 0"
    )
    problems += [
        f"order id {row['id']} has {row['settled']} of its gift cards and says {row['credit_minor']}"
        for row in orders
        if row["settled"] != row["credit_minor"]
    ]
    return len(rows) + len(orders), problems


def codes(seen: "Evidence") -> tuple[int, list[str]]:
    """M4, from the orders: no code stands in more paid orders than it may."""
    rows = seen.books.rows(
        "SELECT f.code, f.most_uses, (SELECT count(*) FROM order_offers c JOIN orders o ON o.id = c.order_id"
        " WHERE c.offer_id = f.id AND o.paid_minor > 0) AS used FROM offers f WHERE f.most_uses IS NOT NULL"
    )
    return len(rows), [
        f"{row['code']} may be used {row['most_uses']} times and was used {row['used']} times"
        for row in rows
        if row["used"] > row["most_uses"]
    ]
