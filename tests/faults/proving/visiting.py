"""Carrying out an errand: the ways a visit goes."""

import threading
from collections.abc import Callable

from tests.faults.proving.browser import Lost
from tests.faults.proving.errands import Errand, Way
from tests.faults.proving.following import follow_article, pay_for_what_it_led_to
from tests.faults.proving.history import History
from tests.faults.proving.shopper import GaveUp, Gone, Shopper, SoldOut
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
            if errand.way is Way.FETCHES:
                shopper.fetch_files()
    except SoldOut as refusal:
        history.note(errand.number, "told that it is sold out", "ok", str(refusal))
    except (GaveUp, Lost) as problem:
        history.complain(errand.number, f"gave up: {problem}")
    return shopper


def fill_basket(shopper: Shopper) -> None:
    """Put in what can be had; raises SoldOut when nothing of it can."""
    is_led = shopper.errand.way is Way.READS_FIRST
    for slug, units in follow_article(shopper) if is_led else shopper.errand.goods:
        try:
            shopper.put_in_basket(slug, units)
        except SoldOut:
            continue
        if is_led:
            break
    if not shopper.basket:
        raise SoldOut("everything on the list")
    if shopper.errand.code and not shopper.enter_code(shopper.errand.code):
        shopper.history.note(
            shopper.errand.number, "told that a card is empty", "ok", shopper.errand.code[-4:]
        )


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
    first, tab = shopper.session, second_tab(shopper)
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


def change_while_paying(shopper: Shopper) -> None:
    """Pay on the old page while another tab changes the basket and goes on: one of the two is paid, never both."""
    former, tab = shopper.session, second_tab(shopper)
    answers: list[str] = []
    paying = threading.Thread(target=lambda: answers.append(shopper.till.pay(former)["outcome"]))
    paying.start()
    is_gone = False
    # a basket that is paid for is empty, or leads to its order: the other tab then has nothing to change or to pay
    try:
        tab.change_quantity(1 if next(iter(tab.basket.values())) > 1 else 2)
        tab.go_to_payment()
    except Gone:
        is_gone = True
    except (SoldOut, GaveUp):
        pass
    paying.join()
    if is_gone and answers and "paid" not in answers:
        shopper.complain("the basket was emptied, and nothing was paid")
    if "paid" in answers:
        shopper.history.note(shopper.errand.number, "paid", "ok", former)
        shopper.history.note(shopper.errand.number, "paid the old sum while it changed", "ok", former)
    elif tab.session and tab.session != former:
        shopper.browser, shopper.session, shopper.basket = tab.browser, tab.session, tab.basket
        shopper.pay(GOOD)


def pay_after_expiry(shopper: Shopper) -> None:
    """Press on a payment page whose time is over, which takes nothing; the basket leads to another one."""
    former = shopper.session
    shopper.till.expire(former)
    if shopper.till.pay(former)["outcome"] == "paid":
        shopper.complain("an expired payment page took money")
    shopper.go_to_payment()
    if shopper.session == former:
        shopper.complain("the basket led to the expired payment page")
    if not shopper.order_url:
        shopper.pay(GOOD)


def second_tab(shopper: Shopper) -> Shopper:
    """Return a tab of the same browser, with the same basket."""
    tab = Shopper(shopper.site, shopper.errand, shopper.history, shopper.till)
    tab.browser.cookies, tab.basket = dict(shopper.browser.cookies), dict(shopper.basket)
    return tab


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
    Way.CHANGES_WHILE_PAYING: change_while_paying,
    Way.AFTER_EXPIRY: pay_after_expiry,
    Way.FETCHES: lambda shopper: shopper.pay(GOOD),
    Way.PAYS_BY_CARD: lambda shopper: shopper.pay(GOOD),
    Way.READS_FIRST: lambda shopper: pay_for_what_it_led_to(shopper, GOOD),
    Way.GIVES: lambda shopper: shopper.pay(GOOD),
}
