"""Mailing the links that people asked for: who is known here is found out by the worker, never by the page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.links import make_token
from app.accounts.models import LinkKind, MailedLink, User
from app.accounts.rules import LINK_LIFE
from app.comments.queries import has_written
from app.db import db, transaction
from app.newsletter.queries import find_subscriber
from app.newsletter.rules import SubscriberState
from app.orders.queries import has_bought
from app.outbox.claiming import Claim
from app.outbox.transport import MailRefused

#: kind of link -> (its mail, the page with the button)
DOORS = {
    LinkKind.SIGN_IN: ("sign_in_link", "sign-in/link"),
    LinkKind.ERASURE: ("erasure_link", "erasure"),
}
READERS = (SubscriberState.CONFIRMED, SubscriberState.UNSUBSCRIBED)


@dataclass(frozen=True, kw_only=True)
class LinkMailer:
    """Sends a link to whoever we know, and nothing to anybody else, who has not asked us for a mail."""

    token_key: str
    site_url: str
    send: Callable[[dict[str, Any], Claim, datetime], None]

    def answer(self, held: Claim, now: datetime) -> None:
        """Do one "mailed_link" item: 1. let the link work, 2. send it. A final no is somebody's slip."""
        with transaction():
            mail = self._mail_for(held.data["link_id"], now)
        if mail is None:
            return
        try:
            self.send(mail, held, now)
        except MailRefused as refusal:
            if refusal.is_temporary:
                raise

    def _mail_for(self, link_id: int, now: datetime) -> dict[str, Any] | None:
        link = db.session.get(MailedLink, link_id)
        if link is None:
            return None
        token = make_token(link, key=self.token_key, now=now) if may_be_written_to(link.email) else None
        if token is None:
            db.session.delete(link)
            return None
        template, page = DOORS[link.kind]
        data = {"url": f"{self.site_url}/{page}/{token}/", "minutes": int(LINK_LIFE.total_seconds() // 60)}
        return {"to": link.email, "template": template, "data": data}


def may_be_written_to(email: str) -> bool:
    """Say whether somebody who asked with this address gets a link: known to us, and not of the staff."""
    user = db.session.scalars(select(User).where(User.email == email)).first()
    if user is not None:
        return user.is_shopper and user.active
    reader = find_subscriber(email)
    is_reader = reader is not None and reader.state in READERS
    return is_reader or has_bought(email) or has_written(email)
