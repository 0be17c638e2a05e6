"""Identifiers that look like Stripe's: a prefix that tells the kind, then letters and digits."""

import secrets
import string

_LETTERS = string.ascii_letters + string.digits


def new_id(prefix: str, length: int = 24) -> str:
    """Return e.g. pi_3Q0... (unguessable; never seeded, so that ids stay unique across runs)."""
    return prefix + "_" + "".join(secrets.choice(_LETTERS) for _ in range(length))


def new_session_id() -> str:
    """A Checkout Session's id, which doubles as the secret of its page."""
    return "cs_test_" + "".join(secrets.choice(_LETTERS) for _ in range(58))
