"""The real stand-in for Stripe, started once for the tests of a process, and steered through its control interface."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.support.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
KEY = "sk_test_storetests00"
SECRET = "whsec_storetests"


@dataclass
class StandIn:
    """A running stand-in; it posts no webhooks by itself, the tests bring the events over."""

    base: str
    process: subprocess.Popen[bytes]

    def control(self, verb: str, where: str, /, **body: Any) -> Any:
        """Call the control interface; an error fails the test with its text."""
        headers = {"Authorization": f"Bearer {KEY}"}
        answer = requests.request(
            verb, f"{self.base}/_control{where}", json=body, headers=headers, timeout=30
        )
        assert answer.ok, answer.text
        return answer.json()

    def ask(self, path: str, **params: Any) -> Any:
        """Read something from the API as Stripe would show it."""
        headers = {"Authorization": f"Bearer {KEY}"}
        answer = requests.get(f"{self.base}/v1{path}", params=params, headers=headers, timeout=30)
        assert answer.ok, answer.text
        return answer.json()

    def fault(self, kind: str, **more: Any) -> None:
        """Queue a fault."""
        self.control("POST", "/faults", kind=kind, **more)

    def pay(self, session_id: str, **how: Any) -> Any:
        """Pay a session without its page."""
        return self.control("POST", f"/sessions/{session_id}/pay", **how)

    def sessions(self) -> list[Any]:
        """Every session, oldest first."""
        return list(reversed(self.ask("/checkout/sessions", limit=100)["data"]))

    def refunds(self) -> list[Any]:
        """Every refund, oldest first."""
        return list(reversed(self.ask("/refunds", limit=100)["data"]))

    def events(self) -> list[Any]:
        """Every event, oldest first."""
        return list(reversed(self.ask("/events", limit=100)["data"]))


@contextmanager
def running_standin(folder: Path, *, webhook_url: str = "") -> Iterator[StandIn]:
    """Start the program on a free port, wait for its first answer, and end it after."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "app.standin", "--port", str(port)]
    command += ["--database", str(folder / "standin.sqlite3"), "--secret-key", KEY]
    if webhook_url:
        command += ["--webhook-url", webhook_url, "--webhook-secret", SECRET]
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("STRIPE_", "STANDIN_", "APP_"))
    }
    process = subprocess.Popen(command, cwd=ROOT, env=kept)
    try:
        wait_until_up(base, process)
        yield StandIn(base, process)
    finally:
        process.terminate()
        process.wait(10)


def wait_until_up(base: str, process: subprocess.Popen[bytes]) -> None:
    """Wait for the first answer."""
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        assert process.poll() is None, "the stand-in ended"
        try:
            if requests.get(f"{base}/healthz", timeout=1).ok:
                return
        except requests.RequestException:
            time.sleep(0.05)
    raise AssertionError("the stand-in does not answer")
