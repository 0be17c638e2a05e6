"""`python -m tests.faults.mutate` (a part of make prove): every guard taken away in turn; its test must fail.

First all the tests run with every guard in its place and must pass. Options: --only WORDS (a part of a guard's name;
several parts with | between them).
The last lines count, by the invariant, what was noticed, and name what was not. Exit code 1 when a test does not
notice, or cannot run, or no guard has such a name.
"""

import argparse
import sys
import tempfile
import textwrap
import time
from collections import Counter
from pathlib import Path

from tests.faults.mutating.copies import (
    FAILED,
    PASSED,
    Trial,
    load_libraries,
    make_copy,
    put_back,
    run,
    take_away,
)
from tests.faults.mutating.guards import GUARDS, Guard


def main() -> int:
    """Try each guard; print a line each, and what came of them all."""
    parser = argparse.ArgumentParser(prog="mutate", description=__doc__)
    parser.add_argument("--only", default="", help="a part of the guards' names")
    parts, began = parser.parse_args().only.split("|"), time.monotonic()
    chosen = [one for one in GUARDS if any(part in one.name for part in parts)]
    if not chosen:
        print("no guard has such a name")
        return 1
    with tempfile.TemporaryDirectory(prefix="softhours-mutate-") as folder:
        load_libraries()
        house = make_copy(Path(folder))
        whole = run(house, sorted({one.test for one in chosen}))
        if whole.code != PASSED:
            print(f"the tests do not pass with every guard in its place:\n{whole.words}")
            return 1
        unnoticed = [one for one in chosen if not is_noticed(house, one)]
    print("\n" + summary_of(chosen, unnoticed, seconds=time.monotonic() - began))
    return 1 if unnoticed else 0


def summary_of(chosen: list[Guard], unnoticed: list[Guard], *, seconds: float) -> str:
    """Return the last lines of the print: how many of each invariant were noticed, which were not, the sum of all."""
    tried, missed = (Counter(one.holds for one in guards) for guards in (chosen, unnoticed))
    by_invariant = [f"{holds}:{tried[holds] - missed[holds]}/{tried[holds]}" for holds in sorted(tried)]
    return "\n".join(
        [
            textwrap.fill(", ".join(by_invariant), width=120),
            *(f"not noticed: {one.holds} {one.name}" for one in unnoticed),
            f"{len(chosen)} guards taken away, {len(chosen) - len(unnoticed)} noticed, {seconds / 60:.0f} min",
        ]
    )


def is_noticed(house: Path, guard: Guard) -> bool:
    """Take one guard away, run its test, put it back."""
    before = take_away(house, guard)
    try:
        trial = run(house, [guard.test])
    finally:
        put_back(before)
    print(line_of(guard, trial), flush=True)
    return trial.code == FAILED


def line_of(guard: Guard, trial: Trial) -> str:
    """Return what is printed of one trial."""
    said = {FAILED: "noticed", PASSED: "NOT NOTICED"}.get(trial.code, "COULD NOT RUN")
    line = f"{said:14}{guard.holds:7}{trial.seconds:5.0f} s  {guard.name}"
    return line if trial.code == FAILED else f"{line}\n{guard.test}\n{trial.words}"


if __name__ == "__main__":
    sys.exit(main())
