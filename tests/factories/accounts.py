"""People for tests."""

from app.accounts.actions import add_staff
from app.accounts.models import User
from app.accounts.rules import Role
from app.clock import utcnow


def make_staff(
    *,
    email: str = "nora@softhours.example",
    name: str = "Nora",
    role: Role = Role.OWNER,
    password: str = "tea and a window seat",
) -> User:
    """Add a member of staff with a password, inside the open transaction."""
    from flask_security.utils import hash_password

    return add_staff(
        email=email,
        name=name,
        password_hash=hash_password(password),
        roles=[role],
        actor="system",
        now=utcnow(),
    )
