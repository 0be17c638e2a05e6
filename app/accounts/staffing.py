"""Letting a member of staff in again who has lost the way, and letting one go."""

import secrets
from datetime import datetime

from sqlalchemy import delete, select

from app.accounts.models import User, UserSession
from app.accounts.rules import Role
from app.audit.actions import record
from app.db import db
from app.errors import Conflict, NotFound


def reset_staff(email: str, *, password_hash: str, actor: str, now: datetime) -> User:
    """Give a member of staff a new password and no second factor, and sign all their browsers out; raises NotFound."""
    user = _get_staff(email)
    user.password = password_hash
    _shut(user)
    record("staff.reset", actor=actor, subject=("user", user.id), now=now)
    return user


def remove_staff(email: str, *, unknown_hash: str, actor: str, now: datetime) -> User:
    """Take somebody off the staff; what they did stays under their name. `unknown_hash` is of words nobody knows.

    Raises NotFound, and Conflict for the last owner. A shopper with that address stays one, by mailed links.
    """
    user = _get_staff(email)
    if Role.OWNER in user.role_names and _count_owners() < 2:
        raise Conflict("This is the only owner. Add another one first.")
    user.role_names = []
    user.password = None if user.verified_at else unknown_hash
    _shut(user)
    record("staff.removed", actor=actor, subject=("user", user.id), now=now)
    return user


def _get_staff(email: str) -> User:
    """Return a member of staff, locked with all others: two owners must not be let go at once."""
    query = select(User).order_by(User.id).with_for_update().execution_options(populate_existing=True)
    staff = [one for one in db.session.scalars(query.where(User.password.is_not(None))) if one.is_staff]
    found = next((one for one in staff if one.email == email.strip().lower()), None)
    if found is None:
        raise NotFound("No member of staff has this address.")
    return found


def _count_owners() -> int:
    everyone = db.session.scalars(select(User.role_names).where(User.password.is_not(None)))
    return sum(1 for names in everyone if Role.OWNER in names)


def _shut(user: User) -> None:
    """Let nothing that opened the account before open it again."""
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = None
    user.mf_recovery_codes, user.failed_sign_ins, user.paused_until = [], 0, None
    user.fs_uniquifier = secrets.token_hex(32)
    db.session.execute(delete(UserSession).where(UserSession.user_id == user.id))
