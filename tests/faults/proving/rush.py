"""The last few units and many shoppers at one moment, by HTTP: who gets them, and what the others are told."""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.faults.proving.browser import Lost
from tests.faults.proving.errands import Errand, Way, plan_errands
from tests.faults.proving.history import History
from tests.faults.proving.judge import Finding
from tests.faults.proving.shopper import GaveUp, Shopper, SoldOut
from tests.faults.proving.till import Till
from tests.faults.proving.visiting import GOOD
from tests.support.site import Site

FIRST_NUMBER = 1000  # visitors of rushes are told apart from the others
WAIT_SECONDS = 600.0

Goods = tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Who wants what: the first of `wants` is the first shopper's, and so on, round and round.

    `units` are there of each thing; whoever gets through takes one unit of each, so `units` of them do.
    """

    units: int
    shoppers: int
    wants: tuple[Goods, ...]

    @property
    def winners(self) -> int:
        """How many get what they want; who puts one thing in twice needs two of it."""
        each = Counter[str]()
        for slug, units in self.wants[0]:
            each[slug] += units
        return self.units // max(each.values())

    def errands(self, seed: int, first: int) -> list[Errand]:
        """Return one errand a shopper, numbered from `first` on."""
        return [
            replace(
                one,
                number=first + number,
                way=Way.BUYS,
                goods=self.wants[number % len(self.wants)],
                # names and addresses follow the number, so that no two crowds share a mailbox
                answers={**one.answers, "email": f"robin-{first + number}@example.com"},
            )
            for number, one in enumerate(plan_errands(seed, self.shoppers))
        ]


@dataclass(frozen=True, kw_only=True)
class Rush:
    """What became of each shopper."""

    crowd: Crowd
    led_to_payment: int
    told_sold_out: int
    paid: int
    problems: tuple[str, ...]

    def as_finding(self) -> Finding:
        """Return it as a rule: exactly the units that were there are sold, and everybody got an answer."""
        units, winners, wants = self.crowd.units, self.crowd.winners, self.crowd.wants[0]
        things = len(dict(wants))
        everybody = self.led_to_payment + self.told_sold_out
        said = f"{self.led_to_payment} led to payment, {self.told_sold_out} told it is sold out, {self.paid} paid"
        wrong = (self.led_to_payment, self.paid, everybody) != (winners, winners, self.crowd.shoppers)
        of_each = " of two things, in either order" if things > 1 else ""
        of_each += ", each put in twice" if len(wants) > things else ""
        return Finding(
            code="S2 S3",
            rule=f"{everybody} at once on the last {units}{of_each}: {winners} served",
            looked_at=everybody,
            problems=(*self.problems, *((said,) if wrong else ())),
        )


def rush(site: Site, till: Till, history: History, crowd: Crowd, *, seed: int, first: int) -> Rush:
    """Let everybody press "Go to payment" at one moment; whoever gets there pays."""
    mine = rush_of(site, till, history, crowd.errands(seed, first))
    return Rush(
        crowd=crowd,
        led_to_payment=len(mine.subjects("session opened")),
        told_sold_out=len(mine.subjects("told that it is sold out")),
        paid=len(mine.subjects("paid")),
        problems=tuple(mine.problems),
    )


def rush_of(site: Site, till: Till, history: History, errands: Sequence[Errand]) -> History:
    """Let all these go to one moment together; returns what they tell, which is added to the history too."""
    gate, mine = threading.Barrier(len(errands), timeout=WAIT_SECONDS), History()
    shoppers = [Shopper(site.url, one, mine, till) for one in errands]
    threads = [threading.Thread(target=hurry, args=(one, gate)) for one in shoppers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    history.acts += mine.acts
    history.problems += mine.problems
    return mine


def hurry(shopper: Shopper, gate: threading.Barrier) -> None:
    """Fill the basket, answer everything, wait for the others, press, pay."""
    try:
        for number, (slug, units) in enumerate(shopper.errand.goods):
            shopper.put_in_basket(slug, units, once_more=slug in dict(shopper.errand.goods[:number]))
        if shopper.errand.code and not shopper.enter_code(shopper.errand.code):
            shopper.complain("the code was refused before anybody had used it")
        shopper.answer_questions()
        gate.wait()
        shopper.go_to_payment()
        if not shopper.order_url:
            shopper.pay(GOOD)
    except SoldOut as refusal:
        shopper.history.note(shopper.errand.number, "told that it is sold out", "ok", str(refusal))
    except (GaveUp, Lost, threading.BrokenBarrierError) as problem:
        shopper.complain(f"gave up: {problem!r}")
        gate.abort()
