"""A mail server that hangs after a message, or answers a byte a second, keeps money from nobody."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest

from app.config import load_config
from tests.faults.proving.books import Books
from tests.faults.proving.browser import Browser
from tests.faults.proving.errands import plan_errands
from tests.faults.proving.history import History
from tests.faults.proving.shopper import Shopper
from tests.faults.proving.till import Till
from tests.support.demos import Demos
from tests.support.servers import free_port
from tests.support.site import Site, running_demo
from tests.support.smtp import Behaviour, SmtpServer

pytestmark = pytest.mark.timeout(400)
HANGING = [f"slow-{number}@letters.example" for number in range(4)]  # more than there are hands in a worker
LONGEST = 40.0  # seconds; without the guard it is ten minutes a mail


@contextmanager
def dripping_server() -> Iterator[str]:
    """Yield the MAIL_URL of a server that greets with a byte a second and never comes to an end."""
    over, server = threading.Event(), socket.create_server(("127.0.0.1", free_port()))

    def drip(line: socket.socket) -> None:
        with line, suppress(OSError):
            while not over.wait(1.0):
                line.send(b"2")

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=drip, args=(server.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield f"smtp://127.0.0.1:{server.getsockname()[1]}"
    over.set()
    server.close()


@contextmanager
def hanging_server() -> Iterator[str]:
    """Yield the MAIL_URL of a server that takes each message and then says nothing."""
    with SmtpServer() as server:
        for address in HANGING:
            server.behave(address, Behaviour.HANG)
        yield server.url
        server.release.set()


def ask_for_letters(site: Site, email: str) -> None:
    """Owe a mail to somebody."""
    browser = Browser(address="127.0.0.1")
    page = browser.get(f"{site.url}/letters/")
    form = next(form for form in page.forms if form.has("email") and form.has("consent"))
    landed = browser.send(form, form.filled({"email": email, "frequency": "article", "consent": "yes"}))
    assert landed.status == 200


@pytest.mark.parametrize("server", [hanging_server, dripping_server])
def test_a_paid_order_is_marked_paid_while_mails_hang(
    demos: Demos, tmp_path: Path, server: Callable[[], AbstractContextManager[str]]
) -> None:
    demos.lay_out(tmp_path / "instance")
    with server() as mail_url, running_demo(tmp_path / "instance", MAIL_URL=mail_url) as site:
        for email in HANGING:
            ask_for_letters(site, email)
        time.sleep(3)  # until every hand that takes a mail has one
        config = load_config(site.environment)
        till, books = Till(site.instance, config.stripe_secret_key), Books(config.database_url)
        errand = plan_errands(1, 1)[0]
        shopper = Shopper(site.url, errand, History(), till)
        shopper.put_in_basket(errand.goods[0][0], 1)
        shopper.go_to_payment()
        till.pay(shopper.session)  # and the window is closed: only the webhook tells
        begun = time.monotonic()
        while not books.number("SELECT count(*) FROM payments"):
            assert time.monotonic() - begun < LONGEST, "the webhook waits behind mails that hang"
            time.sleep(0.5)
