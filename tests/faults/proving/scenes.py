"""What is tried beside the visits: rushes on the last units, one refund pressed by many hands, forged events."""

import threading
import time
from dataclasses import replace

from tests.faults.proving.books import Books, Row
from tests.faults.proving.browser import Browser, Lost
from tests.faults.proving.errands import Way, plan_errands
from tests.faults.proving.history import History
from tests.faults.proving.judge import Finding
from tests.faults.proving.rush import FIRST_NUMBER, Crowd, rush
from tests.faults.proving.shopper import Shopper
from tests.faults.proving.staff import Staff
from tests.faults.proving.till import Till
from tests.support.site import Site

FORGERIES = ("wrong_secret", "stale", "v0", "empty", "none", "other_body")
LIAR, PATIENCE = 999, 60.0
HAND = "127.3.0.{}"


def play_rushes(
    site: Site, till: Till, staff: Staff, history: History, crowds: tuple[Crowd, ...], seed: int
) -> list[Finding]:
    """Count the stock of each crowd's things, let them run, and say who got what."""
    findings, first = [], FIRST_NUMBER
    for crowd in crowds:
        for slug, _ in crowd.wants[0]:
            staff.count(slug, crowd.units)
        findings.append(rush(site, till, history, crowd, seed=seed, first=first).as_finding())
        first += crowd.shoppers
    return findings


def press_refund_in_many_tabs(site: Site, till: Till, staff: Staff, books: Books, hands: int) -> Finding:
    """Open one paid order in many tabs of a signed-in browser, and press the same refund in all at once."""
    order = books.rows(
        "SELECT id, paid_minor FROM orders WHERE payment = 'paid' AND state = 'open' ORDER BY id LIMIT 1"
    )[0]
    form = staff.order_page(order["id"]).form_with("amount", "seen")
    assert form is not None
    pairs = form.filled({"amount": f"{order['paid_minor'] // 100 - 1}.00"})
    gate, statuses = threading.Barrier(hands, timeout=120), list[int]()

    def press(number: int) -> None:
        tab = Browser(address=HAND.format(number % 250 + 1))
        tab.cookies, tab.here = dict(staff.browser.cookies), f"{site.url}/staff/"
        gate.wait()
        try:
            statuses.append(tab.send(form, pairs).status)
        except Lost:
            statuses.append(0)

    presses = [threading.Thread(target=press, args=(number,)) for number in range(hands)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    refunds = books.number("SELECT count(*) FROM refunds WHERE order_id = :id", id=order["id"])
    problems = [] if refunds == 1 else [f"{refunds} refunds were made; the answers were {sorted(statuses)}"]
    problems += [f"answered {one}" for one in statuses if one >= 500 and one != 503]
    return Finding(
        code="M3",
        rule=f"{hands} presses of one refund at once: 1 made",
        looked_at=hands,
        problems=tuple(problems),
    )


def lie_about_a_sum(site: Site, till: Till, books: Books, history: History, slug: str) -> Finding:
    """Let a paid session say another sum than its order has: nothing is sold for it, and its money goes back whole."""
    errand = replace(plan_errands(LIAR, 1)[0], number=LIAR, way=Way.BUYS, goods=((slug, 1),))
    shopper = Shopper(site.url, errand, history, till)
    shopper.put_in_basket(slug, 1)
    shopper.go_to_payment()
    till.add_fault("wrong_amount", path=f"/v1/checkout/sessions/{shopper.session}", amount_total=1)
    till.pay(shopper.session)
    deadline, rows = time.monotonic() + PATIENCE, list[Row]()
    while not rows and time.monotonic() < deadline:
        time.sleep(0.5)
        rows = [
            row for row in books.payments() if row["session_id"] == shopper.session and row["refunded_minor"]
        ]
    problems = ["the money did not go back"] if not rows else []
    problems += [f"its payment is {row}" for row in rows if row["is_kept"] or row["payment"] != "pending"]
    problems += [
        f"{row['refunded_minor']} of {row['amount_minor']} went back"
        for row in rows
        if row["refunded_minor"] != row["amount_minor"]
    ]
    return Finding(
        code="M1 P1", rule="a session that lies about its sum buys nothing and gives all back", looked_at=1,
        problems=tuple(problems),
    )  # fmt: skip


def send_forgeries(till: Till, books: Books) -> Finding:
    """Post events that Stripe did not sign; each is 400 and stored nowhere (P3)."""
    before = books.number("SELECT count(*) FROM stripe_events")
    problems = [
        f"{sort}: answered {answer['status']}"
        for sort in FORGERIES
        if (answer := till.forge(sort))["status"] != 400
    ]
    stored = books.number("SELECT count(*) FROM stripe_events WHERE object_id = 'cs_test_forged'")
    if stored:
        problems.append(f"{stored} forged events are stored; there were {before} events before")
    return Finding(
        code="P3", rule="forged events are refused and stored nowhere", looked_at=len(FORGERIES),
        problems=tuple(problems),
    )  # fmt: skip
