"""Reading the audit log."""

from collections.abc import Sequence

from sqlalchemy import select

from app.audit.models import AuditEntry
from app.db import db


def list_entries(
    *, before_id: int | None = None, subject: tuple[str, object] | None = None, limit: int = 50
) -> Sequence[AuditEntry]:
    """Return the newest entries first, `limit` at most, older than `before_id` (keyset), of one subject if named."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(AuditEntry.id < before_id)
    if subject is not None:
        query = query.where(AuditEntry.subject_kind == subject[0], AuditEntry.subject_id == str(subject[1]))
    return db.session.scalars(query).all()


def has_happened(action: str, *, subject: tuple[str, object]) -> bool:
    """Say whether an action was ever recorded of a subject."""
    mine = (AuditEntry.subject_kind == subject[0], AuditEntry.subject_id == str(subject[1]))
    query = select(AuditEntry.id).where(*mine, AuditEntry.action == action).limit(1)
    return db.session.scalars(query).first() is not None
