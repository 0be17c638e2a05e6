"""The suppression list: addresses we do not write to, kept as salted hashes."""

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import delete, select

from app.db import db, insert_if_absent
from app.newsletter.models import Suppression, SuppressionSalt
from app.newsletter.rules import SuppressionReason

FOR_GOOD = (SuppressionReason.BOUNCED, SuppressionReason.COMPLAINED)


def suppress(email_key: str, reason: SuppressionReason, *, now: datetime) -> None:
    """Put an address on the list; a reason that is there already stays."""
    insert_if_absent(
        Suppression, {"digest": salted_hash(email_key, make_salt=True), "reason": reason, "at": now}
    )


def is_suppressed(email_key: str) -> bool:
    """Say whether letters to this address are withheld."""
    return find_suppression(email_key) is not None


def is_refused_for_good(email_key: str) -> bool:
    """Say whether even the form's own mail is not sent: the address bounced or complained."""
    found = find_suppression(email_key)
    return found is not None and found.reason in FOR_GOOD


def find_suppression(email_key: str) -> Suppression | None:
    """Return the address's entry, if there is one."""
    digest = salted_hash(email_key)
    return db.session.get(Suppression, digest) if digest else None


def lift_erasure(email_key: str) -> None:
    """Let somebody come back who was erased and has now asked and confirmed anew."""
    db.session.execute(
        delete(Suppression).where(
            Suppression.digest == salted_hash(email_key),
            Suppression.reason == SuppressionReason.ERASED,
        )
    )


def salted_hash(words: str, *, make_salt: bool = False) -> str:
    """Return what is kept instead of an address; "" as long as there is no salt, and so nothing that was kept."""
    read = select(SuppressionSalt.salt)
    salt = db.session.scalar(read)
    if salt is None and make_salt:
        insert_if_absent(SuppressionSalt, {"id": 1, "salt": secrets.token_hex(32)})
        salt = db.session.scalar(read)
    return hmac.new(salt.encode(), words.encode(), hashlib.sha256).hexdigest() if salt else ""
