"""One press that is written down: answered, refused, or left without an answer. Each bears a mark to look for later."""

import secrets

from tests.faults.proving.browser import Browser, Lost
from tests.faults.proving.history import History
from tests.faults.proving.markup import Form, Page


def new_mark(words: str) -> str:
    """Return words that stand in one press alone."""
    return f"{words} {secrets.token_hex(5)}"


def press(
    browser: Browser,
    history: History,
    who: int,
    what: str,
    mark: str,
    form: Form,
    pairs: list[tuple[str, str]],
    button: str = "",
) -> Page | None:
    """Send a form once and note what was answered; None when nothing was. What broke on the other side is unknown."""
    try:
        page = browser.send(form, pairs, button)
    except Lost:
        history.note(who, what, "unknown", mark)
        return None
    if page.status == 500:
        history.complain(who, f"500 while trying: {what}")
    outcome = "ok" if page.status < 400 else "fail" if page.status < 500 else "unknown"
    history.note(who, what, outcome, mark)
    return page
