"""Reading an article and following it to a thing, and what it is credited with (G1, G2), counted anew."""

import random
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.faults.proving.browser import Lost
from tests.faults.proving.markup import Page
from tests.faults.proving.shopper import BUSY, Shopper

if TYPE_CHECKING:
    from tests.faults.proving.judge import Evidence

LIST = "/articles/"
FOLLOWED = "paid for what an article led to"
SUMS = ("paid_minor", "refunded_minor", "first_paid_minor", "first_refunded_minor")


def follow_article(shopper: Shopper) -> Iterator[tuple[str, int]]:
    """Open one article of the list after another, and yield what each leads to, by its link, until one can be had."""
    dice = random.Random(f"article {shopper.errand.number}")
    listed = shopper.insist("look through the articles", lambda: shopper.open(LIST))
    paths = {urlsplit(url).path for url, _ in listed.links}
    articles = sorted(
        one for one in paths if one.startswith(LIST) and one.count("/") == 3 and one.endswith("/")
    )
    dice.shuffle(articles)
    for article in articles:
        page = shopper.insist("read an article", lambda path=article: read_article(shopper, path), article)
        links = [urlsplit(url) for url, _ in page.links if "/products/" in url and "via=" in url]
        shopper.led = {one.path.split("/")[2]: f"{one.path}?{one.query}" for one in links}
        yield from ((slug, 1) for slug in dice.sample(sorted(shopper.led), k=len(shopper.led)))


def read_article(shopper: Shopper, path: str) -> Page:
    """Open an article; the list again where editors have taken it back since the list was read, as it must say too."""
    page = shopper.browser.get(shopper.site + path)
    if page.status in BUSY:
        raise Lost(f"GET {path}: {page.status}")
    if page.status != 404:
        return page
    listed = shopper.open(LIST)
    return page if any(urlsplit(url).path == path for url, _ in listed.links) else listed


def pay_for_what_it_led_to(shopper: Shopper, card: str) -> None:
    """Pay, and note that an article led here."""
    if shopper.pay(card):
        shopper.history.note(shopper.errand.number, FOLLOWED, "ok", shopper.session)


def credited_orders(seen: "Evidence") -> tuple[int, list[str]]:
    """G1: whoever came by an article has it in the order, and the order is counted with all that went back of it."""
    sessions = {row["session_id"]: row["order_id"] for row in seen.payments if row["is_kept"]}
    told = [sessions.get(one) for one in seen.history.subjects(FOLLOWED)]
    lines = "SELECT count(*) FROM order_lines WHERE order_id = :id AND via <> ''"
    problems = [
        f"order id {one} came by an article and does not say so"
        for one in told
        if one is not None and not seen.books.number(lines, id=one)
    ]
    counted = {
        row["order_id"]: row["refunded_minor"] for row in seen.books.rows("SELECT * FROM counted_orders")
    }
    led = {row["order_id"]: row["gone"] for row in led_lines(seen)}
    problems += [
        f"order id {one}: {led.get(one)} went back, {counted.get(one)} of it is counted"
        for one in sorted(led.keys() | counted.keys())
        if led.get(one) != counted.get(one)
    ]
    return len(led), problems


def credited_sums(seen: "Evidence") -> tuple[int, list[str]]:
    """G2: each edge has what the lines say that it led to, as the last and as the first that was followed."""
    edges = {row["id"] for row in seen.books.rows("SELECT id FROM edges")}
    ours, theirs = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for row in led_lines(seen):
        last = int(row["via"].rpartition(",")[2])
        first = int(row["via"].partition(",")[0])
        back = min(row["paid"], row["paid"] * row["gone"] // row["total"]) if row["total"] else 0
        for edge, prefix in ((last, ""), (first if first in edges else last, "first_")):
            ours[edge, f"{prefix}paid_minor"] += row["paid"]
            ours[edge, f"{prefix}refunded_minor"] += back
    for row in seen.books.rows(f"SELECT edge_id, {', '.join(SUMS)} FROM edge_sales"):  # noqa: S608  (the names above)
        theirs.update({(row["edge_id"], name): row[name] for name in SUMS})
    return len({edge for edge, _ in theirs}), [
        f"edge {edge}: its orders make {ours[edge, name]} as {name}, it is credited with {theirs[edge, name]}"
        for edge, name in sorted({*ours, *theirs})
        if ours[edge, name] != theirs[edge, name]
    ]


def led_lines(seen: "Evidence") -> list[dict[str, int | str]]:
    """Return the lines of paid orders that an edge led to which leads to just that product."""
    rows = seen.books.rows(
        "SELECT l.order_id, l.via, l.total_minor - l.discount_minor AS paid, o.refunded_minor AS gone,"
        " o.total_minor AS total, v.product_id FROM order_lines l JOIN orders o ON o.id = l.order_id"
        " JOIN variants v ON v.id = l.variant_id WHERE l.via <> '' AND o.paid_at IS NOT NULL"
    )
    edges = seen.books.rows("SELECT id, to_id FROM edges WHERE to_kind = 'product'")
    leads = {(row["id"], row["to_id"]) for row in edges}
    return [row for row in rows if (int(row["via"].rpartition(",")[2]), row["product_id"]) in leads]
