"""Authenticator codes: they work once, and what makes them is kept encrypted under SECRET_KEY.

Each key has a tag made from itself, so that a row says which key reads it, whatever stands before or after that key in
the list. `flask prepare` writes every row anew under the first key; then the older one may go.
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

import structlog
from flask import Flask
from flask_security import Totp
from markupsafe import Markup
from passlib.totp import TOTP, AppWallet
from sqlalchemy import select

from app.accounts.models import User
from app.db import db, transaction

_log = structlog.get_logger("sign-in")


class OneTimeTotp(Totp):  # type: ignore[misc]
    """Authenticator codes that work once: the last counter is kept with the user."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        wallet = AppWallet(secrets, default_tag=next(iter(secrets)))
        self._totp = TOTP.using(issuer=issuer, wallet=wallet)

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """Say whether a code is right; none is where the key that reads its secret is gone from SECRET_KEY."""
        try:
            return bool(super().verify_totp(token, totp_secret, user, window))
        except KeyError:
            _log.error("no key of SECRET_KEY reads a second factor; put the older one back", user=user.id)
            return False

    def get_last_counter(self, user: Any) -> int | None:
        counter: int | None = user.tf_last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        user.tf_last_counter = tmatch.counter

    def generate_qrcode(self, username: str, totp: str) -> str:
        """Return the QR code as an SVG element for the page (our CSP allows no data: pictures)."""
        import qrcode
        from qrcode.image.svg import SvgPathFillImage

        picture = qrcode.make(self.get_totp_uri(username, totp), image_factory=SvgPathFillImage, border=2)
        svg = picture.to_string(encoding="unicode")
        return Markup(svg)  # noqa: S704 - made here, from our own key

    def under_first_key(self, totp_secret: str) -> str:
        """Return the secret as it is kept under the first key; raises KeyError where no key reads it."""
        kept = self._totp.from_source(totp_secret)
        return str(kept.to_json(encrypt=True)) if kept.changed else totp_secret


def totp_keys(secret_keys: Sequence[str]) -> dict[str, str]:
    """Return tag -> key, the one to write with first; what was kept under a mere number is still read."""
    tagged = {_tag_of(key): key for key in secret_keys}
    return tagged | {str(number): key for number, key in enumerate(reversed(secret_keys), start=1)}


def keep_under_first_key(app: Flask) -> tuple[int, int]:
    """Write every second factor under the first key; return how many were, and how many no key reads."""
    totp: OneTimeTotp = app.extensions["security"].totp_factory
    written = unreadable = 0
    with transaction():
        kept = select(User).where(User.tf_totp_secret.is_not(None)).order_by(User.id).with_for_update()
        for user in db.session.scalars(kept):
            try:
                secret = totp.under_first_key(user.tf_totp_secret or "")
            except KeyError:
                unreadable += 1
                continue
            written += secret != user.tf_totp_secret
            user.tf_totp_secret = secret
    return written, unreadable


def _tag_of(key: str) -> str:
    return hmac.new(key.encode(), b"the tag of a second factor's key", hashlib.sha256).hexdigest()[:12]
