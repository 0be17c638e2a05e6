"""What a report that came back changes: who is written to no more, and how staff let somebody in again."""

from datetime import datetime

from sqlalchemy import delete

from app.audit.actions import record
from app.db import db
from app.newsletter.addresses import parse_address
from app.newsletter.errors import LinkNotKnown
from app.newsletter.leaving import stop_after_complaint
from app.newsletter.models import Suppression
from app.newsletter.reports import Report, ReportKind
from app.newsletter.rows import lock_subscriber
from app.newsletter.rules import SuppressionReason, TokenKind
from app.newsletter.suppressing import FOR_GOOD, find_suppression, salted_hash, suppress
from app.newsletter.tokens import get_token


def take_report(report: Report, *, actor: str, now: datetime) -> bool:
    """Do what a report asks for, as often as it comes; return whether it was about somebody's letters.

    No such mailbox: the address is written to no more. Spam: the letters stop as well. Anything else changes nothing.
    """
    try:
        found = get_token(TokenKind.UNSUBSCRIBE, report.token).subscriber_id
    except LinkNotKnown:
        return False
    subscriber = lock_subscriber(found)
    if report.kind is ReportKind.SOFT or not subscriber.email_key:
        return True
    if report.kind is ReportKind.COMPLAINT:
        stop_after_complaint(subscriber, now=now)
    shut_out(subscriber.email_key, report.kind, subject=("subscriber", found), actor=actor, now=now)
    return True


def shut_out(
    email_key: str, kind: ReportKind, *, subject: tuple[str, int], actor: str, now: datetime
) -> None:
    """Write to an address no more, whose mailbox is gone or whose owner has complained."""
    reason = SuppressionReason.COMPLAINED if kind is ReportKind.COMPLAINT else SuppressionReason.BOUNCED
    if find_suppression(email_key) is None:
        suppress(email_key, reason, now=now)
        record(f"letters.{reason.value}", actor=actor, subject=subject, now=now)


def write_again(email: str, *, actor: str, now: datetime) -> bool:
    """Take an address that bounced or complained off the list of those not written to; return whether it stood there.

    Letters go on where nobody has stopped them; after a complaint the person has to join anew. Raises AddressNotUsable.
    """
    key = parse_address(email).key
    mine = (Suppression.digest == salted_hash(key), Suppression.reason.in_(FOR_GOOD))
    if not db.session.execute(delete(Suppression).where(*mine)).rowcount:  # type: ignore[attr-defined]
        return False
    record("letters.written_again", actor=actor, subject=("address", 0), now=now)
    return True
