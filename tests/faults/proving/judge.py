"""What must hold between the store's rows, the stand-in's books and what shoppers were told. Counted here anew."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.faults.proving.adding import additions, exchanges
from tests.faults.proving.books import Books, Row
from tests.faults.proving.cards import codes, gift_cards
from tests.faults.proving.following import credited_orders, credited_sums
from tests.faults.proving.giving import sold_cards
from tests.faults.proving.history import History
from tests.faults.proving.marks import marks_of_presses, marks_of_texts
from tests.faults.proving.papers import papers_of_money
from tests.faults.proving.quiet import events_of
from tests.faults.proving.shelf import counts_of_stock, units_of_paid_orders
from tests.faults.proving.stripe_tax import read_taxes, taxes_told
from tests.faults.proving.till import Json, Till

UNCERTAIN = "It may or may not have arrived."


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One rule: which invariants it is about, how much was looked at, and what does not hold."""

    code: str
    rule: str
    looked_at: int
    problems: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Everything that is judged, read once when all is quiet."""

    books: Books
    sessions: list[Json]
    refunds: list[Json]
    state: Json
    events: set[str]
    payments: list[Row]
    history: History
    taxes: dict[str, Json]


def gather(books: Books, till: Till, history: History) -> Evidence:
    """Read both sides."""
    return Evidence(
        books=books,
        sessions=list(till.list_all("/v1/checkout/sessions")),
        refunds=list(till.list_all("/v1/refunds")),
        state=till.state(),
        events=events_of(till),
        payments=books.payments(),
        history=history,
        taxes=read_taxes(books, till),
    )


def judge(evidence: Evidence) -> list[Finding]:
    """Return a finding for each rule."""
    findings = []
    for code, sentence, rule in RULES:
        looked_at, problems = rule(evidence)
        findings.append(Finding(code=code, rule=sentence, looked_at=looked_at, problems=tuple(problems)))
    return findings


def paid_sessions(seen: Evidence) -> tuple[int, list[str]]:
    """P1, from the stand-in's side."""
    paid = [one for one in seen.sessions if one["payment_status"] == "paid"]
    rows = {one["id"]: [row for row in seen.payments if row["session_id"] == one["id"]] for one in paid}
    back = Counter[str]()
    for refund in seen.refunds:
        if refund["status"] in ("succeeded", "pending"):
            back[refund["payment_intent"]] += refund["amount"]
    problems = []
    for one in paid:
        found = rows[one["id"]]
        if len(found) != 1:
            problems.append(f"{one['id']} is paid and has {len(found)} payments")
        elif (found[0]["amount_minor"], found[0]["currency"].lower()) != (
            one["amount_total"],
            one["currency"],
        ):
            problems.append(
                f"{one['id']}: {one['amount_total']} charged, {found[0]['amount_minor']} written down"
            )
        elif not found[0]["is_kept"] and back[found[0]["intent_id"]] != one["amount_total"]:
            problems.append(f"{one['id']} was not kept and {back[found[0]['intent_id']]} went back")
        elif found[0]["is_kept"] and found[0]["payment"] == "pending":
            problems.append(f"{one['id']} is paid and its order is not")
    kept = Counter(row["order_id"] for row in seen.payments if row["is_kept"])
    problems += [f"order id {order} kept {count} payments" for order, count in kept.items() if count > 1]
    baskets = Counter(
        (row["cart_id"], version_of(seen, row["order_id"]))
        for row in seen.payments
        if row["is_kept"] and row["cart_id"] is not None
    )
    problems += [f"basket {key} was paid {count} times" for key, count in baskets.items() if count > 1]
    return len(paid), problems


def version_of(seen: Evidence, order_id: int) -> int:
    """Return the version of the basket that an order was made of."""
    return seen.books.number("SELECT cart_version FROM orders WHERE id = :id", id=order_id)


