"""Putting more into a paid order (O6), or in exchange for a part of it: staff ask, the buyer pays or agrees.

And counting both anew.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.faults.proving.browser import Lost, origin_of
from tests.faults.proving.errands import GOODS
from tests.faults.proving.visiting import GOOD

if TYPE_CHECKING:
    from tests.faults.proving.aftercare import Aftercare
    from tests.faults.proving.books import Row
    from tests.faults.proving.judge import Evidence

ADDED, PAID = "added to an order", "paid for an addition"
EXCHANGED, AGREED = "asked for an exchange", "agreed to an exchange"
SKUS = (
    "SELECT v.sku FROM variants v JOIN products p ON p.id = v.product_id JOIN stock_items i ON i.variant_id = v.id"
    " WHERE p.slug = :slug AND i.on_hand - i.held - i.allocated > 3 ORDER BY v.id"
)
#: an order that may hold more, and an addition that may be paid, as clauses over `orders o`. Rushes are over when staff
#: go to work, and their buyers, numbered from 1000 on, come back to no page.
OPEN_TO_MORE = (
    "o.fulfilment <> 'complete' AND o.is_shipped AND o.email NOT LIKE 'robin-____%@%'"
    " AND NOT EXISTS (SELECT 1 FROM additions x WHERE x.first_id = o.id OR x.order_id = o.id)"
    " AND NOT EXISTS (SELECT 1 FROM withdrawals x WHERE x.order_id = o.id AND x.answered_at IS NULL)"
)
WAITING = "o.state = 'open' AND o.payment = 'pending' AND EXISTS (SELECT 1 FROM additions x WHERE x.order_id = o.id)"
IS_EXCHANGE = "EXISTS (SELECT 1 FROM set_offs x WHERE x.order_id = o.id)"


def add_more(
    hand: "Aftercare", row: "Row", what: str, *, off: Mapping[str, str] = MappingProxyType({})
) -> None:
    """One more thing goes into the parcel: first its sum is looked at, then the buyer is asked."""
    found = hand.books.rows(SKUS, slug=hand.dice.choice(GOODS))
    form = hand.open_order(row, "changes/").form_with("sku-1", "add-1")
    if form is None or not found:
        return
    page = hand.browser.send(form, form.filled({"sku-1": found[0]["sku"], "add-1": "1", **off}))
    hand.press(what, str(row["id"]), page.form_with("seen", "seen_total"), {})


def exchange(hand: "Aftercare", row: "Row", what: str) -> None:
    """One unit of it goes, and another thing comes; the buyer will pay or get back the difference alone."""
    form = hand.open_order(row, "changes/").form_with("sku-1", "add-1")
    names = sorted(one.name for one in (form.fields if form else []) if one.name.startswith("off-"))
    if names:
        add_more(hand, row, what, off={hand.dice.choice(names): "1"})


def pay_for_it(hand: "Aftercare", row: "Row", what: str) -> None:
    """The buyer follows the order's page to what would be added, agrees, and pays on the stand-in's page."""
    buyer = hand.buyers[row["email"]]
    first = hand.open(urlsplit(buyer.order_url).path, buyer.browser)
    links = [url for url, words in first.links if f"order {row['id'] + 1000}" in words]
    page = hand.open(urlsplit(links[0]).path, buyer.browser) if links else first
    if (form := page.form_saying("Change my order")) is not None:
        pairs = dict(form.agreed())
        hand.press(what, str(row["id"]), form, pairs, browser=buyer.browser)
        return
    if (form := page.form_saying("go to payment") if links else None) is None:
        return
    hand.has_pressed = True
    page = buyer.browser.send(form, form.agreed())
    card = page.form_saying(f"card ending {GOOD}")
    outcome = "fail"
    if card is not None:
        outcome = "unknown"
        try:
            landed = buyer.browser.send(card, [], f"card ending {GOOD}")
            outcome = "ok" if origin_of(landed.url) == hand.site and landed.status == 200 else "unknown"
        except Lost:
            buyer.browser.here = buyer.order_url
    hand.history.note(hand.number, what, outcome, str(row["id"]))


def additions(seen: "Evidence") -> tuple[int, list[str]]:
    """O6: what was added is the same buyer's, in the same money, and nothing left without what may still be paid."""
    rows = seen.books.rows(
        "SELECT a.order_id, a.first_id, o.email, f.email AS to_email, o.currency, f.currency AS to_currency, o.state,"
        " o.payment, f.fulfilment, o.shipping_minor FROM additions a JOIN orders o ON o.id = a.order_id"
        " JOIN orders f ON f.id = a.first_id"
    )
    problems = []
    for row in rows:
        if (row["email"], row["currency"]) != (row["to_email"], row["to_currency"]) or row["shipping_minor"]:
            problems.append(f"order id {row['order_id']} does not go with order id {row['first_id']}: {row}")
        if (row["state"], row["payment"], row["fulfilment"]) == ("open", "pending", "complete"):
            problems.append(f"order id {row['first_id']} left without {row['order_id']}, which may be paid")
    return len(rows), problems


def exchanges(seen: "Evidence") -> tuple[int, list[str]]:
    """M3, M4, O3: what was set off became the addition's payment to the unit, and exactly its things go no more."""
    rows = seen.books.rows(
        "SELECT s.order_id, s.amount_minor, s.off_minor, s.made_at, a.first_id, o.paid_minor,"
        " (SELECT coalesce(sum(r.amount_minor), 0) FROM refunds r WHERE r.credit_account_id = s.account_id"
        "  AND r.state = 'succeeded' AND r.order_id = a.first_id) AS set_off,"
        " (SELECT coalesce(sum(u.amount_minor), 0) FROM credit_uses u WHERE u.account_id = s.account_id"
        "  AND u.order_id = s.order_id AND u.settled_at IS NOT NULL) AS spent,"
        " (SELECT count(*) FROM set_off_lines x WHERE x.order_id = s.order_id AND x.units > (SELECT"
        "  coalesce(sum(c.units), 0) FROM line_cancellations c WHERE c.order_line_id = x.order_line_id)) AS stay"
        " FROM set_offs s JOIN additions a ON a.order_id = s.order_id JOIN orders o ON o.id = s.order_id"
    )
    problems = []
    for row in rows:
        expected = (row["amount_minor"],) * 2 if row["made_at"] else (0, 0)
        if (row["set_off"], row["spent"]) != expected or bool(row["made_at"]) != bool(row["paid_minor"]):
            problems.append(f"the exchange by order id {row['order_id']}: {row}")
        if row["made_at"] and row["stay"]:
            problems.append(f"order id {row['first_id']} was exchanged, and its things still go")
    return sum(1 for row in rows if row["made_at"]), problems
