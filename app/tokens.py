"""Unguessable tokens: 128 bits to the person, only a hash to the database.

A plain SHA-256 is enough because the token itself is random; `kind` keeps a token of one sort from opening another.
"""

import hashlib
import secrets


def new_token() -> str:
    """Return 128 random bits as 22 address-safe characters."""
    return secrets.token_urlsafe(16)


def hash_token(kind: str, token: str) -> str:
    """Return what is stored for a token of this kind: 64 hexadecimal digits."""
    return hashlib.sha256(f"{kind}:{token}".encode()).hexdigest()
