"""Time in the proof: an hour of the site's clock without a webhook, and clocks that are wrong while people buy."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tests.faults.proving.books import Books
from tests.faults.proving.browser import Lost
from tests.faults.proving.errands import GOODS, Errand, Way, plan_errands
from tests.faults.proving.history import History
from tests.faults.proving.judge import Finding
from tests.faults.proving.letters import moment
from tests.faults.proving.shopper import GaveUp, Shopper, SoldOut
from tests.faults.proving.till import Till
from tests.faults.proving.visiting import fill_basket
from tests.support.clocks import Clocks
from tests.support.site import Site

HOUR, STEP = 3600.0, 300.0  # the reconciler asks for an open page every five minutes
FOUND_WITHIN = 180.0  # seconds; it runs every minute
THREE_DAYS = 3 * 86400.0
#: how far off, and whether it is the stand-in's clock and not ours
WRONG_CLOCKS = ((600.0, False), (-3600.0, False), (600.0, True), (-600.0, True))
QUIET_SECONDS = 120.0


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Where something with the clock is tried; `first` numbers its visitors."""

    site: Site
    till: Till
    books: Books
    history: History
    clocks: Clocks
    seed: int
    first: int

    def errands(self, count: int) -> list[Errand]:
        """Return visits that buy something that can be sent."""
        drawn = plan_errands(self.seed + self.first, count)
        wanted = [((GOODS[number % len(GOODS)], 1),) for number in range(count)]
        return [
            replace(
                one, number=self.first + number, way=Way.BUYS, goods=wanted[number],
                answers={**one.answers, "email": f"robin-{self.first + number}@example.com"},
            )
            for number, one in enumerate(drawn)
        ]  # fmt: skip

    def go_to_payment(self, errand: Errand) -> Shopper | None:
        """Go as far as the payment page; None when it was sold out, or did not come to pass, which is complained of."""
        shopper = Shopper(self.site.url, errand, self.history, self.till)
        try:
            fill_basket(shopper)
            shopper.go_to_payment()
        except SoldOut as refusal:
            self.history.note(errand.number, "told that it is sold out", "ok", str(refusal))
            return None
        except (GaveUp, Lost) as problem:
            shopper.complain(f"gave up: {problem!r}")
            return None
        return shopper if shopper.session else None

    def pay_and_close(self, shopper: Shopper) -> None:
        """Pay and close the window before the shop's page comes, so that only Stripe can tell."""
        outcome = self.till.pay(shopper.session)["outcome"]
        self.history.note(
            shopper.errand.number, "paid behind a closed window", "ok" if outcome == "paid" else "fail"
        )
        if outcome == "paid":
            self.history.note(shopper.errand.number, "paid", "ok", shopper.session)

    def wait_for_money(self, sessions: Sequence[str]) -> list[str]:
        """Return the sessions whose money is not in the books when the time is over."""
        deadline = time.monotonic() + FOUND_WITHIN
        while True:
            known = {row["session_id"] for row in self.books.payments()}
            missing = [one for one in sessions if one not in known]
            if not missing or time.monotonic() > deadline:
                return missing
            time.sleep(0.5)

    def told_by(self, sessions: Sequence[str]) -> dict[str, set[str]]:
        """Return session -> who told of it: webhooks, the reconciler, or nobody but a look at the page itself."""
        rows = self.books.rows("SELECT object_id, source FROM stripe_events")
        return {one: {row["source"] for row in rows if row["object_id"] == one} for one in sessions}


def live_an_hour_without_webhooks(scene: Scene, *, visits: int, seconds: float) -> Finding:
    """Let an hour pass for everybody in `seconds`; no event is delivered; people buy, pay, close windows, or leave.

    What was paid is found by the reconciler: it reads events, and asks for each open page every five minutes.
    """
    scene.till.change_policy(drop=1.0)
    began, base, shoppers = scene.clocks.now(), scene.clocks.site, list[Shopper]()

    def visit(errand: Errand) -> None:
        time.sleep((errand.number - scene.first) * seconds / (visits + 1))
        shopper = scene.go_to_payment(errand)
        if shopper is not None:
            shoppers.append(shopper)
            if (errand.number - scene.first) % 3 < 2:  # every third leaves the page open
                scene.pay_and_close(shopper)

    threads = [threading.Thread(target=visit, args=(one,), daemon=True) for one in scene.errands(visits)]
    for one in threads:
        one.start()
    steps = int(HOUR / STEP)
    for step in range(steps):
        time.sleep(seconds / steps)
        scene.clocks.move_both(base + (step + 1) * STEP)
    for one in threads:
        one.join(FOUND_WITHIN)
    paid = [one.session for one in shoppers if one.session in scene.history.subjects("paid")]
    problems = [f"session {one} was paid and not found" for one in scene.wait_for_money(paid)]
    told = scene.told_by(paid)
    problems += [f"session {one} was told by a webhook" for one in paid if "webhook" in told[one]]
    left = [one.session for one in shoppers if one.session not in paid]
    problems += [f"session {one} was never asked for again" for one in unasked(scene, left)]
    scene.till.change_policy(drop=0.0)
    passed = (scene.clocks.now() - began) / timedelta(hours=1)
    by_events = sum("reconciler" in told[one] for one in paid)
    return Finding(
        code="P1 P2",
        rule=f"{passed:.1f} h without a webhook: {len(paid)} paid behind closed windows, all found by the reconciler"
        f" ({by_events} also by their events); {len(left)} open pages asked for",
        looked_at=len(paid) + len(left), problems=tuple(problems),
    )  # fmt: skip


