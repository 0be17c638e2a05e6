"""SAFETY's matrix: each part of the site down, and what each place answers meanwhile; on PostgreSQL, over real HTTP.

What is read stays up in all but the last row, and there from the page cache; nobody ever sees a 500 or waits for ten
seconds; what was in a basket is there afterwards, and the books agree.
"""

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlsplit

import pytest

from app.config import load_config
from tests.faults.proving.books import Books
from tests.faults.proving.browser import Browser
from tests.faults.proving.markup import Page
from tests.faults.proving.staff import Staff
from tests.faults.proving.till import Till
from tests.support.demos import Demos
from tests.support.processes import processes_of
from tests.support.servers import Postgres
from tests.support.site import Site, running_demo
from tests.support.smtp import SmtpServer

THING, ARTICLE = "/products/wheat-heat-wrap/", "/articles/pacing-without-boom-and-bust/"
ANSWERS = {
    "email": "nuala@example.com", "name": "Nuala Byrne", "street": "14 Example Terrace", "city": "Galway",
    "region": "Galway", "country": "IE",
}  # fmt: skip
LONGEST_WAIT = RECOVERY = 10.0
pytestmark = [pytest.mark.xdist_group("parts-down"), pytest.mark.timeout(120, func_only=True)]
_addresses = count(1)


@dataclass(kw_only=True)
class Stage:
    """The running site and everything that can be taken from it."""

    site: Site
    postgres: Postgres
    mails: SmtpServer
    staff: Staff
    order_url: str = ""
    known: list[str] = field(default_factory=list)

    def browser(self) -> Browser:
        """A visitor who was never here."""
        return Browser(address=f"127.3.0.{next(_addresses)}")

    def open(self, path: str, browser: Browser | None = None) -> Page:
        """Open a page, within the longest wait."""
        start = time.monotonic()
        page = (browser or self.browser()).get(self.site.url + path)
        assert time.monotonic() - start < LONGEST_WAIT, f"{path} took too long"
        return page

    def with_basket(self) -> Browser:
        """A visitor with one thing in the basket and every question answered."""
        browser = self.browser()
        page = put_in_basket(self, browser)
        assert page.status == 200, page.heading
        for step in ("email", "country", "address"):
            form = self.open(f"/checkout/{step}/", browser).form_with(step if step != "address" else "name")
            assert form is not None
            page = browser.send(form, form.filled(ANSWERS))
        assert page.heading == "Check before you pay", page.heading
        return browser


def put_in_basket(stage: Stage, browser: Browser) -> Page:
    form = stage.open(THING, browser).form_with("sku")
    assert form is not None
    return browser.send(form, form.filled({"quantity": "1"}), "Put in basket")


def go_to_payment(stage: Stage, browser: Browser) -> Page:
    """Press the button with the sum; where the press may end is Stripe's page or ours."""
    form = stage.open("/checkout/check/", browser).form_saying("Go to payment")
    assert form is not None
    start = time.monotonic()
    landed = browser.send(form, form.agreed(), "Go to payment")
    assert time.monotonic() - start < LONGEST_WAIT
    return landed


def subscribe(stage: Stage) -> Page:
    browser = stage.browser()
    form = stage.open("/letters/", browser).form_with("email", "consent")
    assert form is not None
    pairs = form.filled({"email": f"reader{next(_addresses)}@example.com", "consent": "yes"})
    return browser.send(form, pairs)


