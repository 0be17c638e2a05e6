"""Writing the audit log."""

from datetime import datetime
from typing import Any

from app.audit.models import AuditEntry
from app.db import db


def record(
    action: str,
    *,
    actor: str,
    subject: tuple[str, object],
    now: datetime,
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry to the open transaction.

    `actor` is "user:ID", "system" or "shopper"; `subject` is (kind, id); `details` holds field names, ids and
    amounts, never personal values.
    """
    kind, identity = subject
    entry = AuditEntry(
        at=now, actor=actor, action=action, subject_kind=kind, subject_id=str(identity), details=details or {}
    )
    db.session.add(entry)
    return entry