def unasked(scene: Scene, sessions: Sequence[str]) -> list[str]:
    """Return the open sessions that nobody has asked Stripe for since they were opened, when the time is over."""
    deadline = time.monotonic() + FOUND_WITHIN
    while True:
        rows = scene.books.rows("SELECT session_id FROM payment_attempts WHERE checked_at > created_at")
        asked = {row["session_id"] for row in rows}
        missing = [one for one in sessions if one not in asked]
        if not missing or time.monotonic() > deadline:
            return missing
        time.sleep(0.5)


def buy_by_a_wrong_clock(scene: Scene, off: float, *, visits: int, standin: bool = False) -> Finding:
    """Let the site's clock alone, or the stand-in's alone, stand `off` seconds from the right time while people buy.

    A webhook signed more than five minutes before our time is refused; what it told is found all the same.
    """
    whose = "the stand-in's" if standin else "our"
    (scene.clocks.move_standin if standin else scene.clocks.move_site)(
        (scene.clocks.standin if standin else scene.clocks.site) + off
    )
    time.sleep(1.0)
    shoppers = [one for errand in scene.errands(visits) if (one := scene.go_to_payment(errand)) is not None]
    for shopper in shoppers:
        scene.pay_and_close(shopper)
    sessions = [one.session for one in shoppers]
    problems = [f"session {one} was paid and not found" for one in scene.wait_for_money(sessions)]
    problems += settle(scene)
    refused = (-off if standin else off) > STEP
    told = scene.told_by(sessions)
    problems += [
        f"session {one} was told by {told[one]}" for one in sessions if refused and "webhook" in told[one]
    ]
    (scene.clocks.move_standin if standin else scene.clocks.move_site)(
        (scene.clocks.standin if standin else scene.clocks.site) - off
    )
    return Finding(
        code="P1 P3" if refused else "P1",
        rule=f"{whose} clock {off / 60:+.0f} minutes off: {len(sessions)} paid, all found"
        + (", no signature taken" if refused else ""),
        looked_at=len(sessions), problems=tuple(problems),
    )  # fmt: skip


def wake_up_days_ahead(scene: Scene, *, visits: int) -> Finding:
    """Our clock jumps three days ahead while payment pages are open, for as long as the reconciler needs to look.

    Nothing is let go of by our own clock (S4); once it is right again, money is found at once though no webhook comes.
    """
    shoppers = [one for errand in scene.errands(visits) if (one := scene.go_to_payment(errand)) is not None]
    sessions = [one.session for one in shoppers]
    jumped = scene.clocks.now()
    scene.clocks.move_site(scene.clocks.site + THREE_DAYS)
    problems = [
        f"session {one} was not looked at" for one in unlooked(scene, sessions, jumped + timedelta(days=2))
    ]
    problems += settle(scene)
    scene.clocks.move_site(scene.clocks.site - THREE_DAYS)
    scene.till.change_policy(drop=1.0)
    held = scene.books.rows(
        "SELECT a.session_id FROM payment_attempts a WHERE EXISTS (SELECT 1 FROM stock_holds h"
        " WHERE h.order_id = a.order_id AND h.ended_at IS NULL)"
    )
    kept = {row["session_id"] for row in held}
    problems += [f"the things of session {one} were let go of" for one in sessions if one not in kept]
    for shopper in shoppers:
        scene.pay_and_close(shopper)
    problems += [f"session {one} was paid and not found" for one in scene.wait_for_money(sessions)]
    scene.till.change_policy(drop=0.0)
    return Finding(
        code="P1 S4", rule=f"our clock three days ahead for a while: {len(sessions)} held, then paid, all found",
        looked_at=len(sessions), problems=tuple(problems),
    )  # fmt: skip


def unlooked(scene: Scene, sessions: Sequence[str], since: datetime) -> list[str]:
    """Return the sessions that were not asked for since a moment, when the time is over."""
    deadline = time.monotonic() + FOUND_WITHIN
    while True:
        rows = scene.books.rows("SELECT session_id, checked_at FROM payment_attempts")
        missing = sorted(
            set(sessions) - {row["session_id"] for row in rows if moment(row["checked_at"]) > since}
        )
        if not missing or time.monotonic() > deadline:
            return missing
        time.sleep(0.5)


def settle(scene: Scene) -> list[str]:
    """Wait until no work is owed by the clock that is shown: it would not be due for as long as that was wrong."""
    deadline = time.monotonic() + QUIET_SECONDS
    while owed := scene.books.owed(with_pictures=False):
        if time.monotonic() > deadline:
            return [f"{owed} outbox items are owed by the wrong clock"]
        time.sleep(0.5)
    return []
