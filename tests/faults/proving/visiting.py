"""Carrying out an errand: the eight ways a visit goes."""

import threading
from collections.abc import Callable

from tests.faults.proving.browser import Lost
from tests.faults.proving.errands import Errand, Way
from tests.faults.proving.history import History
from tests.faults.proving.shopper import GaveUp, Shopper, SoldOut
from tests.faults.proving.till import Till

GOOD, BAD, ASKS = "4242", "0002", "3155"


def visit(site: str, errand: Errand, history: History, till: Till) -> Shopper:
    """Go shopping; being told that something is sold out is a way to end too."""
    shopper = Shopper(site, errand, history, till)
    history.note(errand.number, "visit", "ok", errand.way.value)
    try:
        fill_basket(shopper)
        if errand.way is Way.LEAVES_EARLY:
            shopper.answer_questions()
        else:
            shopper.go_to_payment()
            if not shopper.order_url:
                WAYS[errand.way](shopper)
    except SoldOut as refusal:
        history.note(errand.number, "told that it is sold out", "ok", str(refusal))
    except (GaveUp, Lost) as problem:
        history.complain(errand.number, f"gave up: {problem}")
    return shopper


def fill_basket(shopper: Shopper) -> None:
    """Put in what can be had; raises SoldOut when nothing of it can."""
    for slug, units in shopper.errand.goods:
        try:
            shopper.put_in_basket(slug, units)
        except SoldOut:
            continue
    if not shopper.basket:
        raise SoldOut("everything on the list")


def declined_first(shopper: Shopper) -> None:
    """The first card is refused, the second pays."""
    if shopper.pay(BAD):
        shopper.complain("a declined card has paid")
    shopper.pay(GOOD)


def start_again(shopper: Shopper) -> None:
    """Go back, take one more or one less, pay the new sum; the old page must not take money any more."""
    former = shopper.session
    units = next(iter(shopper.basket.values()))
    shopper.change_quantity(1 if units > 1 else 2)
    shopper.go_to_payment()
    if shopper.session == former:
        shopper.complain("a changed basket led to the old payment page")
    if shopper.till.pay(former)["outcome"] == "paid":
        shopper.complain("the old payment page took money after the basket had changed")
    if not shopper.order_url:
        shopper.pay(GOOD)


def two_tabs(shopper: Shopper) -> None:
    """Press "Go to payment" in a second tab at the same time as in the first; both lead to one session."""
    first, tab = shopper.session, Shopper(shopper.site, shopper.errand, shopper.history, shopper.till)
    tab.browser.cookies = dict(shopper.browser.cookies)
    presses = [threading.Thread(target=press_again, args=(one,)) for one in (tab, shopper)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    if {tab.session, shopper.session} != {first}:
        shopper.complain("two tabs have two payment pages")
    shopper.pay(GOOD)


def press_again(shopper: Shopper) -> None:
    """Walk to the payment page once more."""
    try:
        shopper.go_to_payment()
    except (GaveUp, SoldOut, Lost) as problem:
        shopper.complain(f"a second press ended with: {problem}")


def leave(shopper: Shopper) -> None:
    """Close the window."""


WAYS: dict[Way, Callable[[Shopper], object]] = {
    Way.BUYS: lambda shopper: shopper.pay(GOOD),
    Way.DECLINED_FIRST: declined_first,
    Way.ANSWERS_BANK: lambda shopper: shopper.pay(ASKS, answer="Complete"),
    Way.LEAVES_LATE: leave,
    Way.STARTS_AGAIN: start_again,
    Way.TWO_TABS: two_tabs,
    Way.PAYS_LATE: leave,
}
