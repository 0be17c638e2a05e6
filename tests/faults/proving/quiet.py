"""Waiting until nothing is owed: outbox empty, webhooks delivered, every event read by the reconciler."""

import time

from tests.faults.proving.books import Books
from tests.faults.proving.till import Till

PAUSE = 1.0


def wait_until_quiet(
    books: Books, till: Till, *, seconds: float, with_pictures: bool, with_sending: bool
) -> list[str]:
    """Return what is still owed when the time is over; nothing, when it has become quiet."""
    deadline = time.monotonic() + seconds
    while True:
        owed = what_is_owed(books, till, with_pictures=with_pictures, with_sending=with_sending)
        if not owed or time.monotonic() > deadline:
            return owed
        time.sleep(PAUSE)


def what_is_owed(books: Books, till: Till, *, with_pictures: bool, with_sending: bool) -> list[str]:
    """Return a sentence for each thing that is not done yet."""
    sentences = []
    items = books.owed(with_pictures=with_pictures)
    if items:
        sentences.append(f"{items} outbox items are owed")
    states = ("waiting", "sending") if with_sending else ("waiting",)
    copies = sum(
        books.number("SELECT count(*) FROM deliveries WHERE state = :state", state=one) for one in states
    )
    if copies:
        sentences.append(f"{copies} copies of letters are owed")
    pending = till.state()["deliveries"].get("pending", 0)
    if pending:
        sentences.append(f"{pending} webhooks are on their way")
    unread = events_of(till) - {row["stripe_id"] for row in books.rows("SELECT stripe_id FROM stripe_events")}
    if unread:
        sentences.append(f"{len(unread)} events have not been heard of")
    return sentences


def events_of(till: Till) -> set[str]:
    """Return the ids of all events of the stand-in."""
    return {event["id"] for event in till.list_all("/v1/events")}
