"""A site's web and worker processes one by one, on an empty migrated database, to be started and stopped in a test."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from tests.support.outbox import ROOT
from tests.support.servers import free_port, wait_for_port

#: the worker as it is, but with nothing that finds work the queue has lost
WITHOUT_SWEEP = (
    "import app.outbox.tasks as t; t.Sweeper.run = lambda self: None; from app.cli.worker import main; main()"
)


class Halves:
    """Web servers on ports of their own and workers, all with one environment."""

    def __init__(self, folder: Path, *, database_url: str, redis_url: str) -> None:
        self.mail = folder / "mail"
        self.log = (folder / "halves.log").open("w")
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environment = {
            "PATH": os.environ["PATH"], "APP_MODE": "demo", "INSTANCE_DIR": str(folder), "DATABASE_URL": database_url,
            "REDIS_URL": redis_url, "MAIL_URL": f"file:{self.mail}", "STRIPE_API_BASE": "http://127.0.0.1:1",
        }  # fmt: skip

    def start_web(self) -> str:
        """Start one web process and return its address."""
        port = free_port()
        self._start(
            [
                "-m",
                "gunicorn",
                "wsgi:app",
                "--bind",
                f"127.0.0.1:{port}",
                "--threads",
                "2",
                "--timeout",
                "180",
                "--no-control-socket",
            ],
            PORT=str(port),
        )
        wait_for_port(port, seconds=60)
        return f"http://127.0.0.1:{port}"

    def start_worker(self, *, sweeps: bool = True) -> subprocess.Popen[bytes]:
        """Start the worker, with or without its sweep."""
        return self._start(["-m", "app.cli.worker"] if sweeps else ["-c", WITHOUT_SWEEP])

    def stop(self) -> None:
        """End everything that was started."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
        self.log.close()

    def mails_to(self, address: str) -> int:
        """Return how many mails lie in the folder for one address."""
        return sum(f"To: {address}" in path.read_text() for path in self.mail.glob("*.eml"))

    def _start(self, arguments: list[str], **more: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env={**self.environment, **more}, stderr=self.log
        )
        self.processes.append(process)
        return process


def subscribe(site: str, address: str) -> int:
    """Send the form that asks for letters and return the answer's status."""
    form = {"email": address, "frequency": "article", "consent": "yes"}
    request = urllib.request.Request(
        f"{site}/letters/", data=urllib.parse.urlencode(form).encode(), headers={"Origin": site}
    )
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        return int(opener.open(request, timeout=180).status)
    except urllib.error.HTTPError as answer:
        return answer.code


def readiness(site: str) -> tuple[int, dict[str, bool]]:
    """Return what /readyz says: the status, and each part."""
    try:
        with urllib.request.urlopen(f"{site}/readyz", timeout=180) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as answer:
        return answer.code, json.load(answer)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        return None
