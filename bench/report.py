"""What was measured, as it comes, and at the end every goal in one table: measured, goal, met or missed by how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench.comparing import Compared
from bench.goals import (
    DIFFERING_AT_MOST,
    EVENT_AT_MOST,
    FINDING_AT_MOST,
    GROWING_AT_MOST,
    MAPPING_AT_MOST,
    SELLING_AT_LEAST,
    START_SECONDS,
    WORKER_AT_MOST,
)
from bench.judging import Found, print_judged
from bench.memory import Held
from bench.selling import Sold


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One goal and what was measured: a ratio, seconds or bytes; `is_least` where more is better."""

    name: str
    measured: float
    goal: float
    unit: str
    is_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached."""
        return self.measured >= self.goal if self.is_least else self.measured <= self.goal

    @property
    def verdict(self) -> str:
        """The words "met", or by how much it was missed."""
        if self.is_met:
            return "met"
        over = abs(self.measured - self.goal)
        return f"missed by {self.write(over)} ({over / self.goal:.0%})"

    def write(self, value: float) -> str:
        """Return a value as this goal's are written."""
        return f"{value:.0f}" if self.unit == "bytes" else f"{value:.2f}"


class Report:
    """Prints as it goes and keeps what was judged."""

    def __init__(self) -> None:
        self.judged: list[Judged] = []
        self.broken: list[str] = []

    @property
    def missed(self) -> list[Judged]:
        """The goals that were not reached."""
        return [one for one in self.judged if not one.is_met]

    def begin_pages(self) -> None:
        """Head the table of pages."""
        print("\nCPU a request, ours beside a bare page on the same server (medians of alternating rounds)")
        print(f"{'page':26}{'CPU ms':>9}{'bare':>8}{'wall ms':>9}{'bare':>8}{'ratio':>8}")

    def add_page(self, found: Compared) -> None:
        """Print one page."""
        ours, bare = found.ours, found.bare
        numbers = f"{ours.cpu:9.2f}{bare.cpu:8.2f}{ours.wall:9.2f}{bare.wall:8.2f}{found.ratio:8.2f}"
        print(f"{found.pair.name:26}{numbers}", flush=True)
        self.judge(found.pair.name, found.ratio, found.pair.goal, "times")

    def begin_weights(self) -> None:
        """Head the table of bytes."""
        print("\nBytes of a first visit without pictures, compressed (br)")

    def add_weight(self, name: str, measured: int, goal: int, told: str = "") -> None:
        """Print one sum of bytes, and what it consists of."""
        print(f"{name:26}{measured:9}  {told}")
        self.judge(name, measured, goal, "bytes")

    def add_starts(self, first: float, later: Sequence[float]) -> None:
        """Print the seconds from the command to the first page."""
        print("From the command to the first page, the whole site with two web processes")
        print(f"  empty folder, demo content loaded {first:7.2f} s")
        print(f"  prepared folder                   {median(later):7.2f} s (median of {len(later)})")
        self.judge("start on a prepared folder", median(later), START_SECONDS, "s")

    def add_memory(self, held: Sequence[Held]) -> None:
        """Print each process and the sum; shared pages count once in PSS."""
        print("\nMemory in MiB, each page of the site served a few times")
        print(f"  {'process':16}{'RSS':>8}{'PSS':>8}{'peak':>8}")
        for one in held:
            print(f"  {one.kind:16}{one.rss:8.1f}{one.pss:8.1f}{one.peak:8.1f}")
        print(f"  {'all':16}{'':8}{sum(one.pss for one in held):8.1f}", flush=True)

    def add_worker(self, held: Held, helper: float) -> None:
        """Print what the worker holds after its work on the demo, with meaning, and its helper's peak."""
        print(
            f"\nthe worker with meaning, MiB: {held.rss:.0f} after the demo's work, {held.peak:.0f} at its peak"
            f" (pictures); its helper, while texts are understood: {helper:.0f}"
        )
        self.judge("worker with meaning", held.rss, WORKER_AT_MOST, "MiB")
        self.judge("its helper, for a while", helper, WORKER_AT_MOST, "MiB")

    def note_broken(self, sentence: str) -> None:
        """Remember a page that did not answer."""
        if sentence not in self.broken:
            self.broken.append(sentence)
            print(f"not measured: {sentence}", flush=True)

    def add_events(self, ours: float, bare: float, ratio: float) -> None:
        """Print what acknowledging a webhook costs."""
        print("\nCPU of acknowledging a webhook, beside a bare view that inserts and answers")
        print(f"{'webhook':26}{ours:9.2f}{bare:8.2f}{'':9}{'':8}{ratio:8.2f}", flush=True)
        self.judge("webhook acknowledged", ratio, EVENT_AT_MOST, "times")

    def add_selling(self, sold: Sold, tpcb: float) -> None:
        """Print complete checkouts a second, and the CPU of one by kind of process."""
        cpu = ", ".join(f"{kind} {spent:.0f}" for kind, spent in sorted(sold.cpu.items()))
        print(f"\n{sold.checkouts} checkouts, basket to paid, on {sold.database}: {sold.rate:.1f} a second")
        print(f"  pgbench TPC-B {tpcb:.0f} a second; CPU ms a checkout: {cpu}", flush=True)
        self.judge(
            f"checkouts on {sold.database}", sold.rate / tpcb, SELLING_AT_LEAST, "of TPC-B", is_least=True
        )

    def add_finding(self, database: str, few: float, many: float) -> None:
        """Print what looking for an order costs with few and with many orders."""
        print(
            f"\nlooking for an order on {database}, CPU ms: {few:.2f} among 1,000, {many:.2f} among 250,000",
            flush=True,
        )
        self.judge(f"order search, {database}", many / few, FINDING_AT_MOST, "times")

    def add_differing(self, short: float, long: float) -> None:
        """Print what comparing two revisions costs at 5,000 and at 10,000 words."""
        print(f"\nrevisions compared, CPU ms: {short:.1f} at 5,000 words, {long:.1f} at 10,000", flush=True)
        self.judge("revision diff", long / short, DIFFERING_AT_MOST, "times")

    def add_maps(self, found: dict[str, tuple[float, float]]) -> None:
        """Print what maps and feeds hold in memory while they are written, at 5,000 articles and at 50,000."""
        print("\nwritten in steps, peak of memory in KB at 5,000 and at 50,000 articles:", flush=True)
        for path, (few, many) in found.items():
            print(f"  {path:26}{few:8.0f}{many:8.0f}", flush=True)
            self.judge(f"memory, {path}", many / few, MAPPING_AT_MOST, "times")

    def add_growing(self, few: float, many: float) -> None:
        """Print what the graph's job for one article costs on a small site and on a large one."""
        print(f"\ngraph job, CPU ms: {few:.0f} among 1,100 things, {many:.0f} among 11,000", flush=True)
        self.judge("graph job", many / few, GROWING_AT_MOST, "times")

    def add_judged(self, found: Found) -> None:
        """Print how well the graph joins things; on the half that was not tuned on it has the bare model to beat."""
        print_judged(found)
        if "the graph" not in found:
            self.note_broken("the graph by meaning: requirements-graph.txt is not installed")
            return
        for name, measured in found["the graph"]["test"].items():
            bare = found["bare MiniLM"]["test"][name]
            self.judge(f"graph, article to {name}", measured / bare, 1.0, "of bare MiniLM", is_least=True)

    def judge(self, name: str, measured: float, goal: float, unit: str, *, is_least: bool = False) -> None:
        """Keep what was measured beside its goal."""
        self.judged.append(Judged(name=name, measured=measured, goal=goal, unit=unit, is_least=is_least))

    def finish(self) -> None:
        """Print every goal in one table, and the sum."""
        print(f"\n{'goal':28}{'measured':>10}{'goal':>10}")
        for one in self.judged:
            numbers = f"{one.write(one.measured):>10}{one.write(one.goal):>10}"
            print(f"{one.name:28}{numbers} {one.unit:8} {one.verdict}")
        met = len(self.judged) - len(self.missed)
        print(f"{met} goals met, {len(self.missed)} missed, {len(self.broken)} not measured.")
