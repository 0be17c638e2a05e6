"""The program: when it starts, when it refuses, what survives it."""

import ast
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import stripe

from tests.standin.conftest import (
    KEY,
    ROOT,
    SECRET,
    Receiver,
    StandIn,
    free_port,
    session_params,
    start,
    stop,
    wait_until_up,
)

Launch = Callable[[list[str]], subprocess.Popen[str]]


@pytest.fixture
def own(tmp_path: Path, receiver: Receiver) -> list[str]:
    arguments = ["--port", str(free_port()), "--database", str(tmp_path / "own.sqlite"), "--secret-key", KEY]
    return [*arguments, "--webhook-url", receiver.url, "--webhook-secret", SECRET]


@pytest.fixture
def launch() -> Iterator[Launch]:
    """Start a program that ends with the test, whatever comes of it."""
    launched: list[subprocess.Popen[str]] = []

    def begin(arguments: list[str]) -> subprocess.Popen[str]:
        launched.append(start(arguments))
        return launched[-1]

    yield begin
    for process in launched:
        stop(process, signal.SIGKILL)


@pytest.mark.parametrize(
    ("changes", "environment", "named"),
    [
        ([], {"APP_MODE": "production"}, "APP_MODE"),
        (["--secret-key", "sk_live_1234567890"], {}, "--secret-key"),
        (["--secret-key", ""], {}, "--secret-key"),
        (["--database", ""], {}, "--database"),
        (["--webhook-secret", "weak"], {}, "--webhook-secret"),
        (["--webhook-url", "shop.test/hook"], {}, "--webhook-url"),
    ],
)
def test_it_refuses_to_start_and_names_the_setting(
    own: list[str], changes: list[str], environment: dict[str, str], named: str
) -> None:
    process = start([*own, *changes], **environment)
    _, told = process.communicate(timeout=10)
    assert process.returncode == 2
    assert named in told


def test_sigterm_ends_it_cleanly_and_soon(own: list[str], launch: Launch) -> None:
    process = launch(own)
    base = f"http://127.0.0.1:{own[1]}"
    wait_until_up(base, process)
    client = stripe.StripeClient(KEY, base_addresses={"api": base})
    client.v1.balance.retrieve()
    began = time.monotonic()
    assert stop(process) == 0
    assert time.monotonic() - began < 4


def test_a_kill_loses_nothing_that_was_answered(own: list[str], receiver: Receiver, launch: Launch) -> None:
    receiver.answer = 500
    process = launch(own)
    base = f"http://127.0.0.1:{own[1]}"
    wait_until_up(base, process)
    client = stripe.StripeClient(KEY, base_addresses={"api": base})
    session = client.v1.checkout.sessions.create(session_params(), {"idempotency_key": "attempt-1"})
    client.v1.checkout.sessions.expire(session.id)
    stop(process, signal.SIGKILL)
    receiver.answer = 200
    time.sleep(0.2)
    port = str(free_port())
    again = launch(["--port", port, *own[2:]])
    base = f"http://127.0.0.1:{port}"
    wait_until_up(base, again)
    client = stripe.StripeClient(KEY, base_addresses={"api": base})
    replayed = client.v1.checkout.sessions.create(session_params(), {"idempotency_key": "attempt-1"})
    assert replayed.id == session.id
    receiver.wait_for("checkout.session.expired")


def test_control_tells_what_it_holds(standin: StandIn) -> None:
    intent = standin.paid()["payment_intent"]["id"]
    standin.paid(card="4000000000000002")
    standin.client.v1.refunds.create({"payment_intent": intent, "amount": 400})
    state = standin.control("GET", "/state")
    assert state["sessions"]["by_payment_status"] == {"paid": 1, "unpaid": 1}
    assert state["charges"]["succeeded"] == {"eur": 2400}
    assert state["refunds"]["returned"] == {"eur": 400}


def test_customers_can_be_charged_by_session(standin: StandIn) -> None:
    customer = standin.client.v1.customers.create({"email": "nora@example.com", "metadata": {"shop": "1"}})
    session = standin.session(customer=customer.id, customer_email=None)
    assert (session.customer, session.customer_details.email) == (customer.id, "nora@example.com")
    with pytest.raises(stripe.InvalidRequestError, match="only specify one"):
        standin.session(customer=customer.id)


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_it_stands_alone() -> None:
    inside = list((ROOT / "app" / "standin").glob("**/*.py"))
    assert inside
    for path in inside:
        strange = {name for name in imports_of(path) if name.startswith(("app.", "blueprints"))}
        assert all(name.startswith("app.standin") for name in strange), path
    for folder in ("app", "blueprints"):
        for path in (ROOT / folder).glob("**/*.py"):
            if path not in inside:
                assert not any(name.startswith("app.standin") for name in imports_of(path)), path
