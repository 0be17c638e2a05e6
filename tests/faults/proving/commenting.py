"""Below an article while it burns: readers write, confirm by mail, answer and take back; one of us reads all of it."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.proving.books import Books
from tests.faults.proving.browser import Browser, Lost
from tests.faults.proving.history import History
from tests.faults.proving.markup import Form, Page
from tests.faults.proving.pressing import new_mark, press
from tests.support.mail import text_of
from tests.support.smtp import SmtpServer

WROTE, CONFIRMED, TAKEN_BACK = "wrote a comment", "confirmed a comment", "took a comment back"
SHOWED, HID, CLOSED = "showed a comment", "hid a comment", "closed the comments"
DOMAIN = "talk.example"
CONFIRM = re.compile(r"https?://\S+/comments/confirm/[^/\s]+/")
READING = 3.2  # seconds that a person looks at the form; whoever is quicker is asked to look again
PATIENCE, PAUSE, NUMBER = 45.0, 0.5, 3000
OLDEST = "SELECT id, slug FROM articles WHERE state = 'published' ORDER BY published_at, id LIMIT 1"


@dataclass(kw_only=True)
class Writer:
    """Who writes, and what in; `said` are the marks of their comments, `own` is their page behind its link."""

    number: int
    browser: Browser
    said: list[str]
    link: str = ""
    own: str = ""

    @property
    def email(self) -> str:
        """Their address."""
        return f"writer-{self.number}@{DOMAIN}"


class Talk(threading.Thread):
    """What is said below the oldest article, from the first comment to the closing."""

    def __init__(
        self, site: str, cookies: dict[str, str], history: History, books: Books, post: SmtpServer, *, writers: int
    ) -> None:  # fmt: skip
        super().__init__(name="talk", daemon=True)
        self.site, self.history, self.books, self.post = site, history, books, post
        self.article, self.slug = books.rows(OLDEST)[0].values()
        self.moderator = Browser(address="127.2.4.1")
        self.moderator.cookies, self.moderator.here = dict(cookies), f"{site}/staff/"
        self.writers = [
            Writer(number=number, browser=Browser(address=f"127.6.0.{number + 1}"), said=[])
            for number in range(writers)
        ]

    def run(self) -> None:
        """All write; all but the last one confirm; one is hidden, one is answered and then takes their words back."""
        self.say(self.writers)
        self.await_links()
        for one in self.writers[:-1]:
            self.confirm(one)
        known = [one for one in self.writers if one.own]
        for one in known:
            self.decide(one.said[0], HID if one is known[-1] else SHOWED)
        if len(known) > 2:
            self.talk_on(known[0], known[1])
        late = [(one, form) for one in known[1:2] if (form := self.open_form(one, 0))]
        self.insist(CLOSED, str(self.article), self.moderator, self.find_closing, "Close the comments")
        time.sleep(READING)
        for one, form in late:  # whoever had the page open
            self.send(one, form, new_mark("late"))

    def finish(self) -> None:
        """Wait for the end of it."""
        self.join(6 * PATIENCE)

    def talk_on(self, first: Writer, second: Writer) -> None:
        """The second answers the first, who takes their words back, above an answer that stays."""
        self.say([second], to=self.id_of(first.said[0]))
        self.confirm(second)
        self.decide(second.said[-1], SHOWED)
        self.insist(
            TAKEN_BACK, first.said[0], first.browser,
            lambda: first.browser.get(first.own).form_saying("Take it back"),
            "Take it back",
        )  # fmt: skip

    def say(self, writers: list[Writer], *, to: int = 0) -> None:
        """Open the form, type for a while and send it, again while nobody answers: the same words are one comment."""
        forms = [(one, self.open_form(one, to)) for one in writers]
        time.sleep(READING)
        for one, form in forms:
            mark, deadline = new_mark("spoken"), time.monotonic() + PATIENCE
            while form and not self.send(one, form, mark) and time.monotonic() < deadline:
                time.sleep(PAUSE)

    def open_form(self, one: Writer, to: int) -> Form | None:
        """Return the form for a comment, or for an answer to one."""
        found: list[Form | None] = []
        self.until(lambda: bool(found.append(self.find_form(one, to)) or found[-1]))
        return found[-1] if found else None

    def find_form(self, one: Writer, to: int) -> Form | None:
        """Return the form, where the page has it."""
        page = one.browser.get(f"{self.site}/articles/{self.slug}/comments/write/?to={to or ''}")
        return next((form for form in page.forms if form.has("text")), None)

    def send(self, one: Writer, form: Form, mark: str) -> bool:
        """Send a comment once; say whether an answer came."""
        typed = {
            "text": f"A stool helped me. {mark}", "name": f"Robin {one.number}", "email": one.email, "agreed": "yes",
            "wants_answers": "yes",
        }  # fmt: skip
        page = press(one.browser, self.history, NUMBER + one.number, WROTE, mark, form, form.filled(typed))
        if page is not None and page.status == 200 and mark not in one.said:
            one.said.append(mark)
        return page is not None and page.status < 500

    def await_links(self) -> None:
        """Wait for the mails; one that a kill has left uncertain may never come."""

        def all_came() -> bool:
            with self.post.lock:
                taken = [(to, text_of(message)) for to, message in self.post.messages if DOMAIN in to]
            links = {to: link[0] for to, text in taken if (link := CONFIRM.search(text))}
            for one in self.writers:
                one.link = links.get(one.email, "")
            return all(one.link for one in self.writers)

        self.until(all_came)

    def confirm(self, one: Writer) -> None:
        """Press the button behind the mailed link, for the newest words."""
        if one.link and one.said:
            page = self.insist(
                CONFIRMED, one.said[-1], one.browser,
                lambda: one.browser.get(one.link).form_saying("Yes, this is mine"),
                "Yes, this is mine",
            )  # fmt: skip
            one.own = page.url if page and "/comments/yours/" in page.url else one.own

    def decide(self, mark: str, what: str) -> None:
        """One of us shows a comment or hides it."""
        action, button = f"/{self.id_of(mark)}/decision/", "Show it" if what == SHOWED else "Hide it"

        def find() -> Form | None:
            page = self.moderator.get(f"{self.site}/staff/comments/")
            return next((form for form in page.forms if form.action.endswith(action)), None)

        self.insist(what, mark, self.moderator, find, button)

    def find_closing(self) -> Form | None:
        """Return the button that closes the comments below the article, where it is still to be pressed."""
        page = self.moderator.get(f"{self.site}/staff/comments/articles/{self.article}/")
        return page.form_saying("Close the comments")

    def insist(
        self, what: str, mark: str, browser: Browser, find: Callable[[], Form | None], button: str
    ) -> Page | None:
        """Press a button until it is answered, or is not there any more because an unanswered press was heard."""
        pages: list[Page | None] = []

        def is_answered() -> bool:
            form = find()
            if form is None:
                return True
            pages.append(press(browser, self.history, NUMBER, what, mark, form, form.filled({}), button))
            return pages[-1] is not None and pages[-1].status < 400

        self.until(is_answered)
        return pages[-1] if pages else None

    def until(self, is_done: Callable[[], bool]) -> None:
        """Try again until it is done or patience is over."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if is_done():
                    return
            except Lost:
                pass
            time.sleep(PAUSE)

    def id_of(self, mark: str) -> int:
        """Return the id of the comment with these words; 0 for none."""
        rows = self.books.rows("SELECT id FROM comments WHERE text LIKE :mark", mark=f"%{mark}%")
        return int(rows[0]["id"]) if rows else 0
