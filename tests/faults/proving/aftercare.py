"""After the sale, while it burns: staff send parcels, change orders and take things back; buyers return and withdraw.

Several hands do it at once and often with one order. What is done next is what was done least; on which order, the
dice say. Who may be a hand and what it looks at is as on the staff's pages; which orders there are is read from the
books, as a person would see from the list.
"""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy.exc import DBAPIError

from tests.faults.proving import adding, giving
from tests.faults.proving.books import Books, Row
from tests.faults.proving.browser import Browser, Lost
from tests.faults.proving.deeds import BY_BUYERS, DEEDS
from tests.faults.proving.history import History
from tests.faults.proving.markup import Form, Page
from tests.faults.proving.pressing import press
from tests.faults.proving.shopper import Shopper

PAUSE, LONGEST = 0.3, 90.0
FIRST_NUMBER = 1000
OPEN = "o.state = 'open' AND o.payment IN ('paid', 'part_refunded') AND o.credit_minor = 0"
UNITS = "(SELECT sum(l.quantity) FROM order_lines l WHERE l.order_id = o.id)"
ORDERS = "SELECT o.id, o.email, o.paid_minor, o.refunded_minor FROM orders o"
NOT_YET = "NOT EXISTS (SELECT 1 FROM {} x WHERE x.order_id = o.id)"
SENT = "sent a parcel"
NO_ADDITION = NOT_YET.format("additions")  # its buyer's page is the first order's


@dataclass(frozen=True, kw_only=True)
class Chore:
    """Something that is done after a sale: where there is occasion, and to how many of a hundred orders it happens."""

    what: str
    of_hundred: int
    occasions: str


CHORES = (
    Chore(what=SENT, of_hundred=90, occasions=f"{OPEN} AND o.is_shipped AND o.fulfilment <> 'complete'"),
    Chore(what="changed the address", of_hundred=8, occasions=f"{OPEN} AND o.is_shipped AND o.fulfilment = 'none'"),
    Chore(what="took units off", of_hundred=8, occasions=f"{OPEN} AND o.fulfilment = 'none' AND {UNITS} > 1"),
    Chore(what="gave a part back", of_hundred=8, occasions=f"{OPEN} AND o.refunded_minor = 0"),
    Chore(
        what="gave a card its part back", of_hundred=2,
        occasions="o.credit_minor > 0 AND o.payment = 'paid' AND o.state = 'open'",
    ),
    Chore(what="cancelled", of_hundred=6, occasions=f"{OPEN} AND o.fulfilment = 'none'"),
    Chore(
        what="announced a return", of_hundred=25,
        occasions="o.state <> 'cancelled' AND o.credit_minor = 0 AND o.is_shipped AND o.fulfilment = 'complete'"
        f" AND {NOT_YET.format('returns')} AND {NO_ADDITION}",
    ),
    Chore(what="withdrew", of_hundred=6, occasions=f"{OPEN} AND {NOT_YET.format('withdrawals')} AND {NO_ADDITION}"),
    Chore(
        what="took a return in", of_hundred=40,
        occasions="EXISTS (SELECT 1 FROM returns x WHERE x.order_id = o.id AND x.received_at IS NULL)",
    ),
    Chore(
        what="decided about a return", of_hundred=40,
        occasions="EXISTS (SELECT 1 FROM returns x WHERE x.order_id = o.id AND x.received_at IS NOT NULL"
        " AND x.settled_at IS NULL)",
    ),
    Chore(
        what="paid for a return", of_hundred=40,
        occasions="o.payment IN ('paid', 'part_refunded') AND EXISTS (SELECT 1 FROM returns x WHERE x.order_id = o.id"
        " AND x.settled_at IS NOT NULL)",
    ),
    Chore(
        what="added to an order", of_hundred=6, occasions=f"{OPEN} AND {adding.OPEN_TO_MORE}",
    ),
    Chore(
        what=adding.EXCHANGED, of_hundred=6, occasions=f"{OPEN} AND {adding.OPEN_TO_MORE}",
    ),
    Chore(what=adding.PAID, of_hundred=40, occasions=f"{adding.WAITING} AND NOT {adding.IS_EXCHANGE}"),
    Chore(what=adding.AGREED, of_hundred=40, occasions=f"{adding.WAITING} AND {adding.IS_EXCHANGE}"),
    Chore(what=giving.TAKEN_BACK, of_hundred=1, occasions=giving.CARDS_LEFT),
    Chore(
        what="answered a withdrawal", of_hundred=40,
        occasions="EXISTS (SELECT 1 FROM withdrawals x WHERE x.order_id = o.id AND x.answered_at IS NULL)",
    ),
)  # fmt: skip


