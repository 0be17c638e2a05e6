"""`python -m tests.faults.prove` (make prove): fifty checkouts on each database under kill -9, then counting.

Options: --seed N repeats a run, --checkouts N, --kills N, --database sqlite|postgresql; on a busy machine --shoppers,
--longest-wait and --quiet-seconds. Exit code 1 on any violation; then the instance is kept and its folder named.
"""

import argparse
import contextlib
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.faults.proving.running import Outcome, Terms, prove
from tests.faults.proving.tables import print_outcome, print_summary
from tests.support.servers import Postgres
from tests.support.site import Site, running_demo

DATABASES = ("sqlite", "postgresql")


def main() -> int:
    """Prove on the databases that were asked for."""
    chosen = read_arguments()
    seed = chosen.seed if chosen.seed is not None else secrets.randbelow(10**6)
    print(f"seed {seed} (repeat with: python -m tests.faults.prove --seed {seed})", flush=True)
    terms = Terms(
        seed=seed, checkouts=chosen.checkouts, kills=chosen.kills, shoppers=chosen.shoppers,
        longest_wait=chosen.longest_wait, quiet_seconds=chosen.quiet_seconds,
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
    parser.add_argument("--checkouts", type=int, default=50)
    parser.add_argument("--kills", type=int, default=20)
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
        with started(database, folder / "instance") as site:
            outcome = prove(site, terms)
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
def started(database: str, instance: Path) -> Iterator[Site]:
    """Start the whole site on SQLite or on a PostgreSQL of its own."""
    if database == "sqlite":
        with running_demo(instance) as site:
            yield site
        return
    postgres = Postgres()
    try:
        postgres.sql("CREATE DATABASE site")
        with running_demo(instance, database_url=postgres.url("site")) as site:
            yield site
    finally:
        postgres.stop()


if __name__ == "__main__":
    sys.exit(main())
