"""Doing the "mail" items of the outbox: transactional messages, at least once each."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from app.outbox.mail import build_message, mail_environment, render_mail
from app.outbox.transport import MailRefused, Transport


@dataclass(frozen=True, kw_only=True)
class Sender:
    """What it takes to send: where to, as whom, and what the templates may name."""

    transport: Transport
    mail_from: str
    site_url: str
    load_site: Callable[[], Any]

    @property
    def address(self) -> str:
        """The bare address we send from."""
        return parseaddr(self.mail_from)[1]

    def message_id(self, seed: str) -> str:
        """Return the Message-ID that belongs to `seed`, the same on every try."""
        digest = hashlib.sha256(seed.encode()).hexdigest()[:32]
        return f"<{digest}@{urlsplit(self.site_url).hostname}>"

    def send_owed(self, data: dict[str, Any], now: datetime) -> None:
        """Render and hand over one owed message; a permanent refusal ends it, a temporary one raises."""
        environment = mail_environment(site_url=self.site_url, site=self.load_site())
        subject, text, html = render_mail(environment, data["template"], data["data"])
        seed = f"{data['template']}|{data['to']}|{sorted(data['data'].items())}"
        message = build_message(
            sender=self.mail_from,
            to=data["to"],
            subject=subject,
            text=text,
            html=html,
            message_id=self.message_id(seed),
            now=now,
            headers={},
        )
        try:
            self.transport.send(message, sender=self.address, to=data["to"])
        except MailRefused as refusal:
            if refusal.is_temporary:
                raise
