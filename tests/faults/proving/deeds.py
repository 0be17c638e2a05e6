"""What is done after a sale, each by what a page shows: a form, filled as a person would, with a mark to look for."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.faults.proving import adding, giving
from tests.faults.proving.books import Row
from tests.faults.proving.markup import Form
from tests.faults.proving.pressing import new_mark

if TYPE_CHECKING:
    from tests.faults.proving.aftercare import Aftercare


def numbers_of(form: Form | None, prefix: str) -> dict[str, int]:
    """Return name -> what a page suggests, of the fields that begin so."""
    return {
        one.name: int(one.value or "0")
        for one in (form.fields if form else [])
        if one.name.startswith(prefix)
    }


def send_parcel(hand: "Aftercare", row: Row, what: str) -> None:
    """Everything that is left in one parcel, or one unit now and the rest another time."""
    mark, form = new_mark("RR"), hand.open_order(row).form_with("sent", "carrier")
    units = numbers_of(form, "units-")
    if sum(units.values()) > 1 and hand.dice.random() < 0.7:
        units = {name: int(name == min(units)) for name in units}
    typed = {name: str(number) for name, number in units.items()}
    hand.press(what, mark, form, {**typed, "carrier": "An Post", "tracking": mark})


def move(hand: "Aftercare", row: Row, what: str) -> None:
    """The parcel goes elsewhere."""
    mark = new_mark("Quay Lane")
    hand.press(what, mark, hand.open_order(row, "changes/").form_with("seen_change"), {"street": mark})


def take_off(hand: "Aftercare", row: Row, what: str) -> None:
    """One unit goes no more."""
    mark, form = new_mark("taken off"), hand.open_order(row, "changes/").form_with("seen_refunded")
    names = sorted(numbers_of(form, "off-"))
    if names:
        hand.press(what, mark, form, {hand.dice.choice(names): "1", "reason": mark})


def give_back(hand: "Aftercare", row: Row, what: str) -> None:
    """A little of the money goes back."""
    mark = new_mark("goodwill")
    hand.press(
        what, mark, hand.open_order(row).form_with("seen", "amount"), {"amount": "1.00", "reason": mark}
    )


def give_all_back(hand: "Aftercare", row: Row, what: str) -> None:
    """All of the money goes back: through Stripe what came so, the rest onto the gift card."""
    hand.press(
        what,
        str(row["id"]),
        hand.open_order(row).form_with("seen", "amount"),
        {"all": "yes", "reason": "changed their mind"},
    )


def cancel(hand: "Aftercare", row: Row, what: str) -> None:
    """The whole order ends before anything has left."""
    form = hand.open_order(row, "cancellation").form_with("reason")
    hand.press(what, str(row["id"]), form, {"reason": "cancelled for a proof"})


def announce(hand: "Aftercare", row: Row, what: str) -> None:
    """The buyer sends one unit back."""
    buyer = hand.buyers[row["email"]]
    page = hand.open(urlsplit(buyer.order_url).path + "return/", buyer.browser)
    form = page.form_with("seen")
    names = sorted(one.name for one in (form.fields if form else []) if one.name.startswith("units-"))
    if names:
        hand.press(what, str(row["id"]), form, {names[0]: "1"}, browser=buyer.browser)


def withdraw(hand: "Aftercare", row: Row, what: str) -> None:
    """The buyer withdraws from the contract."""
    buyer = hand.buyers[row["email"]]
    token = urlsplit(buyer.order_url).path.strip("/").rpartition("/")[2]
    page = hand.open(f"/withdrawal/of/{token}/", buyer.browser)
    hand.press(what, str(row["id"]), page.form_saying("Confirm withdrawal"), {}, browser=buyer.browser)


def take_in(hand: "Aftercare", row: Row, what: str) -> None:
    """The parcel is here, with all that was announced."""
    back = return_of(hand, row, "received_at IS NULL")
    form = hand.open(f"/staff/orders/returns/{back}/").form_saying("It is here")
    hand.press(what, str(back), form, {})


def decide(hand: "Aftercare", row: Row, what: str) -> None:
    """All of it goes back on the shelf, or nothing."""
    back = return_of(hand, row, "received_at IS NOT NULL AND settled_at IS NULL")
    form = hand.open(f"/staff/orders/returns/{back}/").form_saying("Keep this decision")
    number = hand.dice.choice("011")
    hand.press(what, str(back), form, dict.fromkeys(numbers_of(form, "shelf-"), number))


def pay_for_return(hand: "Aftercare", row: Row, what: str) -> None:
    """The money for what came back, as the page proposes."""
    back = return_of(hand, row, "settled_at IS NOT NULL")
    mark = new_mark("return")
    hand.press(
        what, mark, hand.open(f"/staff/orders/returns/{back}/").form_with("seen", "amount"), {"reason": mark}
    )


def return_of(hand: "Aftercare", row: Row, stands: str) -> int:
    """Return the id of an order's return that stands so; raises KeyError when somebody was faster."""
    rows = hand.books.rows(
        f"SELECT id FROM returns WHERE order_id = :id AND {stands} ORDER BY id",  # noqa: S608  (the clauses above)
        id=row["id"],
    )
    if not rows:
        raise KeyError(row["id"])
    return int(rows[0]["id"])


def answer_withdrawal(hand: "Aftercare", row: Row, what: str) -> None:
    """All that is left of the money goes back, and the list of what needs a hand grows shorter."""
    if row["paid_minor"] > row["refunded_minor"]:
        mark, form = new_mark("withdrawn"), hand.open_order(row).form_with("seen", "amount")
        hand.press("paid for a withdrawal", mark, form, {"all": "yes", "reason": mark})
    waiting = hand.books.rows(
        "SELECT id FROM withdrawals WHERE order_id = :id AND answered_at IS NULL", id=row["id"]
    )
    ends = tuple(f"/staff/orders/withdrawals/{one['id']}" for one in waiting)
    form = (
        next((one for one in hand.open("/staff/orders/").forms if one.action.endswith(ends)), None)
        if ends
        else None
    )
    hand.press(what, str(waiting[0]["id"]) if waiting else "", form, {})


BY_BUYERS = frozenset({"announced a return", "withdrew", adding.PAID, adding.AGREED})
DEEDS: dict[str, Callable[["Aftercare", Row, str], None]] = {
    "sent a parcel": send_parcel,
    "changed the address": move,
    "took units off": take_off,
    "gave a part back": give_back,
    "gave a card its part back": give_all_back,
    "cancelled": cancel,
    "announced a return": announce,
    "withdrew": withdraw,
    "took a return in": take_in,
    "decided about a return": decide,
    "paid for a return": pay_for_return,
    "answered a withdrawal": answer_withdrawal,
    adding.ADDED: adding.add_more,
    adding.PAID: adding.pay_for_it,
    adding.EXCHANGED: adding.exchange,
    adding.AGREED: adding.pay_for_it,
    giving.TAKEN_BACK: giving.take_card_back,
}