class Aftercare(threading.Thread):
    """One hand. `buyers`: mail address -> who bought with it; it grows while people shop."""

    def __init__(
        self, site: str, cookies: dict[str, str], books: Books, history: History, *, number: int, seed: int,
        buyers: dict[str, Shopper],
    ) -> None:  # fmt: skip
        super().__init__(name=f"aftercare {number}", daemon=True)
        self.site, self.books, self.history, self.buyers = site, books, history, buyers
        self.number = FIRST_NUMBER * 100 + number
        self.browser = Browser(address=f"127.2.1.{number + 1}")
        self.browser.cookies, self.browser.here = dict(cookies), f"{site}/staff/"
        self.dice = random.Random(f"aftercare {seed} {number}")
        self.has_pressed = False  # whether the last page had anything to press
        self._ending = threading.Event()
        self._deadline = 0.0

    def run(self) -> None:
        """Do one thing after another, until it is time to go home and each was done at least once."""
        while not self._ending.is_set() or (self.lacks() and time.monotonic() < self._deadline):
            time.sleep(self.dice.uniform(0.1, 1.0) * PAUSE)
            try:
                self.do_what_was_done_least()
            except (Lost, DBAPIError, KeyError):
                continue  # a page that did not come, or came from a part that is being started again

    def finish(self) -> None:
        """Let what was never done be done, then go home."""
        self._deadline = time.monotonic() + LONGEST
        self._ending.set()
        self.join(LONGEST + 60)

    def lacks(self) -> list[str]:
        """Return what nobody has done yet with success."""
        counts = self.history.counts()
        return [one.what for one in CHORES if not counts[one.what, "ok"]]

    def do_what_was_done_least(self) -> None:
        """Look for an occasion, from the rarest deed to the most frequent."""
        counts, lacking = self.done_so_far(), self.lacks()
        orders = self.books.number("SELECT count(*) FROM orders WHERE paid_minor > 0")
        for chore in sorted(CHORES, key=lambda one: (counts[one.what] / one.of_hundred, one.what)):
            if chore.what not in lacking and counts[chore.what] >= orders * chore.of_hundred / 100:
                continue
            if (
                chore.what == SENT
                and counts[SENT] >= 2
                and not (counts[adding.ADDED] and counts[adding.EXCHANGED])
            ):
                continue  # what has left holds no more; in a small run everything would have
            rows = self.books.rows(f"{ORDERS} WHERE {chore.occasions} ORDER BY o.id")
            if chore.what in BY_BUYERS:
                rows = [row for row in rows if row["email"] in self.buyers]
            self.has_pressed = False
            if rows:
                DEEDS[chore.what](self, self.dice.choice(rows), chore.what)
            if self.has_pressed:
                return

    def done_so_far(self) -> Counter[str]:
        """Return how often each chore was done, or may have been."""
        counts = Counter[str]()
        for (what, outcome), number in self.history.counts().items():
            counts[what] += number if outcome != "fail" else 0
        return counts

    def open_order(self, row: Row, part: str = "") -> Page:
        """Open an order's page at the desk, or one below it."""
        return self.open(f"/staff/orders/{row['id'] + FIRST_NUMBER}/{part}")

    def open(self, path: str, browser: Browser | None = None) -> Page:
        """Open a page; one that does not come counts as lost."""
        page = (browser or self.browser).get(self.site + path)
        if page.status >= 400:
            if page.status == 500:
                self.history.complain(self.number, f"500 from {urlsplit(page.url).path}")
            raise Lost(f"{page.status} from {path}")
        return page

    def press(
        self, what: str, mark: str, form: Form | None, typed: dict[str, str], button: str = "", *,
        browser: Browser | None = None,
    ) -> Page | None:  # fmt: skip
        """Fill and send a form that the page has shown; where it shows none, somebody else was faster."""
        if form is None:
            return None
        self.has_pressed = True
        return press(
            browser or self.browser, self.history, self.number, what, mark, form, form.filled(typed), button
        )
