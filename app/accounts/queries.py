"""Finding people and their sessions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.actions import SESSION
from app.accounts.models import User, UserSession
from app.db import db
from app.tokens import hash_token


def find_signed_in(uniquifier: str, token: str, *, now: datetime) -> User | None:
    """Return the active user whose living session this is; one query."""
    return db.session.scalars(
        select(User)
        .join(UserSession, UserSession.user_id == User.id)
        .where(User.fs_uniquifier == uniquifier, User.active)
        .where(UserSession.token_hash == hash_token(SESSION, token), UserSession.expires_at > now)
    ).first()


def list_sessions(user: User, *, now: datetime) -> Sequence[UserSession]:
    """Return a person's living sessions, newest first."""
    return db.session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user.id, UserSession.expires_at > now)
        .order_by(UserSession.id.desc())
        .limit(50)
    ).all()


def count_staff() -> int:
    """Return how many people have a role (roles are a JSON list; "[]" is nobody's)."""
    everyone = db.session.scalars(select(User.role_names).limit(1000))
    return sum(1 for names in everyone if names)


def list_who_may(permission: str) -> list[User]:
    """Return the active members of staff who may do what the permission names."""
    everyone = db.session.scalars(select(User).where(User.active).order_by(User.id).limit(1000))
    return [one for one in everyone if one.is_staff and one.may(permission)]


def count_users() -> int:
    """Return how many people have an account."""
    return db.session.scalar(select(func.count()).select_from(User)) or 0
