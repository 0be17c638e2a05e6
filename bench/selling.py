"""Complete checkouts a second, from an empty basket to a paid order, beside the machine's own pgbench TPC-B rate."""

import contextlib
import http.client
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from app.config import load_config
from bench.client import Unexpected, cpu_seconds, next_address
from tests.faults.proving.books import Books
from tests.faults.proving.staff import Staff
from tests.faults.proving.till import Till
from tests.support.processes import processes_of
from tests.support.servers import Postgres, as_unprivileged, postgres_binary
from tests.support.site import Site, running_demo

SLUG, SKU = "wheat-heat-wrap", "SH-WHW"
SHOPPERS = 4
LONGEST_SET_UP = 600.0
SEEN = re.compile(r'name="seen" value="([0-9a-f]{64})"')
RATE = re.compile(r"tps = ([0-9.]+) \(without")
ANSWERS = (
    ("email", {"email": "nuala@example.com"}),
    ("country", {"country": "IE"}),
    (
        "address",
        {"name": "Nuala Byrne", "street": "14 Example Terrace", "city": "Galway", "region": "Galway"},
    ),
)


@dataclass(frozen=True, kw_only=True)
class Sold:
    """What `checkouts` took: seconds on the wall, and CPU ms a checkout by kind of process."""

    database: str
    checkouts: int
    seconds: float
    cpu: dict[str, float]

    @property
    def rate(self) -> float:
        """Complete checkouts a second."""
        return self.checkouts / self.seconds


@contextlib.contextmanager
def durable_postgres() -> Iterator[Postgres]:
    """Start a PostgreSQL that keeps what it has acknowledged, as a shop's own would."""
    cluster = Postgres(is_durable=True)
    try:
        yield cluster
    finally:
        cluster.stop()


def measure_pgbench(cluster: Postgres, *, seconds: int) -> float:
    """Return TPC-B transactions a second with as many clients as the shop has shoppers."""
    cluster.sql("CREATE DATABASE tpcb")
    place = ["-h", "127.0.0.1", "-p", str(cluster.port), "-U", "test"]
    program = postgres_binary("pgbench")
    subprocess.run(
        as_unprivileged([program, *place, "-i", "-q", "-s", "10", "tpcb"]),
        check=True,
        capture_output=True,
        cwd="/",
    )
    command = [program, *place, "-c", str(SHOPPERS), "-j", "2", "-T", str(seconds), "tpcb"]
    told = subprocess.run(
        as_unprivileged(command), check=True, capture_output=True, text=True, cwd="/"
    ).stdout
    found = RATE.search(told)
    if found is None:
        raise Unexpected(f"pgbench said no rate: {told[-200:]}")
    return float(found.group(1))


def measure_selling(database: str, database_url: str, *, checkouts: int) -> Sold:
    """Sell so many times on a site of its own with two web processes and one worker; raises Unexpected."""
    folder = Path(tempfile.mkdtemp(prefix="softhours-selling-"))
    try:
        with running_demo(
            folder / "instance", database_url=database_url, WEB_WORKERS="2", TRUSTED_PROXIES="1"
        ) as site:
            return _sell(site, database, checkouts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sell(site: Site, database: str, checkouts: int) -> Sold:
    config = load_config(site.environment)
    books = Books(config.database_url)
    Staff(site, books).count(SLUG, checkouts + 100)
    till = Till(site.instance, config.stripe_secret_key)
    _wait_for_the_worker(books)
    with _Shopper(site.url, till) as first:
        first.buy()  # imports Stripe's library and opens the connections
    pids: dict[str, list[int]] = {}
    for one in processes_of(site.instance):
        pids.setdefault(one.kind, []).append(one.pid)
    before = {kind: cpu_seconds(own) for kind, own in pids.items()}
    start = time.perf_counter()
    _run([checkouts // SHOPPERS] * SHOPPERS, site.url, till)
    seconds = time.perf_counter() - start
    done = checkouts // SHOPPERS * SHOPPERS
    cpu = {kind: (cpu_seconds(own) - before[kind]) / done * 1000 for kind, own in pids.items()}
    return Sold(database=database, checkouts=done, seconds=seconds, cpu=cpu)


def _wait_for_the_worker(books: Books) -> None:
    """Let a new site's pictures and mails be finished, which would be counted as the shop's; raises Unexpected."""
    deadline = time.monotonic() + LONGEST_SET_UP
    while books.owed(with_pictures=True):
        if time.monotonic() > deadline:
            raise Unexpected("the worker has not finished what a new site owes")
        time.sleep(1)


def buy_once(site: Site) -> None:
    """Buy one thing on a running site."""
    config = load_config(site.environment)
    Staff(site, Books(config.database_url)).count(SLUG, 5)
    with _Shopper(site.url, Till(site.instance, config.stripe_secret_key)) as shopper:
        shopper.buy()


def _run(shares: Sequence[int], origin: str, till: Till) -> None:
    problems: list[str] = []

    def work(count: int) -> None:
        try:
            with _Shopper(origin, till) as shopper:
                for _ in range(count):
                    shopper.buy()
        except (OSError, http.client.HTTPException, Unexpected) as error:
            problems.append(f"a checkout: {error}")

    threads = [threading.Thread(target=work, args=(count,)) for count in shares]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if problems:
        raise Unexpected(problems[0])


class _Shopper:
    """Somebody who buys one thing again and again on one kept connection, each time with a new basket and address."""

    def __init__(self, origin: str, till: Till) -> None:
        self.origin, self.till = origin, till
        self.connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=30)
        self.headers: dict[str, str] = {}

    def __enter__(self) -> "_Shopper":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def buy(self) -> None:
        """Go from an empty basket to the page of a paid order; raises Unexpected where a step leads elsewhere."""
        self.headers = {"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": next_address()}
        self.send("/basket/lines", {"sku": SKU, "quantity": "1"})
        for step, answers in ANSWERS:
            self.send(f"/checkout/{step}/", answers)
        seen = SEEN.search(self.ask("GET", "/checkout/check/", 200)[1])
        if seen is None:
            raise Unexpected("the check page names nothing to agree to")
        hosted = self.send("/checkout/payment", {"seen": seen.group(1), "consent": "yes"})
        session = hosted.rpartition("/")[2]
        self.till.pay(session)
        order = self.ask("GET", f"/checkout/done/?session={session}", 303)[0]
        if "/orders/" not in order:
            raise Unexpected(f"the paid session led to {order}")

    def send(self, path: str, form: dict[str, str]) -> str:
        """Post a form and return where it leads."""
        return self.ask("POST", path, 303, urlencode(form))[0]

    def ask(self, method: str, path: str, status: int, body: str | None = None) -> tuple[str, str]:
        """Return where an answer leads and its text; raises Unexpected for another status."""
        more = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        self.connection.request(method, path, body=body, headers={**self.headers, **more})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status != status:
            raise Unexpected(f"{method} {path} answered {answer.status}")
        cookie = (answer.headers.get("Set-Cookie") or "").partition(";")[0]
        if cookie:
            self.headers["Cookie"] = cookie
        return answer.headers.get("Location") or "", text
