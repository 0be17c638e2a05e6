"""`python -m bench [--quick] [--strict]`: measure everything once and print it beside the goals."""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from app.relatedness.encoding import find_encoder
from bench.client import Unexpected, ask, fill_basket
from bench.comparing import FULL, QUICK, Effort, Server, compare
from bench.differing import measure_differing
from bench.events import compare_events
from bench.finding import measure_finding
from bench.goals import FIRST_VISITS, MARKUP_AND_STYLE_BYTES, OWN_SCRIPT_BYTES, PAIRS, SKU
from bench.growing import measure_growing
from bench.judging import judge_all
from bench.mapping import measure_maps
from bench.memory import held_by, worker_with_meaning
from bench.report import Report
from bench.selling import durable_postgres, measure_pgbench, measure_selling
from bench.servers import Started, running_bare, running_site
from bench.weighing import weigh_all


def main() -> int:
    """Measure; exit 1 for a page that does not answer, and with --strict for a missed goal."""
    arguments = read_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # unwinds, so that the servers end with us
    report = Report()
    with tempfile.TemporaryDirectory(prefix="softhours-bench-") as folder:
        try:
            measure(Path(folder), report, is_quick=arguments.quick)
        except Unexpected as problem:
            report.note_broken(str(problem))
    report.finish()
    if report.broken:
        return 1
    return 1 if arguments.strict and report.missed else 0


def measure(folder: Path, report: Report, *, is_quick: bool) -> None:
    """Measure starts and memory, then pages and their weight; raises Unexpected when no basket can be had."""
    instance = folder / "instance"
    encoder = find_encoder(folder / "graph")
    report.add_judged(judge_all(encoder))
    if encoder is not None:
        report.add_growing(*measure_growing(encoder))
        report.add_worker(*worker_with_meaning(folder / "meaning"))
    measure_starts(instance, report, again=1 if is_quick else 3)
    with running_site(instance, web_workers=1) as started, running_bare(folder / "bare") as bare:
        measure_pages(started, bare, report, QUICK if is_quick else FULL)
        report.add_events(*compare_events(started, bare, QUICK if is_quick else FULL))
    with running_site(instance, web_workers=1) as started:  # with an empty page cache
        measure_weights(started, report)
    report.add_differing(*measure_differing())
    report.add_maps(measure_maps(folder / "maps"))
    measure_checkouts(report, checkouts=40 if is_quick else 200)


def measure_checkouts(report: Report, *, checkouts: int) -> None:
    """Sell on both databases, with the rate of pgbench taken just before on the same PostgreSQL."""
    with durable_postgres() as cluster:
        tpcb = measure_pgbench(cluster, seconds=10)
        cluster.sql("CREATE DATABASE shop")
        for database, url in (("postgresql", cluster.url("shop")), ("sqlite", "")):
            report.add_selling(measure_selling(database, url, checkouts=checkouts), tpcb)
        cluster.sql("CREATE DATABASE many")
        for database, url in (("postgresql", cluster.url("many")), ("sqlite", "")):
            report.add_finding(database, *measure_finding(url))


def read_arguments() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer requests: a minute instead of several")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a goal is missed")
    return parser.parse_args()


def measure_starts(instance: Path, report: Report, *, again: int) -> None:
    """Start on an empty folder, then on a prepared one; the first also tells what each process holds."""
    with running_site(instance, web_workers=2) as started:
        first, basket = started.seconds, fill_basket(started.server.origin, SKU)
        for pair in PAIRS:
            try:
                ask(started.server.origin, pair.path, times=8, more=basket, pids=())
            except Unexpected as problem:
                report.note_broken(str(problem))
        held = held_by(instance)
    later = []
    for _ in range(again):
        with running_site(instance, web_workers=2) as started:
            later.append(started.seconds)
    report.add_starts(first, later)
    report.add_memory(held)


def measure_pages(started: Started, bare: Server, report: Report, effort: Effort) -> None:
    """Compare each pair, in one run."""
    report.begin_pages()
    basket = fill_basket(started.server.origin, SKU)
    for pair in PAIRS:
        try:
            report.add_page(compare(pair, started.server, bare, effort, basket))
        except Unexpected as problem:
            report.note_broken(str(problem))


def measure_weights(started: Started, report: Report) -> None:
    """Count the bytes of first visits to every article and product, and hold the heaviest against the goal."""
    report.begin_weights()
    for name, sitemap in FIRST_VISITS:
        try:
            weights = weigh_all(started.server.origin, sitemap)
        except OSError as problem:
            report.note_broken(f"{sitemap}: {problem}")
            continue
        path, most = next(iter(weights.items()))
        over = sum(one.page > MARKUP_AND_STYLE_BYTES for one in weights.values())
        told = f"HTML {most.html} + CSS {most.css}, {path}; {over} of {len(weights)} over the goal"
        report.add_weight(f"{name}, first visit", most.page, MARKUP_AND_STYLE_BYTES, told)
        script = max(one.script for one in weights.values())
        report.add_weight(f"{name}, own script", script, OWN_SCRIPT_BYTES)


if __name__ == "__main__":
    sys.exit(main())
