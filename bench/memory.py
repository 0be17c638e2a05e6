"""Who holds how much memory: resident, and proportional where processes share pages."""

from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import processes_of

FIELDS = {"Rss:": 0, "Pss:": 1}


@dataclass(frozen=True, kw_only=True)
class Held:
    """One process and its memory in MiB."""

    kind: str
    rss: float
    pss: float


def held_by(instance: Path) -> list[Held]:
    """Return the memory of each process of a site; of the web's, the one that started the others is the master."""
    found = processes_of(instance)
    web = {one.pid for one in found if one.kind == "web"}
    held = []
    for one in found:
        rss, pss = mebibytes(one.pid)
        kind = one.kind if one.kind != "web" else "web process" if one.parent in web else "web master"
        held.append(Held(kind=kind, rss=rss, pss=pss))
    return held


def mebibytes(pid: int) -> tuple[float, float]:
    """Return RSS and PSS of a process from the kernel's own sum."""
    numbers = [0.0, 0.0]
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        words = line.split()
        if words[0] in FIELDS:
            numbers[FIELDS[words[0]]] = int(words[1]) / 1024
    return numbers[0], numbers[1]
