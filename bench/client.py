"""A load client of a few kept connections, and the CPU time that a server spent meanwhile."""

import http.client
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count as count_up
from typing import Any
from urllib.parse import urlsplit

HEADERS = {"Accept": "text/html", "Accept-Encoding": "gzip, deflate, br, zstd", "Accept-Language": "en-GB"}
_numbers = count_up(1)  # next() of it is one step, whatever the threads do


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What a batch of requests cost, a request: CPU of the server's processes and time on the wall, both in ms."""

    cpu: float
    wall: float


class Unexpected(Exception):
    """An answer that is no page."""


def next_address() -> str:
    """Return another visitor's address each time, so that no rate limit is measured instead of a page."""
    number = next(_numbers)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def fill_basket(origin: str, sku: str) -> dict[str, str]:
    """Put one thing in a new basket; return the header that a visitor with this basket sends."""
    request = urllib.request.Request(
        f"{origin}/basket/lines",
        data=urllib.parse.urlencode({"sku": sku, "quantity": "1"}).encode(),
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    with urllib.request.build_opener(KeepingStill).open(request, timeout=30) as answer:
        cookie = answer.headers.get("Set-Cookie", "").partition(";")[0]
    if not cookie.startswith("basket="):
        raise Unexpected(f"{sku} could not be put in the basket: answered {answer.status}")
    return {"Cookie": cookie}


class KeepingStill(urllib.request.HTTPErrorProcessor):
    """Takes every answer as it is, redirects too."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        return response


def cpu_seconds(pids: Sequence[int]) -> float:
    """Return user and system time of living processes, by their CPU clocks (clock_getcpuclockid(3), nanoseconds)."""
    return sum(time.clock_gettime((~pid << 3) | 2) for pid in pids)


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request as it is sent."""

    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None


def ask(
    origin: str, path: str, *, times: int, more: dict[str, str], pids: Sequence[int], threads: int = 2
) -> Spent:
    """Ask for a page over kept connections, each time as another visitor; raises Unexpected for anything but 200."""

    def make() -> Request:
        return Request(path=path, headers={**HEADERS, "X-Forwarded-For": next_address(), **more})

    return send(origin, make, times=times, pids=pids, threads=threads)


def send(
    origin: str, make: Callable[[], Request], *, times: int, pids: Sequence[int], threads: int = 2
) -> Spent:
    """Send requests, each made anew, over kept connections; raises Unexpected for anything but 200."""
    share = [times // threads + (1 if number < times % threads else 0) for number in range(threads)]
    walls: list[float] = []
    problems: list[str] = []

    def work(count: int) -> None:
        try:
            walls.extend(send_one_after_another(origin, make, count))
        except (OSError, http.client.HTTPException, Unexpected) as error:
            problems.append(f"{make().path}: {error}")

    before = cpu_seconds(pids)
    workers = [threading.Thread(target=work, args=(count,)) for count in share if count]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    if problems:
        raise Unexpected(problems[0])
    return Spent(cpu=(cpu_seconds(pids) - before) / times * 1000, wall=sum(walls) / times * 1000)


def send_one_after_another(origin: str, make: Callable[[], Request], count: int) -> list[float]:
    """Send `count` requests on one connection; return the seconds of each."""
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=30)
    took = []
    try:
        for _ in range(count):
            one = make()
            start = time.perf_counter()
            connection.request(one.method, one.path, body=one.body, headers=one.headers)
            answer = connection.getresponse()
            answer.read()
            took.append(time.perf_counter() - start)
            if answer.status != 200:
                raise Unexpected(f"answered {answer.status}")
    finally:
        connection.close()
    return took
