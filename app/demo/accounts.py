"""The demo's owner: made once, its sign-in kept in INSTANCE_DIR for `make run` to print."""

import os
import secrets
from datetime import datetime
from pathlib import Path

from flask_security.utils import hash_password

from app.accounts.actions import add_staff
from app.accounts.rules import Role

EMAIL = "owner@softhours.example"


def load_accounts(now: datetime, instance_dir: Path) -> None:
    """Add the owner and write "EMAIL PASSWORD" to staff.txt (mode 0600)."""
    password = secrets.token_urlsafe(9)
    add_staff(
        email=EMAIL,
        name="Demo owner",
        password_hash=hash_password(password),
        roles=[Role.OWNER],
        actor="system",
        now=now,
    )
    path = instance_dir / "staff.txt"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(f"{EMAIL} {password}\n")
