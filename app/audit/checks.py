"""A1: the audit log names things and holds nothing personal."""

from collections.abc import Sequence

from sqlalchemy import Text, cast, func, or_, select

from app.audit.models import AuditEntry
from app.db import db
from app.verifying import Check


def no_address_in_the_log() -> tuple[int, Sequence[str]]:
    """A1: no entry holds an e-mail address, the personal value that would slip in most easily."""
    told = (AuditEntry.actor, AuditEntry.subject_id, cast(AuditEntry.details, Text))
    query = select(AuditEntry.id).where(or_(*(one.like("%@%") for one in told))).limit(100)
    wrong = [f"audit entry {one} holds an address" for one in db.session.scalars(query)]
    return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0, wrong


CHECKS = [Check(code="A1", sentence="The audit log holds no address of anybody.", ask=no_address_in_the_log)]
