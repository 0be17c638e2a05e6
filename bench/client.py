"""A load client of a few kept connections, and the CPU time that a server spent meanwhile."""

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

HEADERS = {"Accept": "text/html", "Accept-Encoding": "gzip, deflate, br, zstd", "Accept-Language": "en-GB"}


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What a batch of requests cost, a request: CPU of the server's processes and time on the wall, both in ms."""

    cpu: float
    wall: float


class Unexpected(Exception):
    """An answer that is no page."""


def cpu_seconds(pids: Sequence[int]) -> float:
    """Return user and system time of living processes, by their CPU clocks (clock_getcpuclockid(3), nanoseconds)."""
    return sum(time.clock_gettime((~pid << 3) | 2) for pid in pids)


def ask(
    origin: str, path: str, *, times: int, more: dict[str, str], pids: Sequence[int], threads: int = 2
) -> Spent:
    """Ask for a page `times` times over kept connections; raises Unexpected for anything but 200."""
    share = [times // threads + (1 if number < times % threads else 0) for number in range(threads)]
    walls: list[float] = []
    problems: list[str] = []

    def work(count: int) -> None:
        try:
            walls.extend(ask_one_after_another(origin, path, count, more))
        except (OSError, http.client.HTTPException, Unexpected) as error:
            problems.append(f"{path}: {error}")

    before = cpu_seconds(pids)
    workers = [threading.Thread(target=work, args=(count,)) for count in share if count]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    if problems:
        raise Unexpected(problems[0])
    return Spent(cpu=(cpu_seconds(pids) - before) / times * 1000, wall=sum(walls) / times * 1000)


def ask_one_after_another(origin: str, path: str, count: int, more: dict[str, str]) -> list[float]:
    """Send `count` requests on one connection; return the seconds of each."""
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=30)
    took = []
    try:
        for _ in range(count):
            start = time.perf_counter()
            connection.request("GET", path, headers={**HEADERS, **more})
            answer = connection.getresponse()
            answer.read()
            took.append(time.perf_counter() - start)
            if answer.status != 200:
                raise Unexpected(f"answered {answer.status}")
    finally:
        connection.close()
    return took
