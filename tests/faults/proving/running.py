"""One proof on one running site: visits and kills, then quiet, then counting."""

import json
import time
from collections import Counter
from dataclasses import dataclass, replace

from app.config import load_config
from tests.faults.proving.books import Books
from tests.faults.proving.errands import GOODS
from tests.faults.proving.fire import under_fire
from tests.faults.proving.history import History
from tests.faults.proving.judge import Finding, gather, judge
from tests.faults.proving.letters import judge_letters
from tests.faults.proving.looking_back import look_back
from tests.faults.proving.pages import judge_pages
from tests.faults.proving.quiet import wait_until_quiet
from tests.faults.proving.readers import Readers
from tests.faults.proving.rush import FIRST_NUMBER
from tests.faults.proving.scenes import (
    lie_about_a_sum,
    play_rushes,
    press_refund_in_many_tabs,
    send_forgeries,
)
from tests.faults.proving.sharing import share
from tests.faults.proving.staff import Staff
from tests.faults.proving.terms import SCARCE, Terms
from tests.faults.proving.till import Till
from tests.faults.proving.timekeeping import (
    WRONG_CLOCKS,
    Scene,
    buy_by_a_wrong_clock,
    live_an_hour_without_webhooks,
    wake_up_days_ahead,
)
from tests.support.clocks import Clocks
from tests.support.site import Site
from tests.support.smtp import SmtpServer

VERIFY = "verify: "
#: what the proof has acts for
PROVEN = "A1 A2 C1 C2 C3 C4 C5 C6 E1 E2 E3 E4 F1 G1 G2 I1 I2 I3 M1 M2 M3 M4 O1 O2 O3 O4 O5 O6 P1 P2 P3 P4 S1 S2 S3 S4"
PROVEN += " G3 T1"


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


def prove(site: Site, terms: Terms, post: SmtpServer) -> Outcome:
    """Run visits under kills on a site whose mail goes to `post`, wait, count, tell every webhook again, count."""
    start = time.monotonic()
    config = load_config(site.environment)
    till, books, history = (
        Till(site.instance, config.stripe_secret_key),
        Books(config.database_url),
        History(),
    )
    staff, clocks = Staff(site, books), Clocks(site.instance)
    findings = play_rushes(site, till, staff, history, terms.crowds, terms.seed)
    findings += [
        press_refund_in_many_tabs(site, till, staff, books, terms.hands), send_forgeries(till, books)
    ]  # fmt: skip
    findings.append(lie_about_a_sum(site, till, books, history, GOODS[0]))
    first = FIRST_NUMBER + sum(one.shoppers for one in terms.crowds)
    findings += share(
        site, till, staff, books, history, terms.sharing, seed=terms.seed, slug=SCARCE, first=first
    )
    first += terms.sharing.attempts + terms.sharing.hands
    findings += keep_time(site, till, books, history, clocks, terms, first)
    staff.sign_in()
    readers = Readers(site, staff, history, post, clocks, count=terms.readers, seed=terms.seed)
    readers.join()
    shoppers, killed, faults = under_fire(site, till, staff, terms, history, readers, clocks)
    findings.append(
        Finding(code="site", rule="it becomes quiet", looked_at=1, problems=settle(books, till, terms))
    )
    for shopper in shoppers:
        look_back(shopper)
    findings += (
        judge(gather(books, till, history))
        + judge_letters(books, post, readers, killed)
        + judge_pages(site.url, books)
        + verify(site)
    )
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
    findings.append(nothing_uncounted(findings))
    return Outcome(
        terms=terms, history=history, killed=killed, faults=faults, findings=findings, sums=before,
        seconds=time.monotonic() - start, slowest=max(one.browser.slowest for one in shoppers),
    )  # fmt: skip


def keep_time(
    site: Site, till: Till, books: Books, history: History, clocks: Clocks, terms: Terms, first: int
) -> list[Finding]:
    """Let clocks be wrong one after another, then an hour pass without a webhook; that hour stays passed."""
    scene = Scene(
        site=site, till=till, books=books, history=history, clocks=clocks, seed=terms.seed, first=first
    )
    findings = []
    if terms.clock_visits:
        for off, standin in WRONG_CLOCKS:
            findings.append(buy_by_a_wrong_clock(scene, off, visits=terms.clock_visits, standin=standin))
            scene = replace(scene, first=scene.first + terms.clock_visits)
        findings.append(wake_up_days_ahead(scene, visits=terms.clock_visits))
        scene = replace(scene, first=scene.first + terms.clock_visits)
    hour = live_an_hour_without_webhooks(scene, visits=terms.silent_visits, seconds=terms.silent_seconds)
    return [*findings, hour]


def nothing_uncounted(findings: list[Finding]) -> Finding:
    """A rule of ours that looked at nothing proves nothing, nor does an invariant of which nothing was counted."""
    empty = [
        f"{one.code} ({one.rule})"
        for one in findings
        if not one.looked_at and not one.rule.startswith(VERIFY)
    ]
    sums = Counter[str]()
    for one in findings:
        for code in one.code.split():
            sums[code] += one.looked_at
    empty += [code for code in PROVEN.split() if not sums[code]]
    return Finding(
        code="site", rule="every rule had something to look at", looked_at=len(findings),
        problems=tuple(f"{one} counted nothing" for one in empty),
    )  # fmt: skip


def settle(books: Books, till: Till, terms: Terms) -> tuple[str, ...]:
    """Wait until nothing is owed; pictures are waited for only where there is time for all."""
    return tuple(
        wait_until_quiet(
            books, till, seconds=terms.quiet_seconds, with_pictures=terms.wait_for_all,
            with_sending=terms.wait_for_uncertain,
        )
    )  # fmt: skip


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
            rule=f"{VERIFY}{one['sentence']}",
            looked_at=one["looked_at"],
            problems=tuple(one["mismatches"]),
        )
        for one in results
    ]
