"""A robot that shops as people do: reads pages, fills forms, presses, and presses again when no answer came."""

import random
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from tests.faults.proving import pressing
from tests.faults.proving.browser import Browser, Lost, origin_of
from tests.faults.proving.errands import Errand, Way
from tests.faults.proving.history import History
from tests.faults.proving.markup import Form, Page
from tests.faults.proving.till import Till

STEP_SECONDS = 90.0
PAY_WORDS = ("Go to payment", "with your gift card")
SUMS_WORDS = "Please look at the sums again"  # a code or a card gives less than a moment ago
MOST_LOOKS = 5
GO_ON_WORDS = "Go on to delivery"
GONE_WORDS = "not in your basket any more, so nothing was changed"  # another tab has paid for it
#: what may be said while a part of the site is being started again
BUSY = frozenset({502, 503, 504})


class GaveUp(Exception):
    """A step that did not come to an end."""


class Gone(GaveUp):
    """What was put in the basket is not there any more, as its page says or shows."""


class SoldOut(Exception):
    """The shop has said that it has not enough."""


class Shopper:
    """One visitor with a browser and a purpose; what was acknowledged is noted in the history."""

    def __init__(self, site: str, errand: Errand, history: History, till: Till) -> None:
        self.site, self.errand, self.history, self.till = site, errand, history, till
        self.browser = Browser(address=errand.address)
        self.basket: dict[str, int] = {}
        self.led: dict[str, str] = {}  # slug -> the link of an article that led to its page
        self.was_asked_where = False
        self.session = ""
        self.order_url = ""
        self._dice = random.Random(errand.number)

    def put_in_basket(self, slug: str, units: int, *, once_more: bool = False) -> None:
        """Choose a product's first variant, `once_more` though it is in there already; raises SoldOut."""
        path = self.led.get(slug, f"/products/{slug}/")

        def press() -> Page:
            page = self.open(path)
            form = page.form_with("sku")
            if form is None:
                raise SoldOut(slug)
            sku = dict(form.filled({}))["sku"]
            if sku in self.look_in_basket() and not once_more:
                return self.open("/basket/")
            page = self.browser.get(self.site + path)
            landed = self.browser.send(
                form, form.filled({"sku": sku, "quantity": str(units)}), "Put in basket"
            )
            found = basket_on(landed)
            if landed.status == 200 and sku not in found:
                self.complain(f"{sku} was acknowledged and is not in the basket")
            return landed

        landed = self.insist("put in basket", press, slug)
        self.basket = basket_on(landed)

    def change_quantity(self, units: int) -> None:
        """Ask for another number of the first thing in the basket. Raises Gone."""
        sku = next(iter(self.basket))

        def press() -> Page:
            page = self.open("/basket/")
            form = next((one for one in page.forms if one.action.endswith(f"/lines/{sku}")), None)
            landed = self.browser.send(form, form.filled({"quantity": str(units)})) if form else page
            if form is None or GONE_WORDS in landed.text:
                raise Gone(f"{sku} is not in the basket any more")
            if landed.status == 200 and basket_on(landed).get(sku) != units:
                self.complain(
                    f"{units} of {sku} were acknowledged, the basket shows {basket_on(landed).get(sku)}"
                )
            return landed

        self.basket = basket_on(self.insist("change quantity", press, sku))

    def enter_code(self, code: str) -> bool:
        """Type a code of an offer or a gift card in the basket; returns whether it was taken."""

        def press() -> Page:
            page = self.open("/basket/")
            if page.form_with("card") or page.form_saying("Take the code out"):
                return page
            form = page.form_with("code")
            if form is None:
                raise SoldOut(page.heading)
            return self.browser.send(form, form.filled({"code": code}))

        return self.insist("enter a code", press, refusals=True).status == 200

    def look_in_basket(self) -> dict[str, int]:
        """Return SKU -> units as the basket's page shows them."""
        return basket_on(self.open("/basket/"))

    def answer_questions(self) -> Page:
        """Go from the basket to the page where answers are checked; returns that page."""

        def walk() -> Page:
            page = self.set_out(self.open("/basket/"))
            for _ in range(12):
                form = question_on(page)
                self.was_asked_where = self.was_asked_where or (form is not None and form.has("street"))
                if page.status != 200 or form is None or pay_form_on(page):
                    return page
                page = self.browser.send(form, form.filled(self.errand.answers))
            raise GaveUp(f"the questions do not end; the last was {page.heading!r}")

        page = self.insist("answer questions", walk)
        if basket_on(page) and not pay_form_on(page):
            raise SoldOut("something in the basket, while answering")
        asked = ("email", "street", "postal_code") if self.needs_address else ("email",)
        for name in asked:
            if self.errand.answers[name] not in page.text:
                self.complain(f"{name} was acknowledged and is not on the page {page.heading!r}")
        return page

    @property
    def needs_address(self) -> bool:
        """Whether what is bought goes by parcel; for files and gift cards alone no address is asked for."""
        if self.errand.way in (Way.READS_FIRST, Way.GIVES):
            return self.was_asked_where
        return self.errand.way is not Way.FETCHES

    def set_out(self, basket: Page) -> Page:
        """Go on from the basket: by its link, or with the way of delivery that is marked there. Raises SoldOut."""
        start = basket.link_to("/checkout")
        if start is not None:
            return self.browser.get(start)
        ways = basket.form_with("way")
        if ways is None or GO_ON_WORDS not in basket.text:
            raise SoldOut(basket.heading)
        return self.browser.send(ways, [*ways.filled({}), ("on", "yes")])

    def go_to_payment(self) -> None:
        """Press the button with the sum; lands on the stand-in's page. Raises SoldOut."""

        def press() -> Page:
            page = self.answer_questions()
            form = pay_form_on(page)
            if form is None:
                raise GaveUp(f"no way to payment on {page.heading!r}")
            return self.browser.send(form, form.agreed())

        for _ in range(MOST_LOOKS):
            landed = self.insist("go to payment", press, refusals=True)
            if landed.status < 400 or not (pay_form_on(landed) or SUMS_WORDS in landed.text):
                break  # else the sum is another one than the page had shown, and is looked at before the next press
        if self.is_ours(landed.url):
            if landed.status in (409, 422):
                raise SoldOut(landed.heading)
            self.order_url = landed.url
            if self.errand.way is Way.PAYS_BY_CARD:
                self.history.note(self.errand.number, "paid by gift card alone", "ok", landed.url)
            return
        self.session = urlsplit(landed.url).path.rpartition("/")[2]
        self.history.note(self.errand.number, "session opened", "ok", self.session)

    def pay(self, card: str, *, answer: str = "") -> bool:
        """Press a card on the stand-in's page, answer the bank if it asks; returns whether it is paid."""
        url = self.browser.here

        def press() -> Page:
            page = self.browser.get(url)
            form = page.form_saying(f"card ending {card}")
            if form is None:
                onward = page.link_to(urlsplit(self.site).netloc)
                return self.browser.get(onward) if onward else page
            page = self.browser.send(form, [], f"card ending {card}")
            bank = page.form_with("answer") or page.form_saying("Complete")
            if bank is not None and answer:
                page = self.browser.send(bank, [], answer)
            return page

        landed = self.insist("pay", press, self.session)
        if not self.is_ours(landed.url):
            return False
        self.history.note(self.errand.number, "paid", "ok", self.session)
        self.order_url = landed.url
        return True

    def fetch_files(self) -> None:
        """Press "Download" on the order's page, and find that a file comes."""

        def press() -> Page:
            page = self.browser.get(self.order_url)
            self.order_url = page.url if page.status == 200 else self.order_url
            form = page.form_saying("Download")
            if form is None:
                time.sleep(2.0)
                raise Lost("the files are not there yet")
            page = pressing.press(
                self.browser, self.history, self.errand.number, "fetched a file", self.errand.answers["email"], form,
                form.filled({}),
            )  # fmt: skip
            if page is None:
                raise Lost("no file came")
            if page.status == 200 and not page.begins.startswith("%PDF-"):
                self.complain(f"what was fetched is no PDF: {page.heading!r}")
            return page

        self.insist("fetch a file", press)

    def open(self, path: str) -> Page:
        """Open one of the site's pages; busy counts as lost, anything but 200 is a complaint."""
        page = self.browser.get(self.site + path)
        if page.status in BUSY:
            raise Lost(f"GET {path}: {page.status}")
        if page.status != 200:
            self.complain(f"{page.status} from {path}")
        return page

    def insist(
        self, what: str, press: Callable[[], Page], subject: str = "", *, refusals: bool = False
    ) -> Page:
        """Do a step until it is acknowledged; after a lost answer `press` looks first whether it happened."""
        deadline = time.monotonic() + STEP_SECONDS
        time.sleep(self._dice.uniform(0.0, self.errand.pause))
        while time.monotonic() < deadline:
            try:
                page = press()
            except Lost:
                self.history.note(self.errand.number, what, "unknown", subject)
                time.sleep(0.4)
                continue
            if page.status < 400:
                self.history.note(self.errand.number, what, "ok", subject)
                return page
            self.history.note(self.errand.number, what, "fail", f"{subject} {page.status} {page.heading}")
            if page.status >= 500 and page.status not in BUSY:
                self.complain(f"{page.status} while trying to {what}: {page.heading}")
            if refusals and page.status in (409, 422):
                return page
            time.sleep(0.6)
        self.complain(f"could not {what} within {STEP_SECONDS:.0f} seconds")
        raise GaveUp(what)

    def is_ours(self, url: str) -> bool:
        """Say whether an address is the shop's."""
        return origin_of(url) == self.site

    def complain(self, sentence: str) -> None:
        """Write down what must not be."""
        self.history.complain(self.errand.number, sentence)


def pay_form_on(page: Page) -> Form | None:
    """Return the form that leads to payment, or that pays with a gift card alone."""
    return next((form for words in PAY_WORDS if (form := page.form_saying(words)) is not None), None)


def basket_on(page: Page) -> dict[str, int]:
    """Return SKU -> units from the forms of a basket's page."""
    found = {}
    for form in page.forms:
        head, _, sku = urlsplit(form.action).path.rpartition("/lines/")
        if head and sku and form.has("quantity"):
            found[sku] = int(dict(form.filled({}))["quantity"])
    return found


def question_on(page: Page) -> Form | None:
    """Return the form that a checkout page asks to be filled."""
    return next((one for one in page.forms if one.method == "post" and "/checkout" in one.action), None)
