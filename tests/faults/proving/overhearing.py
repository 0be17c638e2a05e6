"""What the article's page and the mails say of comments when all is over (K1, E4)."""

from collections import Counter

from tests.faults.proving.books import Books
from tests.faults.proving.browser import Browser
from tests.faults.proving.commenting import DOMAIN, OLDEST
from tests.faults.proving.history import History
from tests.faults.proving.judge import Finding
from tests.faults.proving.talk import ROWS, presses_of
from tests.support.mail import text_of
from tests.support.smtp import SmtpServer


def judge_talk(site: str, books: Books, history: History, post: SmtpServer) -> list[Finding]:
    """Return what does not hold of the page and of the mails."""
    shown, mailed = page_of_comments(site, books, history), mails_of_comments(post)
    return [
        Finding(
            code="K1",
            rule="the page shows what was approved, once",
            looked_at=shown[0],
            problems=tuple(shown[1]),
        ),
        Finding(
            code="E4",
            rule="no mail of the comments came twice",
            looked_at=mailed[0],
            problems=tuple(mailed[1]),
        ),
    ]


def page_of_comments(site: str, books: Books, history: History) -> tuple[int, list[str]]:
    """K1: the page of the article shows the words of the shown comments, once, and no others."""
    slug = books.rows(OLDEST)[0]["slug"]
    page = Browser(address="127.6.1.1").get(f"{site}/articles/{slug}/comments/")
    shown = [row["text"] for row in books.rows(ROWS) if row["state"] == "shown"]
    marks = presses_of(history)
    return len(marks), [
        f"the page shows {mark!r} {page.text.count(mark)} times, {wanted} is approved"
        for mark in marks
        if page.text.count(mark) != (wanted := sum(mark in text for text in shown))
    ]


def mails_of_comments(post: SmtpServer) -> tuple[int, list[str]]:
    """E4: a mailbox is asked once to confirm, and hears once of each answer."""
    with post.lock:
        taken = [(to, text_of(message)) for to, message in post.messages if to.endswith(DOMAIN)]
    doors = ("/comments/confirm/", "/comments/stop/")
    counts = Counter((to, door) for to, text in taken for door in doors if door in text)
    # one answer is all that anybody gets
    return len(taken), [
        f"{count} mails to {to} with {door}" for (to, door), count in counts.items() if count > 1
    ]
