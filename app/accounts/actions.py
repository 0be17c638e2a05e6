"""Adding people, and starting and ending their sessions."""

import secrets
from datetime import datetime

from sqlalchemy import delete, select

from app.accounts.errors import LinkNotKnown
from app.accounts.links import use_link
from app.accounts.models import LinkKind, User, UserSession
from app.accounts.rules import (
    FAILURES_BEFORE_PAUSE,
    PAUSE,
    SESSION_LENGTH,
    SHOPPER_SESSION_LENGTH,
    Role,
)
from app.audit.actions import record
from app.db import db, insert_if_absent
from app.errors import Conflict, Invalid
from app.tokens import hash_token, new_token

SESSION = "session"


def add_staff(
    *, email: str, name: str, password_hash: str, roles: list[Role], actor: str, now: datetime
) -> User:
    """Add a member of staff; raises Conflict for a colleague's address and Invalid without a role.

    A shopper's row becomes the member's: their browsers are signed out, and no mailed link opens it any more.
    """
    address = email.strip().lower()
    if not roles:
        raise Invalid("A member of staff needs at least one role.")
    if "@" not in address or any(sign.isspace() for sign in address):
        raise Invalid("That is not an e-mail address.")
    user = db.session.scalars(select(User).where(User.email == address).with_for_update()).first()
    if user is not None and user.is_staff:
        raise Conflict("There is already an account with this address.")
    if user is None:
        user = User(email=address, created_at=now, fs_uniquifier=secrets.token_hex(32))
        db.session.add(user)
    user.name, user.password = name, password_hash
    user.role_names = [role.value for role in roles]
    db.session.flush()
    db.session.execute(delete(UserSession).where(UserSession.user_id == user.id))
    record("staff.added", actor=actor, subject=("user", user.id), now=now, details={"roles": user.role_names})
    return user


def sign_in_by_link(token: str, *, now: datetime) -> User:
    """Use a mailed link up and return whose address it went to; their first sign-in makes their row.

    Raises LinkNotKnown, also for staff: a mail must never stand in for a second factor.
    """
    email = use_link(LinkKind.SIGN_IN, token, now=now).email
    values = {
        "email": email,
        "name": "",
        "active": True,
        "role_names": [],
        "created_at": now,
        "verified_at": now,
        "fs_uniquifier": secrets.token_hex(32),
        "mf_recovery_codes": [],
        "failed_sign_ins": 0,
    }
    insert_if_absent(User, values)
    user = db.session.scalars(select(User).where(User.email == email)).one()
    if user.is_staff or not user.active:
        raise LinkNotKnown
    user.verified_at = user.verified_at or now
    return user


def start_session(user: User, *, device: str, now: datetime) -> str:
    """Open a session row for this browser and return the id that goes into its cookie."""
    token = new_token()
    db.session.execute(delete(UserSession).where(UserSession.expires_at < now))
    db.session.add(
        UserSession(
            user_id=user.id,
            token_hash=hash_token(SESSION, token),
            device=device[:80],
            created_at=now,
            expires_at=now + (SESSION_LENGTH if user.is_staff else SHOPPER_SESSION_LENGTH),
        )
    )
    if user.is_staff:
        user.failed_sign_ins, user.paused_until = 0, None
        record("session.started", actor=f"user:{user.id}", subject=("user", user.id), now=now)
    return token


def end_session(token: str) -> None:
    """Sign one browser out."""
    db.session.execute(delete(UserSession).where(UserSession.token_hash == hash_token(SESSION, token)))


def end_session_of(user: User, session_id: int, *, now: datetime) -> None:
    """Sign one of somebody's own browsers out, by the row's id."""
    own = (UserSession.id == session_id, UserSession.user_id == user.id)
    if db.session.execute(delete(UserSession).where(*own)).rowcount:  # type: ignore[attr-defined]
        record("session.ended", actor=f"user:{user.id}", subject=("user", user.id), now=now)


def end_all_sessions(user: User, *, except_token: str = "", now: datetime) -> None:
    """Sign every browser of a person out, but for one."""
    query = delete(UserSession).where(UserSession.user_id == user.id)
    if except_token:
        query = query.where(UserSession.token_hash != hash_token(SESSION, except_token))
    db.session.execute(query)
    record("sessions.ended", actor=f"user:{user.id}", subject=("user", user.id), now=now)


def note_failed_sign_in(user: User, *, now: datetime) -> None:
    """Count a wrong password; after several the account rests for a while."""
    user.failed_sign_ins += 1
    if user.failed_sign_ins >= FAILURES_BEFORE_PAUSE:
        user.failed_sign_ins, user.paused_until = 0, now + PAUSE
        record("account.paused", actor="system", subject=("user", user.id), now=now)
