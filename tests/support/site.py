"""A whole site as `make run` starts it: supervisor, web, worker and stand-in, on a demo instance of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 300.0  # the demo is loaded first; a busy machine takes its time


@dataclass(kw_only=True)
class Site:
    """A running site: where it is, how staff sign in, and the supervisor's process."""

    url: str
    instance: Path
    email: str
    password: str
    process: subprocess.Popen[str]
    environment: dict[str, str] = field(default_factory=dict)

    def flask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a `flask` command on this site's database."""
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


def site_environment(instance: Path, *, port: int, database_url: str = "", **more: str) -> dict[str, str]:
    """Return the environment that a demo site is started with."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    kept.update(APP_MODE="demo", PORT=str(port), INSTANCE_DIR=str(instance), PYTHONUNBUFFERED="1")
    # The worker would understand the whole demo while the test looks at it.
    kept.update({"GRAPH_MEANING": "off", **more})
    if database_url:
        kept["DATABASE_URL"] = database_url
    return kept


@contextlib.contextmanager
def running_demo(instance: Path, *, database_url: str = "", **more: str) -> Iterator[Site]:
    """Start the site, wait for its two lines, yield it, and end it as Ctrl-C would."""
    environment = site_environment(instance, port=free_port(), database_url=database_url, **more)
    log = (instance.parent / f"{instance.name}.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        start_new_session=True,
    )
    try:
        yield wait_for_lines(process, instance, environment)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        log.close()


def wait_for_lines(process: subprocess.Popen[str], instance: Path, environment: dict[str, str]) -> Site:
    """Read the supervisor's output up to its Site and Staff lines."""
    deadline = time.monotonic() + START_SECONDS
    told: dict[str, list[str]] = {}
    assert process.stdout is not None
    while time.monotonic() < deadline:
        line = process.stdout.readline()
        if not line:
            break
        key, _, rest = line.strip().partition(": ")
        told[key] = rest.split()
        if "Site" in told and "Staff" in told:
            return Site(
                url=told["Site"][0],
                instance=instance,
                email=told["Staff"][1],
                password=told["Staff"][2],
                process=process,
                environment=environment,
            )
    raise RuntimeError(f"the site did not start; its log is {instance}.log")
