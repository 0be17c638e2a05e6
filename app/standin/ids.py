"""Identifiers that look like Stripe's: a prefix that tells the kind, then letters and digits."""

import secrets
import string

# One byte to one letter or digit; never seeded, so that ids stay unique across runs.
_LETTERS = string.ascii_letters + string.digits
_TABLE = bytes(ord(_LETTERS[number % len(_LETTERS)]) for number in range(256))


def new_id(prefix: str, length: int = 24) -> str:
    """Return e.g. pi_3Q0..."""
    return f"{prefix}_{_random(length)}"


def new_session_id() -> str:
    """A Checkout Session's id, which doubles as the secret of its page."""
    return f"cs_test_{_random(58)}"


def _random(length: int) -> str:
    return secrets.token_bytes(length).translate(_TABLE).decode("ascii")
