"""Signing a member of staff in for a test, without going through the sign-in page."""

from flask import Flask
from flask.testing import FlaskClient

from app.accounts.actions import add_staff, start_session
from app.accounts.rules import Role
from app.clock import utcnow
from app.db import transaction
from app.web.security import SESSION_KEY


def sign_in(app: Flask, client: FlaskClient, *, role: str = "owner", email: str = "") -> FlaskClient:
    """Add a member of staff with a second factor and put a living session into the client's cookie."""
    now = utcnow()
    with app.app_context(), transaction():
        user = add_staff(
            email=email or f"{role}@softhours.example",
            name=role.title(),
            password_hash="never used",
            roles=[Role(role)],
            actor="system",
            now=now,
        )
        user.tf_primary_method = "authenticator"
        token = start_session(user, device="Test", now=now)
        uniquifier = user.fs_uniquifier
    with client.session_transaction(base_url="http://127.0.0.1:8000") as session:
        session.update({"_user_id": uniquifier, "_fresh": True, SESSION_KEY: token})
    return client
