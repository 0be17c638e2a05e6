"""`python -m tests.faults.prove` (make prove): rushes, then 500 checkouts on each database under fire, then counting.

Options: --short is fifty checkouts and one small rush; --seed N repeats a run, --checkouts N, --kills N, --database
sqlite|postgresql; on a busy machine --shoppers, --longest-wait and --quiet-seconds. Exit code 1 on any violation; then
the instance is kept and its folder named.
"""

import argparse
import contextlib
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from tests.faults.proving.running import Outcome, prove
from tests.faults.proving.rush import Crowd
from tests.faults.proving.sharing import Sharing
from tests.faults.proving.tables import print_outcome, print_summary
from tests.faults.proving.terms import BOTH, ONE, TWICE, Terms
from tests.support.clocks import with_clocks
from tests.support.servers import Postgres
from tests.support.site import Site, running_demo
from tests.support.smtp import SmtpServer

QUARTER_OF_AN_HOUR = 1020.0  # and a little: then what a dead worker was handing over is named uncertain
MAIL_SECONDS = 0.05  # how long the mail server thinks about each mail, so that kills find some in the middle
DATABASES = ("sqlite", "postgresql")
#: the oversell rig of SAFETY section 3: the last 1, 3, 7, 50 and 100 units, baskets A+B against B+A, one SKU twice
CROWDS = (
    Crowd(units=1, shoppers=40, wants=ONE),
    Crowd(units=3, shoppers=20, wants=ONE),
    Crowd(units=7, shoppers=100, wants=ONE),
    Crowd(units=50, shoppers=200, wants=ONE),
    Crowd(units=100, shoppers=500, wants=ONE),
    Crowd(units=10, shoppers=60, wants=BOTH),
    Crowd(units=7, shoppers=30, wants=TWICE),
)
SHORT_CROWDS = (CROWDS[1], Crowd(units=5, shoppers=10, wants=TWICE))
SHARING = Sharing(uses=100, attempts=500, hands=40)


def main() -> int:
    """Prove on the databases that were asked for."""
    chosen = read_arguments()
    seed = chosen.seed if chosen.seed is not None else secrets.randbelow(10**6)
    print(f"seed {seed} (repeat with: python -m tests.faults.prove --seed {seed})", flush=True)
    checkouts, kills = (50, 20) if chosen.short else (500, 100)
    terms = Terms(
        seed=seed, checkouts=chosen.checkouts or checkouts, kills=kills if chosen.kills is None else chosen.kills,
        shoppers=chosen.shoppers, longest_wait=chosen.longest_wait, quiet_seconds=chosen.quiet_seconds,
        crowds=SHORT_CROWDS if chosen.short else CROWDS, weather_pause=1.0, clock_visits=2,
    )  # fmt: skip
    if not chosen.short:
        terms = replace(
            terms, sharing=SHARING, readers=300, letters=3, wait_for_uncertain=True, silent_visits=36,
            silent_seconds=150.0, clock_visits=4,
            quiet_seconds=max(terms.quiet_seconds, QUARTER_OF_AN_HOUR),
        )  # fmt: skip
    outcomes = {name: prove_on(name, terms) for name in DATABASES if chosen.database in (name, "both")}
    print_summary(outcomes)
    wrong = sum(len(one.violations) if one else 1 for one in outcomes.values())
    print(f"\n{'no violations' if not wrong else f'{wrong} VIOLATIONS'}, seed {seed}")
    return 1 if wrong else 0


def read_arguments() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(prog="prove", description=__doc__)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--checkouts", type=int, default=None)
    parser.add_argument("--kills", type=int, default=None)
    parser.add_argument("--short", action="store_true", help="fifty checkouts, twenty kills, one rush")
    parser.add_argument("--shoppers", type=int, default=8, help="how many are on the site at a time")
    parser.add_argument("--longest-wait", type=float, default=4.0, help="seconds between two kills")
    parser.add_argument(
        "--quiet-seconds", type=float, default=420.0, help="how long it may take to become quiet"
    )
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    return parser.parse_args()


def prove_on(database: str, terms: Terms) -> Outcome | None:
    """Prove on one kind of database and print what was found; None when the site itself broke off."""
    folder = Path(tempfile.mkdtemp(prefix=f"softhours-prove-{database}-"))
    try:
        with SmtpServer() as post, started(database, folder / "instance", post) as (site, restart):
            post.pause = MAIL_SECONDS
            outcome = prove(site, replace(terms, restart_database=restart), post)
    except (OSError, RuntimeError, subprocess.SubprocessError) as problem:
        print(f"\n{database}: VIOLATION: the site broke off ({problem!r}). The end of its log:")
        print("\n".join((folder / "instance.log").read_text().splitlines()[-12:]))
        print(f"kept for looking at: {folder}")
        return None
    print_outcome(database, outcome)
    if outcome.violations:
        print(f"kept for looking at: {folder}")
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


@contextlib.contextmanager
def started(
    database: str, instance: Path, post: SmtpServer
) -> Iterator[tuple[Site, Callable[[], None] | None]]:
    """Start the whole site on SQLite or on a PostgreSQL of its own, which can be restarted as by a crash."""
    if database == "sqlite":
        with running_demo(instance, MAIL_URL=post.url, **with_clocks()) as site:
            yield site, None
        return
    postgres = Postgres(
        is_durable=True
    )  # else a crash takes acknowledged commits with it, which no shop survives
    try:
        postgres.sql("CREATE DATABASE site")
        url = postgres.url("site")
        with running_demo(instance, database_url=url, MAIL_URL=post.url, **with_clocks()) as site:
            yield site, postgres.restart_immediately
    finally:
        postgres.stop()


if __name__ == "__main__":
    sys.exit(main())
