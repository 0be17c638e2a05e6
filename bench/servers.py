"""Starting what is measured: the whole site, and the bare app under the same server with the same flags."""

import contextlib
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.config import load_config
from bench.bare import fill
from bench.comparing import Server
from scripts.serve import web_command
from tests.support.processes import processes_of
from tests.support.servers import free_port
from tests.support.site import ROOT, running_demo, site_environment

START_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Started:
    """A running site, and how many seconds passed from the command to its first page."""

    server: Server
    instance: Path
    seconds: float


@contextlib.contextmanager
def running_site(instance: Path, *, web_workers: int) -> Iterator[Started]:
    """Start the site as `make run` does and wait for its first page; it believes the addresses that we send."""
    before = time.perf_counter()
    with running_demo(instance, WEB_WORKERS=str(web_workers), TRUSTED_PROXIES="1") as site:
        wait_for_page(site.url)
        seconds = time.perf_counter() - before
        pids = [one.pid for one in processes_of(instance) if one.kind == "web"]
        yield Started(server=Server(origin=site.url, pids=pids), instance=instance, seconds=seconds)


@contextlib.contextmanager
def running_bare(folder: Path) -> Iterator[Server]:
    """Start the bare app with the flags of scripts/serve.py and one worker."""
    folder.mkdir()
    fill(folder / "bare.sqlite3")
    port = free_port()
    environment = site_environment(folder, port=port, BARE_DATABASE=str(folder / "bare.sqlite3"))
    environment["PYTHONPATH"] = str(ROOT)
    command = bare_command(environment)
    process = subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True)
    try:
        wait_for_page(f"http://127.0.0.1:{port}/hello")
        yield Server(origin=f"http://127.0.0.1:{port}", pids=[process.pid, *children_of(process.pid)])
    finally:
        process.terminate()
        process.wait(20)


def bare_command(environment: dict[str, str]) -> list[str]:
    """Return the site's own command for its web server, with the bare app in the place of ours."""
    command = web_command(load_config(environment))
    command[command.index("wsgi:app")] = "bench.bare:app"
    command[command.index("--workers") + 1] = "1"
    return command


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in listed]


def wait_for_page(url: str) -> None:
    """Wait for the first 200."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(url, timeout=30).close()
            return
        time.sleep(0.02)
    raise RuntimeError(f"{url} did not answer within {START_SECONDS:.0f} seconds (pid {os.getpid()})")
