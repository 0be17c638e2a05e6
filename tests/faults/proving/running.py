"""One proof on one running site: visits and kills, then quiet, then counting."""

import json
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from app.config import load_config
from tests.faults.proving.books import Books
from tests.faults.proving.errands import GOODS, Errand, Way, plan_errands
from tests.faults.proving.history import History
from tests.faults.proving.judge import Finding, gather, judge
from tests.faults.proving.killer import Killer, plan_blows
from tests.faults.proving.looking_back import look_back
from tests.faults.proving.quiet import wait_until_quiet
from tests.faults.proving.rush import Crowd
from tests.faults.proving.scenes import play_rushes, press_refund_in_many_tabs, send_forgeries
from tests.faults.proving.shopper import Shopper
from tests.faults.proving.staff import Staff
from tests.faults.proving.till import Till
from tests.faults.proving.visiting import visit
from tests.faults.proving.weather import Weather
from tests.support.site import Site

#: on no errand's list, so that nobody but a crowd wants them
SCARCE, OTHER = "soft-resistance-bands", "cork-massage-balls"
ONE, BOTH = (((SCARCE, 1),),), (((SCARCE, 1), (OTHER, 1)), ((OTHER, 1), (SCARCE, 1)))
ENOUGH_FOR_ALL = 200


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How hard one proof is; `wait_for_all`: really wait for leases and pictures, else move the clock."""

    seed: int
    checkouts: int = 50
    kills: int = 20
    shoppers: int = 8
    longest_wait: float = 4.0
    quiet_seconds: float = 420.0
    wait_for_all: bool = True
    drop: float = 0.1
    goods: tuple[str, ...] = GOODS
    crowds: tuple[Crowd, ...] = (Crowd(units=3, shoppers=20, wants=ONE),)
    hands: int = 50
    weather_pause: float = 0.0  # seconds between two faults of Stripe's; 0 for fine weather
    restart_database: Callable[[], None] | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What happened and what was found."""

    terms: Terms
    history: History
    killed: dict[str, int]
    faults: dict[str, int]
    findings: list[Finding]
    sums: dict[str, int]
    seconds: float
    slowest: tuple[float, str]

    @property
    def violations(self) -> list[str]:
        """Everything that does not hold, as sentences."""
        return [f"{one.rule}: {problem}" for one in self.findings for problem in one.problems]


def prove(site: Site, terms: Terms) -> Outcome:
    """Run visits under kills on a started site, wait until it is quiet, count, tell every webhook again, count."""
    start = time.monotonic()
    config = load_config(site.environment)
    till, books, history = (
        Till(site.instance, config.stripe_secret_key),
        Books(config.database_url),
        History(),
    )
    staff = Staff(site, books)
    findings = play_rushes(site, till, staff, history, terms.crowds, terms.seed)
    findings += [
        press_refund_in_many_tabs(site, till, staff, books, terms.hands), send_forgeries(till, books)
    ]  # fmt: skip
    shoppers, killed, faults = under_fire(site, till, staff, terms, history)
    findings.append(
        Finding(code="site", rule="it becomes quiet", looked_at=1, problems=settle(books, till, terms))
    )
    for shopper in shoppers:
        look_back(shopper)
    findings += judge(gather(books, till, history)) + verify(site)
    before = books.sums()
    till.resend_all()
    left = settle(books, till, terms)
    changed = [
        f"{name} was {before[name]}, is {now}" for name, now in books.sums().items() if now != before[name]
    ]
    findings.append(
        Finding(
            code="P2",
            rule="telling every event again changes nothing",
            looked_at=1,
            problems=(*left, *changed),
        )
    )
    return Outcome(
        terms=terms, history=history, killed=killed, faults=faults, findings=findings, sums=before,
        seconds=time.monotonic() - start, slowest=max(one.browser.slowest for one in shoppers),
    )  # fmt: skip


def under_fire(
    site: Site, till: Till, staff: Staff, terms: Terms, history: History
) -> tuple[list[Shopper], dict[str, int], dict[str, int]]:
    """Let the visits happen while processes are killed, webhooks are lost and Stripe answers badly."""
    if terms.checkouts > ENOUGH_FOR_ALL:
        for slug in terms.goods:
            staff.count(slug, terms.checkouts)
    till.reseed(terms.seed)
    till.change_policy(drop=terms.drop, duplicates=1, shuffle_seconds=1.0)
    blows = plan_blows(
        terms.seed, terms.kills, longest_wait=terms.longest_wait, with_database=bool(terms.restart_database)
    )
    killer = Killer(site.instance, blows, restart_database=terms.restart_database)
    weather = Weather(till, terms.seed, pause=terms.weather_pause)
    killer.start()
    if terms.weather_pause:
        weather.start()
    shoppers = send_shoppers(site, till, terms, history)
    killer.finish()
    if terms.weather_pause:
        weather.finish()
    till.change_policy(drop=0.0, duplicates=0, shuffle_seconds=0.0)
    return shoppers, dict(killer.killed), dict(weather.sent)


def send_shoppers(site: Site, till: Till, terms: Terms, history: History) -> list[Shopper]:
    """Let all visits happen, several at a time; whoever pays late pays when the others are through."""
    errands = plan_errands(terms.seed, terms.checkouts, goods=terms.goods)

    def go(errand: Errand) -> Shopper:
        return visit(site.url, errand, history, till)

    with ThreadPoolExecutor(terms.shoppers) as pool:
        shoppers = list(pool.map(go, errands))
    late = [one for one in shoppers if one.errand.way is Way.PAYS_LATE and one.session]
    random.Random(terms.seed).shuffle(late)
    for shopper in late:
        outcome = till.pay(shopper.session)["outcome"]
        history.note(
            shopper.errand.number, "paid" if outcome == "paid" else "paid late", "ok", shopper.session
        )
    return shoppers


def settle(books: Books, till: Till, terms: Terms) -> tuple[str, ...]:
    """Wait until nothing is owed; pictures are waited for only where there is time for all."""
    return tuple(wait_until_quiet(books, till, seconds=terms.quiet_seconds, with_pictures=terms.wait_for_all))


def verify(site: Site) -> list[Finding]:
    """Return what `flask verify --json` says, a finding an invariant."""
    done = site.flask("verify", "--json")
    try:
        results = json.loads(done.stdout)
    except ValueError:
        problem = (done.stderr or done.stdout)[-500:]
        return [
            Finding(
                code="site",
                rule="flask verify answers",
                looked_at=0,
                problems=(f"exit {done.returncode}: {problem}",),
            )
        ]
    return [
        Finding(
            code=one["code"],
            rule=f"verify: {one['sentence']}",
            looked_at=one["looked_at"],
            problems=tuple(one["mismatches"]),
        )
        for one in results
    ]
