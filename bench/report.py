"""What was measured, in lines that a person reads: goal, measured, met or missed by how much."""

from collections.abc import Sequence
from statistics import median

from bench.comparing import Compared
from bench.memory import Held


class Report:
    """Prints as it goes and counts what was missed."""

    def __init__(self) -> None:
        self.missed: list[str] = []
        self.met = 0
        self.broken: list[str] = []

    def begin_pages(self) -> None:
        """Head the table of pages."""
        print("\nCPU a request, ours beside a bare page on the same server (medians of alternating rounds)")
        print(f"{'page':26}{'CPU ms':>9}{'bare':>8}{'wall ms':>9}{'bare':>8}{'ratio':>8}{'goal':>7}")

    def add_page(self, found: Compared) -> None:
        """Print one page."""
        ours, bare, goal = found.ours, found.bare, found.pair.goal
        numbers = (
            f"{ours.cpu:9.2f}{bare.cpu:8.2f}{ours.wall:9.2f}{bare.wall:8.2f}{found.ratio:8.2f}{goal:7.1f}"
        )
        print(f"{found.pair.name:26}{numbers}  {self.judge(found.pair.name, found.ratio, goal)}", flush=True)

    def begin_weights(self) -> None:
        """Head the table of bytes."""
        print("\nBytes of a first visit without pictures, compressed (br)")

    def add_weight(self, name: str, measured: int, goal: int) -> None:
        """Print one sum of bytes."""
        print(f"{name:44}{measured:8}{goal:8}  {self.judge(name, measured, goal)}")

    def add_starts(self, first: float, later: Sequence[float]) -> None:
        """Print the seconds from the command to the first page."""
        print("From the command to the first page, the whole site with two web processes")
        print(f"  empty folder, demo content loaded {first:7.2f} s")
        print(f"  prepared folder                   {median(later):7.2f} s (median of {len(later)})")

    def add_memory(self, held: Sequence[Held]) -> None:
        """Print each process and the sum; shared pages count once in PSS."""
        print("\nMemory in MiB, each page of the site served a few times")
        print(f"  {'process':16}{'RSS':>8}{'PSS':>8}")
        for one in held:
            print(f"  {one.kind:16}{one.rss:8.1f}{one.pss:8.1f}")
        print(f"  {'all':16}{'':8}{sum(one.pss for one in held):8.1f}", flush=True)

    def note_broken(self, sentence: str) -> None:
        """Remember a page that did not answer."""
        if sentence not in self.broken:
            self.broken.append(sentence)
            print(f"not measured: {sentence}", flush=True)

    def judge(self, name: str, measured: float, goal: float) -> str:
        """Return "met", or by how much the goal was missed."""
        if measured <= goal:
            self.met += 1
            return "met"
        self.missed.append(name)
        over = measured - goal
        amount = f"{over:.2f}" if isinstance(measured, float) else str(over)
        return f"missed by {amount} ({over / goal:.0%})"

    def finish(self) -> None:
        """Print the sum."""
        print(f"\n{self.met} goals met, {len(self.missed)} missed, {len(self.broken)} not measured.")
