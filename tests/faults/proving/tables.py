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
    print_operations(outcome)
    print(f"\n{'counted':>8}  {'wrong':>5}  what holds")
    for one in outcome.findings:
        print(f"{one.looked_at:8}  {len(one.problems):5}  {one.rule}")
    print("sums: " + ", ".join(f"{name} {value}" for name, value in outcome.sums.items()))
    for sentence in outcome.violations:
        print(f"VIOLATION: {sentence}")


def print_operations(outcome: Outcome) -> None:
    """Print how often each operation was answered, refused, or left without an answer."""
    counts = outcome.history.counts()
    print(f"\n{'operation':28}" + "".join(f"{kind:>9}" for kind in OUTCOMES))
    for what in sorted({what for what, _ in counts}):
        print(f"{what:28}" + "".join(f"{counts[what, kind]:9}" for kind in OUTCOMES))