@pytest.fixture(scope="module")
def stage(demos: Demos, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The whole site on a PostgreSQL and an SMTP server of its own, with one paid order."""
    folder = tmp_path_factory.mktemp("parts")
    postgres = Postgres(
        is_durable=True
    )  # it is halted as by a crash, and must not forget what it has acknowledged
    try:
        postgres.sql("CREATE DATABASE site")
        demos.lay_out(folder / "site", postgres=postgres)
        with (
            SmtpServer() as mails,
            running_demo(folder / "site", database_url=postgres.url("site"), MAIL_URL=mails.url) as site,
        ):
            books = Books(load_config(site.environment).database_url)
            staff = Staff(site, books)
            staff.count("wheat-heat-wrap", 500)
            made = Stage(site=site, postgres=postgres, mails=mails, staff=staff)
            made.order_url = buy(made)
            yield made
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def buy(stage: Stage) -> str:
    browser = stage.with_basket()
    hosted = go_to_payment(stage, browser)
    session = urlsplit(hosted.url).path.rpartition("/")[2]
    till = Till(stage.site.instance, load_config(stage.site.environment).stripe_secret_key)
    till.pay(session)
    page = stage.open(f"/checkout/done/?session={session}", browser)
    assert page.status == 200 and "/orders/" in page.url, page.url
    return urlsplit(page.url).path


def pids(stage: Stage, kind: str) -> list[int]:
    return [one.pid for one in processes_of(stage.site.instance) if one.kind == kind]


@contextlib.contextmanager
def stopped(stage: Stage, kind: str) -> Iterator[None]:
    """Let every process of a kind stand still: it neither works nor answers, and nobody starts another."""
    found = pids(stage, kind)
    assert found, kind
    for pid in found:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in found:
            os.kill(pid, signal.SIGCONT)


@contextlib.contextmanager
def silent_mail(stage: Stage) -> Iterator[None]:
    """Let the SMTP server go away."""
    stage.mails.go_away()
    try:
        yield
    finally:
        stage.mails.come_back()


@contextlib.contextmanager
def read_only(stage: Stage) -> Iterator[None]:
    """Let the database refuse to be written to, as it does when its disk is full."""
    kick = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'site'"
    stage.postgres.sql("ALTER DATABASE site SET default_transaction_read_only = on")
    stage.postgres.sql(kick)
    try:
        yield
    finally:
        stage.postgres.sql("ALTER DATABASE site RESET default_transaction_read_only")
        stage.postgres.sql(kick)


@contextlib.contextmanager
def no_database(stage: Stage) -> Iterator[None]:
    """Let the database go away."""
    stage.postgres.halt()
    try:
        yield
    finally:
        stage.postgres.start()


Break = Callable[[Stage], contextlib.AbstractContextManager[None]]
#: reading, and what is only written down, goes on while these are down
LATER: dict[str, Break] = {
    "worker": lambda stage: stopped(stage, "worker"),
    "mail": silent_mail,
}


def read_everything(stage: Stage) -> dict[str, int]:
    """Return the status of each place that is only read."""
    paths = {"thing": THING, "article": ARTICLE, "search": "/search/?q=sleep", "basket": "/basket/",
             "order": stage.order_url}  # fmt: skip
    found = {name: stage.open(path).status for name, path in paths.items()}
    return {**found, "staff": stage.open("/staff/", stage.staff.browser).status}


ALL_WELL = dict.fromkeys(("thing", "article", "search", "basket", "order", "staff"), 200)


@pytest.mark.parametrize("part", LATER)
def test_without_worker_or_mail_everything_is_taken_and_done_later(stage: Stage, part: str) -> None:
    with LATER[part](stage):
        assert read_everything(stage) == ALL_WELL
        hosted = go_to_payment(stage, stage.with_basket())
        assert "/c/pay/" in hosted.url
        assert subscribe(stage).status == 200
    assert is_well_again(stage)


def test_while_stripe_is_silent_only_paying_waits_and_the_basket_is_kept(stage: Stage) -> None:
    browser = stage.with_basket()
    with stopped(stage, "stand-in"):
        assert read_everything(stage) == ALL_WELL
        assert put_in_basket(stage, stage.browser()).status == 200
        landed = go_to_payment(stage, browser)
        assert landed.status == 503 and "Your basket is safe. Please try again" in landed.text
        assert subscribe(stage).status == 200
    assert is_well_again(stage)
    assert "/c/pay/" in go_to_payment(stage, browser).url


def test_while_nothing_can_be_written_everything_can_be_read_and_stripe_is_not_called(stage: Stage) -> None:
    browser, writer = stage.with_basket(), stage.browser()
    form = stage.open(THING, writer).form_with("sku")
    letters = stage.open("/letters/", writer).form_with("email", "consent")
    assert form is not None and letters is not None
    with read_only(stage):
        assert read_everything(stage) == ALL_WELL
        assert writer.send(form, form.filled({"quantity": "1"})).status == 503
        assert go_to_payment(stage, browser).status == 503
        asked = {"email": "late@example.com", "consent": "yes"}
        assert writer.send(letters, letters.filled(asked)).status == 503
    assert is_well_again(stage)
    assert "/c/pay/" in go_to_payment(stage, browser).url


def test_without_a_database_what_was_read_before_is_still_there(stage: Stage) -> None:
    browser = stage.with_basket()
    with ThreadPoolExecutor(8) as crowd:  # at once, so that each web process has them by then
        list(crowd.map(stage.open, [THING, ARTICLE] * 20))
    with no_database(stage):
        found = read_everything(stage)
        assert (found["thing"], found["article"]) == (200, 200)
        assert {found[name] for name in ("search", "order", "staff")} == {503}
        for path in ("/checkout/check/", "/basket/", "/checkout/email/"):
            page = stage.open(path, browser)
            assert page.status == 503 and "Traceback" not in page.text
    assert is_well_again(stage)
    assert "/c/pay/" in go_to_payment(stage, browser).url


def is_well_again(stage: Stage) -> bool:
    """Wait until every place answers, for as long as recovery may take."""
    deadline = time.monotonic() + RECOVERY
    while time.monotonic() < deadline:
        with contextlib.suppress(Exception):
            if read_everything(stage) == ALL_WELL:
                return True
        time.sleep(0.3)
    return False


def test_afterwards_the_books_agree(stage: Stage) -> None:
    told = stage.site.flask("verify")
    assert told.returncode == 0, told.stdout + told.stderr
