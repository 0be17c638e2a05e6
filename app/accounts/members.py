"""Members of staff behind the names that rows keep: "user:3"."""

from sqlalchemy import select

from app.accounts.models import User
from app.db import db


def find_member(name: str) -> User | None:
    """Return the member of staff behind "user:3"; None for whoever acts without being one."""
    identity = name.removeprefix("user:")
    return db.session.get(User, int(identity)) if identity.isascii() and identity.isdigit() else None


def call_member(name: str) -> str:
    """Return what a member of staff is called in a mail to another."""
    person = find_member(name)
    return person.name if person and person.name else "A colleague"


def list_members(permission: str) -> list[User]:
    """Return the members of staff with a permission, by name."""
    found = db.session.scalars(select(User).where(User.active).order_by(User.name, User.id))
    return [one for one in found if one.is_staff and one.may(permission)]
