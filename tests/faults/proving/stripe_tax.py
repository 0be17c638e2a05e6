"""Staff turn to Stripe Tax while people shop (T1); each sale and each credit note is looked up in Stripe's books."""

import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from tests.faults.proving.browser import Browser, Lost
from tests.faults.proving.history import History
from tests.faults.proving.till import Json, Till

if TYPE_CHECKING:
    from tests.faults.proving.books import Books
    from tests.faults.proving.judge import Evidence

DESK, PATIENCE = "127.2.2.1", 120.0
SALES = "SELECT c.order_id, c.transaction_id, c.failure, o.tax_minor, o.total_minor, o.paid_minor FROM"
SALES += " order_tax_calculations c JOIN orders o ON o.id = c.order_id"
REVERSALS = "SELECT order_id, transaction_id, failure, amount_minor FROM tax_reversals"
ALERTS = "SELECT order_id FROM payment_alerts WHERE kind = 'tax'"


def turn_to_stripe_tax(site: str, cookies: dict[str, str], history: History) -> None:
    """Choose Stripe Tax on the page of taxes, and look until it is chosen."""
    browser = Browser(address=DESK)
    browser.cookies, browser.here = dict(cookies), f"{site}/staff/"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            form = browser.get(f"{site}/staff/tax/").form_with("source", "seen")
            if form is not None and dict(form.filled({}))["source"] == "stripe":
                history.note(0, "turned to Stripe Tax", "ok")
                return
            if form is not None:
                browser.send(form, form.filled({"source": "stripe"}))
        except Lost:
            history.note(0, "turned to Stripe Tax", "unknown")
        time.sleep(0.3)
    history.complain(0, "could not turn to Stripe Tax")


def read_taxes(books: "Books", till: Till) -> dict[str, Json]:
    """Return every sale and reversal that the books name, as Stripe has it, with its lines."""
    rows = [*books.rows(SALES), *books.rows(REVERSALS)]
    ids = [row["transaction_id"] for row in rows if row["transaction_id"]]
    return {one: till.get(f"/v1/tax/transactions/{one}") for one in ids} | {
        f"{one} lines": till.get(f"/v1/tax/transactions/{one}/line_items?limit=100") for one in ids
    }


def taxes_told(seen: "Evidence") -> tuple[int, list[str]]:
    """T1: a paid order's sale stands at Stripe with its total and its tax, and what was credited is taken back.

    A 500 may have written the sale down all the same; nothing finds it then, and staff are told to look.
    """
    problems, of_order = [], {}
    sales = seen.books.rows(SALES)
    alerts = {row["order_id"] for row in seen.books.rows(ALERTS)}
    broken = {row["order_id"] for row in [*sales, *seen.books.rows(REVERSALS)] if row["failure"]}
    for row in sales:
        if row["order_id"] in broken & alerts:
            continue
        of_order[row["order_id"]] = row["transaction_id"]
        if not row["paid_minor"]:
            continue
        if not row["transaction_id"]:
            problems.append(
                f"order id {row['order_id']} is paid and Stripe Tax does not know: {row['failure']}"
            )
        elif sums_of(seen, row["transaction_id"]) != (row["total_minor"], row["tax_minor"]):
            problems.append(f"order id {row['order_id']}: {sums_of(seen, row['transaction_id'])} told, {row}")
    return len(sales), [*problems, *_taken_back(seen, of_order)]


def _taken_back(seen: "Evidence", of_order: dict[int, str | None]) -> list[str]:
    back, wrong = defaultdict[int, int](int), []
    for row in seen.books.rows(REVERSALS):
        if row["order_id"] not in of_order:
            continue
        told = seen.taxes.get(row["transaction_id"] or "", {})
        about = (told.get("reversal") or {}).get("original_transaction")
        if (
            about != of_order[row["order_id"]]
            or -sums_of(seen, row["transaction_id"])[0] != row["amount_minor"]
        ):
            wrong.append(f"order id {row['order_id']}: its reversal of {row['amount_minor']} is {told}")
        back[row["order_id"]] += row["amount_minor"]
    written = Counter[int]()
    for row in seen.books.rows("SELECT order_id, total_minor FROM papers WHERE kind = 'credit_note'"):
        written[row["order_id"]] += row["total_minor"]
    return wrong + [
        f"order id {one}: its notes give back {written[one]}, Stripe Tax was told {back[one]}"
        for one in of_order
        if written[one] != back[one]
    ]


def sums_of(seen: "Evidence", transaction: str | None) -> tuple[int, int]:
    """Return (total, tax inside) of a transaction in Stripe's books, in minor units; delivery is a part of it."""
    told, lines = seen.taxes.get(transaction or ""), seen.taxes.get(f"{transaction} lines")
    if told is None or lines is None:
        return 0, 0
    parts = [*lines["data"], *([told["shipping_cost"]] if told["shipping_cost"] else [])]
    return sum(one["amount"] for one in parts), sum(one["amount_tax"] for one in parts)