def sums_of_money(seen: Evidence) -> tuple[int, list[str]]:
    """M1 and M3, in sums, in each currency."""
    charged, returned = seen.state["charges"]["succeeded"], seen.state["refunds"]["returned"]
    ours, ours_back = Counter[str](), Counter[str]()
    for row in seen.payments:
        ours[row["currency"].lower()] += row["amount_minor"]
        ours_back[row["currency"].lower()] += row["refunded_minor"]
    problems = []
    if dict(ours) != charged:
        problems.append(f"charged {charged}, written down {dict(ours)}")
    ours_back.update(passed_on(seen))
    if {name: sum_ for name, sum_ in ours_back.items() if sum_} != {n: s for n, s in returned.items() if s}:
        problems.append(f"went back {returned}, written down {dict(ours_back)}")
    orders = seen.books.number("SELECT sum(paid_minor) FROM orders")
    kept = sum(row["amount_minor"] for row in seen.payments if row["is_kept"])
    by_card = seen.books.number("SELECT sum(amount_minor) FROM credit_uses WHERE settled_at IS NOT NULL")
    if orders != kept + by_card:
        problems.append(f"orders say {orders} paid, kept payments are {kept}, and gift cards {by_card}")
    wrong = seen.books.rows(
        "SELECT o.id FROM orders o JOIN"
        " (SELECT order_id, sum(total_minor) AS lines FROM order_lines GROUP BY order_id) l"
        " ON l.order_id = o.id WHERE o.total_minor <> l.lines + o.shipping_minor - o.discount_minor"
        " OR (o.paid_minor > 0 AND o.paid_minor <> o.total_minor)"
    )
    problems += [
        f"order id {row['id']}: its total is not lines and delivery, or not what was paid" for row in wrong
    ]
    return len(seen.payments), problems


def passed_on(seen: Evidence) -> dict[str, int]:
    """Return currency -> minor units that Stripe gave back beyond what payments say: what was set off is less."""
    rows = seen.books.rows(
        "SELECT currency, credit_account_id, paid_out_of_id, amount_minor FROM refunds"
        " WHERE (credit_account_id IS NOT NULL OR paid_out_of_id IS NOT NULL)"
        " AND state IN ('pending', 'succeeded')"
    )
    sums = Counter[str]()
    for row in rows:
        sums[row["currency"].lower()] += row["amount_minor"] * (1 if row["paid_out_of_id"] else -1)
    return dict(sums)


def orders_without_charge(seen: Evidence) -> tuple[int, list[str]]:
    """Nobody gets things for nothing."""
    paid = {one["id"] for one in seen.sessions if one["payment_status"] == "paid"}
    rows = seen.books.rows(
        "SELECT o.id, p.session_id FROM orders o LEFT JOIN payments p ON p.order_id = o.id"
        " WHERE (o.paid_minor > 0 OR o.payment <> 'pending') AND o.total_minor > o.credit_minor"
    )
    return len(rows), [
        f"order id {row['id']} is paid by {row['session_id']}"
        for row in rows
        if row["session_id"] not in paid
    ]


def open_sessions(seen: Evidence) -> tuple[int, list[str]]:
    """One cart version, one open session (SAFETY section 2)."""
    rows = seen.books.rows("SELECT key, cart_id, order_id FROM payment_attempts")
    # what staff add to an order has no basket: its own order stands for it
    attempts = {row["key"]: row["cart_id"] or f"of order {row['order_id']}" for row in rows}
    still = [one for one in seen.sessions if one["status"] == "open"]
    problems = [
        f"{one['id']} belongs to no attempt" for one in seen.sessions if attempt_of(one) not in attempts
    ]
    baskets = Counter(attempts.get(attempt_of(one)) for one in still)
    problems += [f"basket {cart} has {count} open pages" for cart, count in baskets.items() if count > 1]
    return len(still), problems


def attempt_of(session: Json) -> str:
    """Return the key that the store gave a session."""
    return str(session["metadata"].get("attempt", ""))


