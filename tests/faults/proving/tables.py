"""The print of a proof."""

from tests.faults.proving.running import Outcome

OUTCOMES = ("ok", "fail", "unknown")


def print_outcome(name: str, outcome: Outcome) -> None:
    """Print operations, kills, findings and sums of one proof."""
    terms = outcome.terms
    print(
        f"\n{name}: seed {terms.seed}, {terms.checkouts} visits by {terms.shoppers} at a time, {outcome.seconds:.0f} s"
    )
    killed = ", ".join(f"{kind} {count}" for kind, count in sorted(outcome.killed.items()))
    print(
        f"killed with -9: {killed or 'nothing'}. Slowest answer: {outcome.slowest[0]:.1f} s, {outcome.slowest[1]}."
    )
    if outcome.faults:
        weather = ", ".join(f"{kind} {count}" for kind, count in sorted(outcome.faults.items()))
        print(f"Stripe answered badly: {weather}.")
    print_operations(outcome)
    print(f"\n{'holds':6}{'invariant':11}{'counted':>8}{'wrong':>7}  what was counted")
    for one in sorted(outcome.findings, key=lambda one: one.code):
        sign = "BAD" if one.problems else "ok"
        print(f"{sign:6}{one.code:11}{one.looked_at:8}{len(one.problems):7}  {one.rule}")
    print("sums: " + ", ".join(f"{name} {value}" for name, value in outcome.sums.items()))
    for sentence in outcome.violations:
        print(f"VIOLATION: {sentence}")


def print_summary(outcomes: dict[str, Outcome | None]) -> None:
    """Print what was counted of each invariant and found wrong on each database; None is a run that broke off."""
    sums = {name: by_code(outcome) for name, outcome in outcomes.items()}
    print("\n" + f"{'invariant':11}" + "".join(f"{name:>24}" for name in sums))
    for code in sorted({code for found in sums.values() for code in found}):
        cells = (found.get(code) for found in sums.values())
        words = (f"{cell[0]} counted, {cell[1]} wrong" if cell else "broke off" for cell in cells)
        print(f"{code:11}" + "".join(f"{one:>24}" for one in words))


def by_code(outcome: Outcome | None) -> dict[str, tuple[int, int]]:
    """Return invariant -> (counted, wrong), summed over its rules."""
    found: dict[str, tuple[int, int]] = {}
    for one in outcome.findings if outcome else ():
        for code in one.code.split():
            looked_at, wrong = found.get(code, (0, 0))
            found[code] = (looked_at + one.looked_at, wrong + len(one.problems))
    return found


def print_operations(outcome: Outcome) -> None:
    """Print how often each operation was answered, refused, or left without an answer."""
    counts = outcome.history.counts()
    print(f"\n{'operation':28}" + "".join(f"{kind:>9}" for kind in OUTCOMES))
    for what in sorted({what for what, _ in counts}):
        print(f"{what:28}" + "".join(f"{counts[what, kind]:9}" for kind in OUTCOMES))
