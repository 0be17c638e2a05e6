"""The consent log: what was agreed or taken back, in which wording, on which form, when. No network address."""

from datetime import datetime

from app.db import db
from app.newsletter.models import ConsentEntry, Subscriber
from app.newsletter.rules import ConsentEvent


def note_consent(
    subscriber: Subscriber, event: ConsentEvent, *, form: str, now: datetime, wording: str = ""
) -> None:
    """Add a line to the consent log."""
    entry = ConsentEntry(subscriber_id=subscriber.id, at=now, event=event, wording=wording, form=form)
    db.session.add(entry)
