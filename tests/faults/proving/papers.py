"""Invoices and credit notes, counted anew: their numbers, one a paid order, and what Stripe says went back."""

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.proving.judge import Evidence


def papers_of_money(seen: "Evidence") -> tuple[int, list[str]]:
    """I1 to I3, from the rows and from the stand-in's refunds."""
    papers = seen.books.rows("SELECT kind, series, year, number, order_id, total_minor FROM papers")
    return len(papers), [*_numbers(papers), *_invoices(seen, papers), *_notes(seen, papers)]


def _numbers(papers: list[dict[str, object]]) -> list[str]:
    given: defaultdict[tuple[object, object], list[object]] = defaultdict(list)
    for row in papers:
        given[row["series"], row["year"]].append(row["number"])
    return [
        f"{series} of {year} are not 1 to {len(numbers)}"
        for (series, year), numbers in given.items()
        if set(numbers) != set(range(1, len(numbers) + 1))
    ]


def _invoices(seen: "Evidence", papers: list[dict[str, object]]) -> list[str]:
    kept = Counter({row["order_id"]: row["amount_minor"] for row in seen.payments if row["is_kept"]})
    kept += _by_card(seen, "amount_minor")
    written = {row["order_id"]: row["total_minor"] for row in papers if row["kind"] == "invoice"}
    count = sum(1 for row in papers if row["kind"] == "invoice")
    problems = [
        f"order id {one}: {kept.get(one)} was kept, its invoice says {written.get(one)}"
        for one in kept.keys() | written.keys()
        if kept.get(one) != written.get(one)
    ]
    return problems if count == len(written) else [*problems, "an order has two invoices"]


def _by_card(seen: "Evidence", column: str) -> Counter[object]:
    """Return order id -> what gift cards have paid of it, or what of that went back to them."""
    uses = seen.books.rows(
        "SELECT order_id, amount_minor, refunded_minor FROM credit_uses WHERE settled_at IS NOT NULL"
    )
    sums = Counter[object]()
    for row in uses:
        sums[row["order_id"]] += row[column]
    return sums


def _notes(seen: "Evidence", papers: list[dict[str, object]]) -> list[str]:
    order_of = {row["intent_id"]: row["order_id"] for row in seen.payments if row["is_kept"]}
    back, written = _by_card(seen, "refunded_minor"), Counter[object]()
    moved = seen.books.rows(
        "SELECT order_id, stripe_id, credit_account_id, amount_minor FROM refunds"
        " WHERE credit_account_id IS NOT NULL OR paid_out_of_id IS NOT NULL"
    )
    for (
        row
    ) in moved:  # what was set off went back as credit; what is paid out of that went back from the card
        back[row["order_id"]] += row["amount_minor"] if row["credit_account_id"] else 0
    paid_out = {row["stripe_id"] for row in moved}
    for refund in seen.refunds:
        if refund["id"] in paid_out:
            continue
        if refund["payment_intent"] in order_of and refund["status"] in ("succeeded", "pending"):
            back[order_of[refund["payment_intent"]]] += refund["amount"]
    signs = {"invoice": 0, "credit_note": 1, "correction": -1}
    for row in papers:
        written[row["order_id"]] += signs[str(row["kind"])] * int(str(row["total_minor"]))
    return [
        f"order id {one}: {back[one]} went back, its notes say {written[one]}"
        for one in back.keys() | written.keys()
        if back[one] != written[one]
    ]
