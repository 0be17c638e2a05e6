"""The unguessable part of each mailed link: made from the site's key and what it stands for, stored as a hash."""

from datetime import datetime

from sqlalchemy import select

from app.comments.errors import LinkNotKnown
from app.comments.models import CommentLink
from app.comments.rules import CONFIRM_WITHIN, LinkKind
from app.db import db, insert_if_absent
from app.tokens import derive_token, hash_token


def confirm_token(key: str, commenter_id: int, asked: datetime, *, now: datetime) -> str:
    """Return the link that confirms what somebody has written; it is good for seven days from the asking."""
    seed = f"{commenter_id}:{asked.isoformat()}"
    return _make(key, LinkKind.CONFIRM, seed, commenter_id, now=now, expires_at=asked + CONFIRM_WITHIN)


def own_token(key: str, commenter_id: int, *, now: datetime) -> str:
    """Return the link to the page of one's own comments, always the same."""
    return _make(key, LinkKind.OWN, str(commenter_id), commenter_id, now=now)


def stop_token(key: str, commenter_id: int, *, now: datetime) -> str:
    """Return the link that stops mails on answers, the same in each of them."""
    return _make(key, LinkKind.STOP, str(commenter_id), commenter_id, now=now)


def get_link(kind: LinkKind, token: str, *, now: datetime) -> CommentLink:
    """Return the row of a token of exactly this kind that still works; raises LinkNotKnown."""
    query = select(CommentLink).where(CommentLink.digest == _digest(kind, token[:64]))
    row = db.session.scalars(query.where(CommentLink.kind == kind)).first()
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        raise LinkNotKnown
    return row


def _digest(kind: LinkKind, token: str) -> str:
    return hash_token(f"comments:{kind.value}", token)


def _make(
    key: str,
    kind: LinkKind,
    seed: str,
    commenter_id: int,
    *,
    now: datetime,
    expires_at: datetime | None = None,
) -> str:
    token = derive_token(key, f"comments|{kind.value}|{seed}")
    values = {
        "kind": kind,
        "digest": _digest(kind, token),
        "commenter_id": commenter_id,
        "made_at": now,
        "expires_at": expires_at,
    }
    insert_if_absent(CommentLink, values)
    return token
