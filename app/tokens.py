"""Unguessable tokens: 128 bits to the person, only a hash to the database.

A plain SHA-256 is enough because the token itself is random; `kind` keeps a token of one sort from opening another.
"""

import base64
import hashlib
import hmac
import secrets

BYTES = 16


def new_token() -> str:
    """Return 128 random bits as 22 address-safe characters."""
    return secrets.token_urlsafe(16)


def hash_token(kind: str, token: str) -> str:
    """Return what is stored for a token of this kind: 64 hexadecimal digits."""
    return hashlib.sha256(f"{kind}:{token}".encode()).hexdigest()


def derive_token(key: str, seed: str) -> str:
    """Return the 128 bits that belong to a seed, in 22 address-safe characters.

    So an owed mail carries ids only, the plain token is nowhere stored, and a mail sent again holds the same link.
    """
    digest = hmac.new(key.encode(), seed.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:BYTES]).decode().rstrip("=")