def events_known(seen: Evidence) -> tuple[int, list[str]]:
    """P2: stored once each; a unique index holds the once, this counts it."""
    stored = Counter(row["stripe_id"] for row in seen.books.rows("SELECT stripe_id FROM stripe_events"))
    problems = [f"event {one} was never stored" for one in seen.events - set(stored)]
    problems += [f"event {one} is stored {count} times" for one, count in stored.items() if count > 1]
    lost = seen.books.number("SELECT count(*) FROM stripe_events WHERE applied_at IS NULL")
    return len(seen.events), [*problems, *([f"{lost} events are stored and not applied"] if lost else [])]


def work_given_up(seen: Evidence) -> tuple[int, list[str]]:
    """The dead-letter list is empty, but for mails that a kill has left uncertain, for staff to decide (E4)."""
    dead = [row for row in seen.books.dead() if not (row["last_error"] or "").endswith(UNCERTAIN)]
    total = seen.books.number("SELECT count(*) FROM outbox_items")
    return total, [f"outbox item {row['id']} ({row['kind']}): {row['last_error']}" for row in dead]


def confirmations(seen: Evidence) -> tuple[int, list[str]]:
    """Owed once and done."""
    paid = seen.books.rows("SELECT id FROM orders WHERE paid_minor > 0")
    done = Counter(
        row["natural_key"]
        for row in seen.books.rows(
            "SELECT natural_key FROM outbox_items WHERE natural_key LIKE 'order-paid:%'"
            " AND (done_at IS NOT NULL OR last_error LIKE :uncertain)",
            uncertain=f"%{UNCERTAIN}",
        )
    )
    return len(paid), [
        f"order id {row['id']} has no confirmation" for row in paid if not done[f"order-paid:{row['id']}"]
    ]


def acknowledged(seen: Evidence) -> tuple[int, list[str]]:
    """Each POST that was answered with success is there; what shoppers complained of counts too."""
    opened, paid = seen.history.subjects("session opened"), seen.history.subjects("paid")
    known = {row["session_id"] for row in seen.books.rows("SELECT session_id FROM payment_attempts")}
    kept = {row["session_id"] for row in seen.payments}
    problems = [
        f"session {one} was opened for a shopper and is not in the books"
        for one in opened
        if one not in known
    ]
    problems += [
        f"session {one} was paid by a shopper and is not in the books" for one in paid if one not in kept
    ]
    told = sum(1 for act in seen.history.acts if act.outcome == "ok")
    return told, [*problems, *seen.history.problems]


#: invariants, sentence, and who counts; "site" is what the whole site promises
RULES: list[tuple[str, str, Callable[[Evidence], tuple[int, Iterable[str]]]]] = [
    ("P1", "each paid session is one order's money, or went back whole", paid_sessions),
    ("M1 M3", "what was charged is what was written down, less what went back", sums_of_money),
    ("I1 I2 I3", "numbers have no gap, and papers say what was kept and what went back", papers_of_money),
    ("P1", "no order is paid without a charge", orders_without_charge),
    ("S1 S2", "nothing below zero, nothing promised twice", counts_of_stock),
    ("S4", "units of paid orders are promised, have left, or go no more", units_of_paid_orders),
    ("M4", "no gift card is used beyond its value", gift_cards),
    ("M4", "no code is used beyond its limit", codes),
    ("G3", "each gift card that was paid is one card, and no money went back that stands on one", sold_cards),
    ("M3 M4 O3", "what was set off has paid for what came, and its things go no more", exchanges),
    ("O2 O3 O4 O5 O6", "what was pressed after the sale is so", marks_of_presses),
    ("O6", "what was added goes with its buyer's order, and nothing left without it", additions),
    ("C2", "each text that was published is kept", marks_of_texts),
    ("G1", "each order that an article led to is counted, with what went back", credited_orders),
    ("G2", "each edge is credited with what its orders' lines say", credited_sums),
    ("T1", "Stripe Tax knows each sale and each credit note once, with its sums", taxes_told),
    ("P1", "a basket has at most one open payment page", open_sessions),
    ("P2", "every event is known once", events_known),
    ("site", "no work was given up", work_given_up),
    ("P4", "each paid order has one confirmation", confirmations),
    ("site", "what shoppers were told is so", acknowledged),
]
