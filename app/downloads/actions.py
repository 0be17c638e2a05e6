"""What staff and buyers do with files: attach, take off, agree, hand over, fetch, end."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import update

from app.audit.actions import record
from app.catalog.actions import get_locked
from app.db import db, insert_if_absent
from app.downloads.errors import DownloadOver, FileRefused, NoSuchFile
from app.downloads.models import DigitalConsent, Download, DownloadEnding, ProductFile
from app.downloads.queries import Offered, files_of_lines, find_consent, get_file_of, list_offered
from app.downloads.rules import (
    CONSENT_WORDING,
    LINK_LIFE,
    MOST_DOWNLOADS,
    SAME_PRESS,
    read_link,
    sign_link,
)
from app.errors import DomainError
from app.freshness import raise_version
from app.orders.buyer import tidy
from app.orders.models import Order, OrderLine
from app.orders.queries import get_order_with_lines
from app.orders.shipping import hand_over

USED_UP = f"This file was downloaded {MOST_DOWNLOADS} times, as often as we allow. Write to us if you need it again."
LINK_ENDED = (
    "This link has ended; one works for a day. Open your order from our mail and press Download again."
)


def attach_file(
    product_id: int, kept: tuple[str, str, int], *, title: str, actor: str, now: datetime
) -> ProductFile:
    """Add a kept file, as (digest, suffix, bytes), to a product under a title; raises FileRefused, NotFound."""
    words = tidy(title)
    if not words or len(words) > 120:
        raise FileRefused("Give the file a name of up to 120 letters; its buyers read it.")
    digest, suffix, size = kept
    product = get_locked(product_id)
    if product.is_gift_card:
        raise FileRefused("A gift card has no files: its buyers get a code.")
    file = ProductFile(
        product_id=product.id, title=words, suffix=suffix, size=size, digest=digest, stored_at=now, stored_by=actor
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()
    details = {"file": file.id, "kind": suffix}
    record("product.file_added", actor=actor, subject=("product", product.id), now=now, details=details)
    raise_version()
    return file


def remove_file(product_id: int, file_id: int, *, actor: str, now: datetime) -> None:
    """Take a file off a product; whoever bought it before keeps it. Raises NoSuchFile."""
    product = get_locked(product_id)
    file = get_file_of(product.id, file_id)
    file.removed_at, file.removed_by = now, actor
    record(
        "product.file_removed",
        actor=actor,
        subject=("product", product.id),
        now=now,
        details={"file": file_id},
    )
    db.session.flush()
    raise_version()


def note_consent(order_id: int, *, now: datetime) -> None:
    """Write down that the buyer of an order wants its files at once; once is enough."""
    values = {"order_id": order_id, "wording": CONSENT_WORDING, "given_at": now}
    insert_if_absent(DigitalConsent, values)


def hand_over_files(order: Order, *, now: datetime) -> list[OrderLine]:
    """Hand over the files of a locked order that was just paid, where its buyer agreed; return those lines.

    What cannot be handed over by itself (no stock is kept of it, say) is left to staff; the payment is kept.
    """
    if find_consent(order.id) is None:
        return []
    lines = get_order_with_lines(order.id).lines
    files = files_of_lines(order, lines)
    ready = [one for one in lines if one.id in files]
    if not ready:
        return []
    try:
        with db.session.begin_nested():
            hand_over(order, ready, now=now)
    except DomainError:
        return []
    return ready


def ask_for_link(order: Order, line_id: int, file_id: int, *, secret_key: str, now: datetime) -> str:
    """Count a press on "Download" of an order read with its lines and return the token of a link for a day.

    A second press within a minute gives the same link and is not counted. Raises NoSuchFile, DownloadOver.
    """
    offered = _get_open(list_offered(order, order.lines), line_id, file_id)
    values = {
        "order_line_id": offered.line_id,
        "file_id": offered.file_id,
        "times": 0,
        "asked_at": now - SAME_PRESS,
    }
    insert_if_absent(Download, values)
    mine = (Download.order_line_id == line_id, Download.file_id == file_id)
    due = (Download.asked_at <= now - SAME_PRESS, Download.times < MOST_DOWNLOADS)
    db.session.execute(update(Download).where(*mine, *due).values(times=Download.times + 1, asked_at=now))
    row = db.session.query(Download).filter(*mine).populate_existing().one()
    if row.asked_at <= now - SAME_PRESS:  # nothing was counted, and it is no second press
        raise DownloadOver(USED_UP)
    return sign_link(secret_key, row.id, row.asked_at + LINK_LIFE)


def open_link(token: str, *, secret_keys: Sequence[str], now: datetime) -> ProductFile:
    """Return the file of a link that still works; raises NoSuchFile, DownloadOver."""
    read = read_link(secret_keys, token)
    row = db.session.get(Download, read[0]) if read else None
    if read is None or row is None:
        raise NoSuchFile
    if read[1] <= now:
        raise DownloadOver(LINK_ENDED)
    line = db.session.get_one(OrderLine, row.order_line_id)
    order = get_order_with_lines(line.order_id)
    offered = next((one for one in list_offered(order, order.lines) if _is(one, line.id, row.file_id)), None)
    if offered is None:
        raise NoSuchFile
    if offered.why_not:
        raise DownloadOver(offered.why_not)
    return db.session.get_one(ProductFile, row.file_id)


def end_downloads(order: Order, line_ids: Iterable[int], *, actor: str, now: datetime) -> None:
    """Close the downloads of some lines of a locked order, because their money goes back; once is enough."""
    files = files_of_lines(order, get_order_with_lines(order.id).lines)
    for line_id in sorted(set(line_ids)):
        if line_id not in files:
            raise NoSuchFile
        values = {"order_line_id": line_id, "ended_at": now, "ended_by": actor}
        if insert_if_absent(DownloadEnding, values):
            details = {"line": line_id}
            record(
                "order.downloads_ended", actor=actor, subject=("order", order.id), now=now, details=details
            )


def _get_open(offered: Sequence[Offered], line_id: int, file_id: int) -> Offered:
    found = next((one for one in offered if _is(one, line_id, file_id)), None)
    if found is None:
        raise NoSuchFile
    if found.why_not:
        raise DownloadOver(found.why_not)
    return found


def _is(offered: Offered, line_id: int, file_id: int) -> bool:
    return (offered.line_id, offered.file_id) == (line_id, file_id)
