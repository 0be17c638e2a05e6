"""Links that are mailed to an address and opened with a button: asked for, made when the mail is, used once.

The plain token is made from the site's key and the row's salt and is nowhere stored, so that a mail that has to be sent
again holds the same link; the table has its hash. A link of one kind opens no door of another.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.accounts.errors import LinkNotKnown
from app.accounts.models import LinkKind, MailedLink
from app.accounts.rules import LINK_LIFE, LINKS_AN_HOUR, LINKS_APART
from app.db import db
from app.outbox.actions import enqueue
from app.outbox.mailboxes import mailbox_of
from app.tokens import hash_token

MAIL_LINK = "mailed_link"
BYTES = 16


def ask_for_link(kind: LinkKind, email: str, *, now: datetime) -> MailedLink:
    """Owe the work that decides whether a link is mailed; the same for every address, known or not."""
    address = email.lower()
    db.session.execute(delete(MailedLink).where(MailedLink.asked_at < now - timedelta(days=1)))
    link = MailedLink(
        kind=kind, email=address, mailbox=mailbox_of(address), salt=secrets.token_hex(16), asked_at=now
    )
    db.session.add(link)
    db.session.flush()
    enqueue(MAIL_LINK, {"link_id": link.id}, now=now)
    return link


def make_token(link: MailedLink, *, key: str, now: datetime) -> str | None:
    """Let a link work from now and return its token; None where its mailbox has had enough mails of this kind.

    The rows of one mailbox are locked together, so that two workers do not both find that there is room.
    """
    hour = now - timedelta(hours=1)
    same = (MailedLink.mailbox == link.mailbox, MailedLink.kind == link.kind, MailedLink.asked_at > hour)
    rows = db.session.scalars(select(MailedLink).where(*same).order_by(MailedLink.id).with_for_update()).all()
    sent = [one.sent_at for one in rows if one.sent_at is not None and one.id != link.id]
    if len(sent) >= LINKS_AN_HOUR or any(one > now - LINKS_APART for one in sent):
        return None
    digest = hmac.new(key.encode(), f"mailed-link|{link.kind}|{link.salt}".encode(), hashlib.sha256).digest()
    token = base64.urlsafe_b64encode(digest[:BYTES]).decode().rstrip("=")
    link.token_hash, link.sent_at, link.expires_at = _digest(link.kind, token), now, now + LINK_LIFE
    return token


def get_link(kind: LinkKind, token: str, *, now: datetime) -> MailedLink:
    """Return a link of exactly this kind that can still be used; raises LinkNotKnown."""
    link = find_link(kind, token)
    if link is None or link.used_at is not None or link.expires_at is None or link.expires_at <= now:
        raise LinkNotKnown
    return link


def use_link(kind: LinkKind, token: str, *, now: datetime) -> MailedLink:
    """Use a link up and return it; of two presses at once the second finds it used. Raises LinkNotKnown."""
    found = get_link(kind, token, now=now)
    query = select(MailedLink).where(MailedLink.id == found.id).with_for_update()
    link = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if link is None or link.used_at is not None:
        raise LinkNotKnown
    link.used_at = now
    return link


def find_link(kind: LinkKind, token: str) -> MailedLink | None:
    """Return a link of exactly this kind, used ones and old ones included."""
    query = select(MailedLink).where(MailedLink.token_hash == _digest(kind, token[:64]))
    return db.session.scalars(query.where(MailedLink.kind == kind)).first()


def _digest(kind: LinkKind, token: str) -> str:
    return hash_token(f"mailed-link:{kind.value}", token)
