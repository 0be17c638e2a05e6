"""At the writing desk while it burns: two editors change, publish and take back the same articles."""

import random
import threading
import time
from urllib.parse import urlsplit

from tests.faults.proving.browser import Browser, Lost
from tests.faults.proving.history import History
from tests.faults.proving.markup import Form, Page
from tests.faults.proving.pressing import new_mark, press
from tests.faults.proving.staff import Staff

PUBLISHED, TAKEN_BACK = "published a text", "took an article back"
BODY = "## The height\n\nA stool of 60 cm fits most sinks.\n\n## The order\n\nSoak first, then sit."
#: what stands in the longer fields; the page's other fields are sent as they are shown
TYPED = {"in_short": "Sit down.\nSoak first.\nStop half way.", "body": BODY, "slug_seen": ""}
PAUSE, LONGEST = 2.0, 60.0
NUMBER = 2000


class Editor(threading.Thread):
    """One of those who write; `desks` are the addresses of the articles that all of them work on."""

    def __init__(
        self,
        site: str,
        cookies: dict[str, str],
        history: History,
        desks: list[str],
        *,
        number: int,
        seed: int,
    ) -> None:
        super().__init__(name=f"editor {number}", daemon=True)
        self.site, self.history, self.desks, self.number = site, history, desks, NUMBER * 100 + number
        self.browser = Browser(address=f"127.2.3.{number + 1}")
        self.browser.cookies, self.browser.here = dict(cookies), f"{site}/staff/"
        self.dice = random.Random(f"editor {seed} {number}")
        self._ending = threading.Event()
        self._deadline = 0.0

    def run(self) -> None:
        """Publish one text after another, and now and then take one back, until it is time to go home."""
        while not self._ending.is_set() or (self.lacks() and time.monotonic() < self._deadline):
            time.sleep(self.dice.uniform(0.2, 1.0) * PAUSE)
            try:
                self.write_on(self.dice.choice(self.desks), is_taken_back=self.dice.random() < 0.2)
            except Lost:
                continue

    def finish(self) -> None:
        """Let what was never done be done, then go home."""
        self._deadline = time.monotonic() + LONGEST
        self._ending.set()
        self.join(LONGEST + 60)

    def lacks(self) -> bool:
        """Say whether one of the two was never done with success."""
        counts = self.history.counts()
        return not (counts[PUBLISHED, "ok"] and counts[TAKEN_BACK, "ok"])

    def write_on(self, desk: str, *, is_taken_back: bool) -> None:
        """Open the desk and press one of its buttons; what another editor has kept meanwhile is refused there."""
        page = self.browser.get(self.site + desk)
        if page.status == 500:
            self.history.complain(self.number, f"500 from {desk}")
        form = page.form_saying("Keep changes")
        if page.status >= 400 or form is None:
            raise Lost(f"{page.status} from {desk}")
        time.sleep(self.dice.uniform(0.0, 0.5))  # so that two of them meet
        if is_taken_back:
            self.send(TAKEN_BACK, new_mark("back"), f"{desk}archive", form.filled(TYPED))
            return
        mark = new_mark("sentence")
        pairs = form.filled({**TYPED, "body": f"{BODY}\n\nThis is {mark}."})
        self.send(PUBLISHED, mark, f"{desk}publication", [*pairs, ("letter", "none")])

    def send(self, what: str, mark: str, action: str, pairs: list[tuple[str, str]]) -> None:
        """Press a button of the desk."""
        form = Form(action=self.site + action, method="post")
        press(self.browser, self.history, self.number, what, mark, form, pairs)


def write_article(staff: Staff, title: str) -> str:
    """Staff write an article that may be published; returns the address of its desk."""
    page = send(staff, "/staff/articles/new/", {"title": title, "article_class": "C"}, "Begin")
    typed = {
        **TYPED, "title": title, "summary": "Sitting down for the dishes.", "article_class": "C", "topic-1": "hands",
    }  # fmt: skip
    desk = urlsplit(page.url).path
    send(staff, desk, typed, "Keep changes")
    for kind, words in (("product", "stool"), ("resource", "NHS"), ("door", "Evenings")):
        send(staff, f"{desk}links/?kind={kind}&words={words}", {}, "Lead there")
    return desk


def send(staff: Staff, path: str, typed: dict[str, str], button: str) -> Page:
    """Fill and send the first form of a page that has this button."""
    page = staff.open(path)
    form = page.form_saying(button)
    assert form is not None, f"no form says {button!r} on {page.heading!r}"
    landed = staff.browser.send(form, form.filled(typed), button)
    assert landed.status == 200, f"{landed.status} {landed.heading}: {landed.text[:600]}"
    return landed
