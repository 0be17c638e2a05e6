"""Who holds how much memory: resident, and proportional where processes share pages."""

import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.support.processes import processes_of
from tests.support.site import running_demo

WORK_SECONDS = 600.0  # the demo's pictures and texts take a minute; a busy machine takes its time
FIELDS = {"Rss:": 0, "Pss:": 1}


@dataclass(frozen=True, kw_only=True)
class Held:
    """One process and its memory in MiB: now, and the most that was resident since it began."""

    kind: str
    rss: float
    pss: float
    peak: float


def held_by(instance: Path) -> list[Held]:
    """Return the memory of each process of a site; of the web's, the one that started the others is the master."""
    found = processes_of(instance)
    web = {one.pid for one in found if one.kind == "web"}
    held = []
    for one in found:
        rss, pss = mebibytes(one.pid)
        kind = one.kind if one.kind != "web" else "web process" if one.parent in web else "web master"
        held.append(Held(kind=kind, rss=rss, pss=pss, peak=peak_of(one.pid)))
    return held


def mebibytes(pid: int) -> tuple[float, float]:
    """Return RSS and PSS of a process from the kernel's own sum."""
    numbers = [0.0, 0.0]
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        words = line.split()
        if words[0] in FIELDS:
            numbers[FIELDS[words[0]]] = int(words[1]) / 1024
    return numbers[0], numbers[1]


def peak_of(pid: int) -> float:
    """Return the most that has been resident of a process since it began."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def worker_with_meaning(instance: Path) -> tuple[Held, float]:
    """Return what the worker holds after its work on the demo, texts understood, and its helper's peak."""
    with running_demo(instance, GRAPH_MEANING="on"):
        deadline = time.monotonic() + WORK_SECONDS
        highest = 0.0
        while count_owed(instance / "site.sqlite3") and time.monotonic() < deadline:
            helpers = [one.pid for one in processes_of(instance) if one.kind == "encoder"]
            with suppress(OSError):  # it has ended while we looked
                highest = max(highest, *(peak_of(pid) for pid in helpers), 0.0)
            time.sleep(0.5)
        return next(one for one in held_by(instance) if one.kind == "worker"), highest


def count_owed(database: Path) -> int:
    """Return how much of what is due now the worker has not done."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ")
        query = "SELECT count(*) FROM outbox_items WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= ?"
        return int(connection.execute(query, (now,)).fetchone()[0])
