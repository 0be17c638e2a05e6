"""Signing somebody in for a test, without going through the sign-in page."""

from flask import Flask
from flask.testing import FlaskClient

from app.accounts.actions import add_staff, sign_in_by_link, start_session
from app.accounts.links import ask_for_link, make_token
from app.accounts.models import LinkKind
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
    return put_session(client, uniquifier, token)


def sign_in_shopper(app: Flask, client: FlaskClient, *, email: str) -> FlaskClient:
    """Let the button behind a mailed link be pressed for this address, and put the session into the client's cookie."""
    now = utcnow()
    with app.app_context(), transaction():
        link = ask_for_link(LinkKind.SIGN_IN, email, now=now)
        link.mailbox = link.salt  # it counts against no limit
        made = make_token(link, key="a key of the tests", now=now)
        user = sign_in_by_link(made or "", now=now)
        token, uniquifier = start_session(user, device="Test", now=now), user.fs_uniquifier
    return put_session(client, uniquifier, token)


def put_session(client: FlaskClient, uniquifier: str, token: str) -> FlaskClient:
    """Write a living session into a client's cookie."""
    with client.session_transaction(base_url="http://127.0.0.1:8000") as session:
        session.update({"_user_id": uniquifier, "_fresh": True, SESSION_KEY: token})
    return client
