"""The last few units and many shoppers at one moment, by HTTP: who gets them, and what the others are told."""

import threading
from dataclasses import dataclass, replace

from tests.faults.proving.browser import Lost
from tests.faults.proving.errands import Way, plan_errands
from tests.faults.proving.history import History
from tests.faults.proving.judge import Finding
from tests.faults.proving.shopper import GaveUp, Shopper, SoldOut
from tests.faults.proving.till import Till
from tests.faults.proving.visiting import GOOD
from tests.support.site import Site

FIRST_NUMBER = 1000  # visitors of a rush are told apart from the others
WAIT_SECONDS = 120.0


@dataclass(frozen=True, kw_only=True)
class Rush:
    """What became of each shopper."""

    led_to_payment: int
    told_sold_out: int
    paid: int
    problems: tuple[str, ...]

    def as_finding(self, units: int) -> Finding:
        """Return it as a rule: exactly the units that were there are sold, and everybody got an answer."""
        everybody = self.led_to_payment + self.told_sold_out
        said = f"{self.led_to_payment} led to payment, {self.told_sold_out} told it is sold out, {self.paid} paid"
        wrong = () if (self.led_to_payment, self.paid) == (units, units) else (said,)
        return Finding(
            code="S2 S3",
            rule=f"{everybody} at once on the last {units}: {units} sold",
            looked_at=everybody,
            problems=(*self.problems, *wrong),
        )


def rush(site: Site, till: Till, history: History, *, slug: str, shoppers: int, seed: int) -> Rush:
    """Let everybody press "Go to payment" at one moment; whoever gets there pays."""
    gate = threading.Barrier(shoppers, timeout=WAIT_SECONDS)
    mine = History()
    errands = [
        replace(one, number=FIRST_NUMBER + one.number, way=Way.BUYS, goods=((slug, 1),))
        for one in plan_errands(seed, shoppers)
    ]
    crowd = [Shopper(site.url, errand, mine, till) for errand in errands]
    threads = [threading.Thread(target=hurry, args=(one, gate)) for one in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    history.acts += mine.acts
    history.problems += mine.problems
    return Rush(
        led_to_payment=len(mine.subjects("session opened")),
        told_sold_out=len(mine.subjects("told that it is sold out")),
        paid=len(mine.subjects("paid")),
        problems=tuple(mine.problems),
    )


def hurry(shopper: Shopper, gate: threading.Barrier) -> None:
    """Fill the basket, answer everything, wait for the others, press, pay."""
    slug, units = shopper.errand.goods[0]
    try:
        shopper.put_in_basket(slug, units)
        shopper.answer_questions()
        gate.wait()
        shopper.go_to_payment()
        shopper.pay(GOOD)
    except SoldOut as refusal:
        shopper.history.note(shopper.errand.number, "told that it is sold out", "ok", str(refusal))
    except (GaveUp, Lost, threading.BrokenBarrierError) as problem:
        shopper.complain(f"gave up: {problem!r}")
        gate.abort()
