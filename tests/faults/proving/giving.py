"""Gift cards that were bought (G3): each comes by mail to somebody who spends it; and counting them anew."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.faults.proving.cards import CARD_CODE
from tests.faults.proving.errands import Errand, Way
from tests.support.mail import text_of
from tests.support.smtp import SmtpServer

if TYPE_CHECKING:
    from tests.faults.proving.aftercare import Aftercare
    from tests.faults.proving.books import Books, Row
    from tests.faults.proving.judge import Evidence
    from tests.faults.proving.shopper import Shopper

TAKEN_BACK = "took a gift card back"
PATIENCE = 45.0  # seconds until a mail is there, if no kill has left it uncertain
#: an order with cards that something is left on, as a clause over `orders o`
CARDS_LEFT = (
    "o.payment IN ('paid', 'part_refunded') AND EXISTS (SELECT 1 FROM sold_cards s JOIN order_lines l ON"
    " l.id = s.order_line_id JOIN credit_accounts a ON a.id = s.account_id WHERE l.order_id = o.id"
    " AND a.balance_minor > 0)"
)
CARDS = (
    "SELECT s.id, l.order_id, l.unit_minor, s.value_minor, s.taken_minor, a.last_four FROM sold_cards s"
    " JOIN order_lines l ON l.id = s.order_line_id JOIN credit_accounts a ON a.id = s.account_id ORDER BY s.id"
)


def plan_spending(givers: Sequence["Shopper"], post: SmtpServer, *, first: int) -> list[Errand]:
    """Return a visit for each card that has come by mail: its code pays for what its giver has not bought."""
    wanted = {one.errand.answers["email"] for one in givers}
    deadline = time.monotonic() + PATIENCE
    while wanted - set(codes_of(post)) and time.monotonic() < deadline:
        time.sleep(0.5)
    came = [code for to, codes in codes_of(post).items() if to in wanted for code in codes]
    visits = []
    for number, code in enumerate(came, start=first):
        giver = givers[number % len(givers)].errand
        answers = {**giver.answers, "email": f"robin-{number}@example.com"}
        goods = (("wheat-heat-wrap", 1),)
        visits.append(
            replace(giver, number=number, way=Way.PAYS_BY_CARD, code=code, goods=goods, answers=answers)
        )
    return visits


def codes_of(post: SmtpServer) -> dict[str, list[str]]:
    """Return address -> the codes of cards that came to it, in the order of their arrival."""
    with post.lock:
        taken = [(to, text_of(message)) for to, message in post.messages]
    found: dict[str, list[str]] = {}
    for to, text in taken:
        for code in CARD_CODE.findall(text):
            found.setdefault(to, []).append(code)
    return found


def take_card_back(hand: "Aftercare", row: "Row", what: str) -> None:
    """What is left of a card goes off it, and back to whoever bought it."""
    form = hand.open_order(row).form_saying("off it and give it back")
    if form is not None:
        hand.press(what, form.action.rstrip("/").split("/")[-2], form, {})


def sold_cards(seen: "Evidence") -> tuple[int, list[str]]:
    """G3: each unit that was paid became one card of its price, and no money went back that still stands on one."""
    lines = seen.books.rows(
        "SELECT l.id, l.order_id, l.quantity, o.paid_minor, (SELECT count(*) FROM sold_cards s"
        " WHERE s.order_line_id = l.id) AS made FROM order_lines l JOIN orders o ON o.id = l.order_id"
        " WHERE l.product_kind = 'gift_card' ORDER BY l.id"
    )
    problems = [
        f"order id {row['order_id']}: {row['quantity']} gift cards, {row['paid_minor']} paid, {row['made']} made"
        for row in lines
        if row["made"] != (row["quantity"] if row["paid_minor"] else 0)
    ]
    cards, held = seen.books.rows(CARDS), Counter[int]()
    for row in cards:
        held[row["order_id"]] += row["value_minor"] - row["taken_minor"]
        if row["value_minor"] != row["unit_minor"]:
            problems.append(
                f"gift card {row['id']} cost {row['unit_minor']} and is worth {row['value_minor']}"
            )
    for order, minor in held.items():
        left = seen.books.number("SELECT paid_minor - refunded_minor FROM orders WHERE id = :id", id=order)
        if left < minor:
            problems.append(
                f"order id {order}: {minor} stand on its cards or were spent, {left} is left of it"
            )
    return len(cards), problems


def cards_told(books: "Books", post: SmtpServer, uncertain: str) -> tuple[int, list[str]]:
    """G3: each card's code came once; of what a kill has left uncertain, not at all or once."""
    came = Counter(code[-4:] for codes in codes_of(post).values() for code in codes)
    cards = books.rows(CARDS)
    lost = [row["last_four"] for row in cards if not came[row["last_four"]]]
    doubtful = sum((row["last_error"] or "").endswith(uncertain) for row in books.dead())
    problems = [f"the card ending in {row['last_four']} came {came[row['last_four']]} times" for row in cards
                if came[row["last_four"]] > 1]  # fmt: skip
    if len(lost) > doubtful:
        problems.append(f"cards that never came: {lost}; {doubtful} mails are uncertain")
    return len(cards), problems
