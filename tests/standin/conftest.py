"""The real program on a free port, Stripe's own library, and a receiver of webhooks."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe

KEY = "sk_test_standintests"
SECRET = "whsec_standintests"
ROOT = Path(__file__).resolve().parents[2]
# The event types of one card payment by a session, sorted; they are delivered in any order.
PAID = [
    "charge.succeeded",
    "checkout.session.completed",
    "payment_intent.created",
    "payment_intent.succeeded",
]

stripe.enable_telemetry = False


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Receiver:
    """Takes webhooks; `answer` is the status it gives, `during` is called before it answers."""

    url: str = ""
    answer: int = 200
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    during: Callable[[], None] | None = None

    def events(self) -> list[Any]:
        """Every webhook so far, its signature verified by Stripe's library."""
        return [stripe.Webhook.construct_event(body, sign, SECRET) for sign, body in list(self.taken)]

    def types(self) -> list[str]:
        """The event types so far, as they came."""
        return [event.type for event in self.events()]

    def wait_for(self, kind: str, count: int = 1) -> list[Any]:
        """The events of a type, once there are that many."""
        until(lambda: self.types().count(kind) >= count, f"{count} x {kind}, have {self.types()}")
        return [event for event in self.events() if event.type == kind]


@dataclass
class StandIn:
    """A running stand-in and how to speak with it."""

    base: str
    client: stripe.StripeClient
    process: subprocess.Popen[str]
    arguments: list[str]

    def control(self, method: str, path: str, /, **body: Any) -> Any:
        """Call the control interface; an error fails the test with its text."""
        headers = {"Authorization": f"Bearer {KEY}"}
        answer = requests.request(
            method, f"{self.base}/_control{path}", json=body, headers=headers, timeout=10
        )
        assert answer.ok, answer.text
        return answer.json()

    def fault(self, kind: str, /, **more: Any) -> None:
        """Queue a fault."""
        self.control("POST", "/faults", kind=kind, **more)

    def session(self, **changes: Any) -> Any:
        """A fresh Checkout Session over 24.00 EUR; a change of None leaves the parameter out."""
        return self.client.v1.checkout.sessions.create(session_params(**changes))

    def paid(self, **how: Any) -> Any:
        """A session that has been paid, as control answers it."""
        return self.control("POST", f"/sessions/{self.session().id}/pay", **how)


def session_params(**changes: Any) -> Any:
    """What the store sends, with changes."""
    params = {
        "mode": "payment",
        "success_url": "http://shop.test/thanks?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://shop.test/basket",
        "line_items": [line()],
        "customer_email": "nora@example.com",
        **changes,
    }
    return {name: value for name, value in params.items() if value is not None}


def line(
    amount: int = 1200, quantity: int = 2, currency: str = "eur", name: str = "Order 1042, item 1"
) -> Any:
    """One line by price_data."""
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": name}}
    return {"price_data": price, "quantity": quantity}


def until(true: Callable[[], object], what: str, seconds: float = 5.0) -> None:
    """Wait until something is true; fails with `what`."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            pytest.fail(f"waited in vain for {what}")
        time.sleep(0.02)


def start(arguments: list[str], **environment: str) -> subprocess.Popen[str]:
    """Run the program."""
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("STRIPE_", "STANDIN_", "APP_"))
    }
    return subprocess.Popen(
        [sys.executable, "-m", "app.standin", *arguments],
        cwd=ROOT,
        env={**env, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def stop(process: subprocess.Popen[str], how: int = signal.SIGTERM) -> int:
    """End the program and return how it ended; a kill takes its serving child too."""
    if process.poll() is None and how == signal.SIGKILL:
        os.killpg(process.pid, how)
    elif process.poll() is None:
        process.send_signal(how)
    for pipe in (process.stdout, process.stderr):
        if pipe:
            pipe.close()
    return process.wait(10)


def wait_until_up(base: str, process: subprocess.Popen[str]) -> None:
    """Wait for the first answer."""

    def up() -> bool:
        if process.poll() is not None:
            pytest.fail(f"the stand-in ended: {process.communicate()}")
        try:
            return requests.get(f"{base}/healthz", timeout=1).ok
        except requests.RequestException:
            return False

    until(up, "the stand-in to answer", 10)


@pytest.fixture(scope="session")
def post_box() -> Iterator[Receiver]:
    """One receiver for the whole run."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if receiver.during:
                receiver.during()
            if receiver.answer < 300:
                receiver.taken.append((self.headers.get("Stripe-Signature", ""), body))
            self.send_response(receiver.answer)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/webhooks/stripe"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield receiver
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def running(post_box: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """One program for the whole run; the tests empty it."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    arguments = [
        "--port",
        str(port),
        "--database",
        str(tmp_path_factory.mktemp("standin") / "standin.sqlite"),
    ]
    arguments += ["--secret-key", KEY, "--webhook-url", post_box.url, "--webhook-secret", SECRET]
    process = start(arguments)
    wait_until_up(base, process)
    client = stripe.StripeClient(
        KEY,
        base_addresses={"api": base},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=(2, 5)),
    )
    yield StandIn(base, client, process, arguments)
    assert stop(process) == 0


@pytest.fixture
def receiver(post_box: Receiver) -> Receiver:
    """An empty, friendly receiver."""
    post_box.answer, post_box.during = 200, None
    post_box.taken.clear()
    return post_box


@pytest.fixture
def standin(running: StandIn, receiver: Receiver) -> StandIn:
    """An empty stand-in: no sessions, no faults, the policy and the clock of the first start."""
    running.control("POST", "/reset")
    receiver.taken.clear()
    return running
