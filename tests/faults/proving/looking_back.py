"""The shopper's view when all is over: what was acknowledged is still there."""

import time

from tests.faults.proving.browser import Lost
from tests.faults.proving.errands import Way
from tests.faults.proving.shopper import GaveUp, Shopper, SoldOut

CONFIRMING = "/checkout/done/"


def look_back(shopper: Shopper) -> None:
    """Open the order's page, or for those who left the basket and its answers, and complain of what is missing."""
    for _ in range(20):
        try:
            return look(shopper)
        except Lost:
            time.sleep(1.0)
        except SoldOut:
            if shopper.session:
                shopper.complain("things that a payment page holds are told to be sold out")
            return None
        except GaveUp as problem:
            return shopper.complain(f"looking back: {problem}")
    return shopper.complain("the site did not come back")


def look(shopper: Shopper) -> None:
    """One look."""
    errand = shopper.errand
    if shopper.order_url:
        page = shopper.browser.get(shopper.order_url)
        shopper.history.note(errand.number, "looked at the order", "ok" if page.status == 200 else "fail")
        if page.status != 200:
            shopper.complain(f"the order's page answers {page.status}")
        elif CONFIRMING in page.url:
            shopper.complain("the order still waits for its money")
    elif errand.way in (Way.LEAVES_EARLY, Way.LEAVES_LATE) and shopper.basket:
        found = shopper.look_in_basket()
        shopper.history.note(errand.number, "looked in the basket", "ok")
        if found != shopper.basket:
            shopper.complain(f"the basket held {shopper.basket} and holds {found}")
        if errand.way is Way.LEAVES_EARLY or shopper.session:
            shopper.answer_questions()
