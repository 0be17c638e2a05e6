"""Readers of the letters: some hundred sign up, and while a letter goes out to them many of them stop it."""

import random
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from tests.faults.proving.browser import Browser, Lost
from tests.faults.proving.editing import write_article
from tests.faults.proving.history import History
from tests.faults.proving.markup import Form
from tests.faults.proving.staff import Staff
from tests.support.clocks import Clocks
from tests.support.mail import text_of
from tests.support.site import Site
from tests.support.smtp import SmtpServer

CONFIRM = re.compile(r"https?://\S+/letters/confirm/[^/\s]+/")
A_DOMAIN = 25  # people of one receiving domain, below what it gets an hour
PATIENCE = 120.0


@dataclass(kw_only=True)
class Reader:
    """One person on the list; `stopped_at` is when the answer to the stop was here, by the site's clock."""

    number: int
    email: str
    browser: Browser
    stop_url: str = ""
    stopped_at: datetime | None = None
    has_pressed: bool = False  # "Stop the letters", whatever was answered


class Readers:
    """All of them, and the staff who write."""

    def __init__(
        self,
        site: Site,
        staff: Staff,
        history: History,
        post: SmtpServer,
        clocks: Clocks,
        *,
        count: int,
        seed: int,
    ) -> None:
        self.site, self.staff, self.history, self.post, self.clocks = site, staff, history, post, clocks
        self.dice = random.Random(f"readers {seed}")
        self.people = [
            Reader(
                number=number, email=f"reader-{number}@letters-{number // A_DOMAIN}.example",
                browser=Browser(address=f"127.4.{number // 250}.{number % 250 + 1}"),
            )
            for number in range(count)
        ]  # fmt: skip
        self.titles: list[str] = []
        self._left = list(self.people)

    def join(self) -> None:
        """Everybody asks for letters, waits for the mail and presses its button."""
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(self._ask, self.people))
        deadline = time.monotonic() + PATIENCE
        links: dict[str, str] = {}
        while len(links) < len(self.people) and time.monotonic() < deadline:
            links = self._confirm_links()
            time.sleep(0.5)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda one: self._confirm(one, links.get(one.email, "")), self.people))

    def write(self, number: int) -> str:
        """Staff write an article that may be published; returns the address of its desk."""
        title = f"A chair at the sink, part {number}"
        self.titles.append(title)
        return write_article(self.staff, title)

    def publish(self, desk: str) -> None:
        """Staff press the button that writes to everybody; pressed again while it is not acknowledged."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                page = self.staff.browser.get(self.site.url + desk)
                if "See what readers see" in page.text:
                    self.history.note(0, "published with a letter", "ok", desk)
                    return
                form = Form(action=f"{self.site.url}{desk}publication", method="post")
                self.staff.browser.send(form, [])
            except Lost:
                self.history.note(0, "published with a letter", "unknown", desk)
            time.sleep(0.3)
        self.history.complain(0, f"could not publish {desk}")

    def stop_some(self, count: int, *, seconds: float) -> None:
        """Let some of those who are left stop the letters, at moments drawn from the dice."""
        leaving = [
            self._left.pop(self.dice.randrange(len(self._left))) for _ in range(min(count, len(self._left)))
        ]
        moments = [self.dice.uniform(0, seconds) for _ in leaving]
        threads = [
            threading.Thread(target=self._stop, args=(one, wait), daemon=True)
            for one, wait in zip(leaving, moments, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)

    def _ask(self, one: Reader) -> None:
        page = one.browser.get(f"{self.site.url}/letters/")
        form = next(form for form in page.forms if form.has("email") and form.has("consent"))
        landed = one.browser.send(
            form, form.filled({"email": one.email, "frequency": "article", "consent": "yes"})
        )
        outcome = "ok" if landed.status == 200 else "fail"
        self.history.note(one.number, "asked for letters", outcome, one.email)

    def _confirm_links(self) -> dict[str, str]:
        found = {}
        with self.post.lock:
            messages = list(self.post.messages)
        for to, message in messages:
            if "@letters-" in to and (link := CONFIRM.search(text_of(message))):
                found[to] = link[0]
        return found

    def _confirm(self, one: Reader, link: str) -> None:
        if not link:
            self.history.complain(one.number, f"no mail to confirm came to {one.email}")
            return
        page = one.browser.get(link)
        form = page.form_saying("Yes, write to me")
        if form is None:
            self.history.complain(one.number, f"the mail leads to {page.heading!r}")
            return
        landed = one.browser.send(form, [])
        one.stop_url = landed.link_to("/letters/unsubscribe/") or ""
        self.history.note(one.number, "confirmed the letters", "ok" if one.stop_url else "fail", one.email)

    def _stop(self, one: Reader, wait: float) -> None:
        time.sleep(wait)
        for _ in range(40):
            try:
                page = one.browser.get(one.stop_url)
                form = page.form_saying("Stop the letters")
                one.has_pressed = one.has_pressed or form is not None
                landed = one.browser.send(form, []) if form else page
                if landed.status == 200:
                    one.stopped_at = self.clocks.now()
                    self.history.note(one.number, "stopped the letters", "ok", one.email)
                    return
            except Lost:
                self.history.note(one.number, "stopped the letters", "unknown", one.email)
            time.sleep(0.5)
        self.history.complain(one.number, "could not stop the letters")
