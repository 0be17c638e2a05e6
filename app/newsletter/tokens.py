"""The unguessable part of each link in a letter.

A token is made from the site's key and what it stands for, so that an owed mail carries ids only and the plain token
is nowhere stored; the table holds its SHA-256. A link works while its row is there, also after the key was changed.
"""

from datetime import datetime

from sqlalchemy import select

from app import tokens
from app.db import db
from app.newsletter.errors import LinkNotKnown
from app.newsletter.models import LetterToken
from app.newsletter.rules import TokenKind
from app.tokens import hash_token, new_token

LASTING = (TokenKind.UNSUBSCRIBE, TokenKind.PREFERENCES)


def derive_token(key: str, kind: TokenKind, seed: str) -> str:
    """Return the token of 128 bits for one purpose and seed, in 22 letters safe in addresses."""
    return tokens.derive_token(key, f"letters|{kind.value}|{seed}")


def digest_of(kind: TokenKind, token: str) -> str:
    """Return what the table holds of a token of this kind."""
    return hash_token(f"letters:{kind.value}", token)


def lasting_token(key: str, kind: TokenKind, subscriber_id: int) -> str:
    """Return the subscriber's own link of this kind, the same in every letter."""
    return derive_token(key, kind, f"subscriber:{subscriber_id}")


def note_lasting_tokens(key: str, subscriber_id: int, *, now: datetime) -> None:
    """Make the links of somebody's letters work, before the first of them is sent."""
    for kind in LASTING:
        _note(lasting_token(key, kind, subscriber_id), kind, subscriber_id, now=now)


def confirm_token(
    key: str, subscriber_id: int, sign_up_id: int, *, now: datetime, expires_at: datetime
) -> str:
    """Return the link that confirms one sign-up; it is good once and until `expires_at`."""
    token = derive_token(key, TokenKind.CONFIRM, f"sign-up:{sign_up_id}")
    _note(token, TokenKind.CONFIRM, subscriber_id, now=now, sign_up_id=sign_up_id, expires_at=expires_at)
    return token


def undo_token(subscriber_id: int, *, now: datetime) -> str:
    """Return a new link that takes one unsubscribe back; it is shown on the answer to it and nowhere else."""
    token = new_token()
    _note(token, TokenKind.UNDO, subscriber_id, now=now)
    return token


def get_token(kind: TokenKind, token: str) -> LetterToken:
    """Return the row of a token of exactly this kind; raises LinkNotKnown."""
    query = select(LetterToken).where(LetterToken.digest == digest_of(kind, token[:64]))
    query = query.where(LetterToken.kind == kind)
    row = db.session.scalars(query).first()
    if row is None:
        raise LinkNotKnown
    return row


def is_known(kind: TokenKind, token: str) -> bool:
    """Say whether a link of this kind works."""
    query = select(LetterToken.id).where(
        LetterToken.digest == digest_of(kind, token), LetterToken.kind == kind
    )
    return db.session.scalar(query) is not None


def _note(
    token: str,
    kind: TokenKind,
    subscriber_id: int,
    *,
    now: datetime,
    sign_up_id: int | None = None,
    expires_at: datetime | None = None,
) -> None:
    digest = digest_of(kind, token)
    if db.session.scalars(select(LetterToken.id).where(LetterToken.digest == digest)).first() is None:
        db.session.add(
            LetterToken(
                kind=kind,
                digest=digest,
                subscriber_id=subscriber_id,
                sign_up_id=sign_up_id,
                made_at=now,
                expires_at=expires_at,
            )
        )
        db.session.flush()
