"""The running site while its web processes are changed for new ones."""

import http.client
import os
import signal
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.faults.proving.killer import role_of
from tests.support.processes import processes_of
from tests.support.site import Site, running_demo

pytestmark = [pytest.mark.xdist_group("rolling"), pytest.mark.timeout(400)]
PATHS = ("/", "/articles/", "/products/", "/search/?q=sleep", "/basket/", "/healthz")
CLIENTS, ROUNDS = 6, 3


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole site, with its two web processes."""
    with running_demo(tmp_path_factory.mktemp("rolling") / "instance") as site:
        yield site


def ask(site: Site, path: str) -> int:
    """Return the status of one request on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


class Visitors:
    """Some who open one page after another until they are told to stop; what went wrong is kept."""

    def __init__(self, site: Site) -> None:
        self.site, self.answered, self.failed = site, 0, list[str]()
        self._ending, self._lock = threading.Event(), threading.Lock()
        self._threads = [threading.Thread(target=self._visit, args=(number,)) for number in range(CLIENTS)]

    def __enter__(self) -> "Visitors":
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        for one in self._threads:
            one.join(90)

    def _visit(self, number: int) -> None:
        while not self._ending.is_set():
            path = PATHS[number % len(PATHS)]
            try:
                status = ask(self.site, path)
            except (OSError, http.client.HTTPException) as error:
                status = 0
                with self._lock:
                    self.failed.append(f"{path}: {error!r}")
            with self._lock:
                self.answered += 1
                if status >= 500:
                    self.failed.append(f"{path}: {status}")
            number += 1


def web_processes(site: Site) -> set[int]:
    return {one.pid for one in processes_of(site.instance) if role_of(one, site.instance) == "web process"}


def change_web_processes(site: Site) -> None:
    """Let the web server's master start new processes and end the old ones when they are done."""
    before = web_processes(site)
    masters = [one for one in processes_of(site.instance) if role_of(one, site.instance) == "web master"]
    os.kill(masters[0].pid, signal.SIGHUP)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        now = web_processes(site)
        if len(now) == len(before) and not now & before:
            return
        time.sleep(0.2)
    raise AssertionError(f"the web processes are {web_processes(site)} and were {before}")


def test_no_request_fails_while_the_web_processes_are_changed(site: Site) -> None:
    with Visitors(site) as visitors:
        time.sleep(2)
        for _ in range(ROUNDS):
            change_web_processes(site)
            time.sleep(1)
    assert visitors.failed == []
    assert visitors.answered > ROUNDS * CLIENTS


def test_a_killed_web_process_does_fail_requests(site: Site) -> None:
    """The control: what is ended without being asked takes its visitors' answers with it, and this is seen."""
    with Visitors(site) as visitors:
        deadline = time.monotonic() + 60
        while not visitors.failed and time.monotonic() < deadline:
            for pid in web_processes(site):
                os.kill(pid, signal.SIGKILL)
            time.sleep(1.5)
    assert visitors.failed
