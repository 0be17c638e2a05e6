"""Sending single mails that the outbox owes: `sending` is written, the message handed over, the answer written."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from app.clock import utcnow
from app.outbox.claiming import Claim, GivenUp, OutsideDown, enter_sending
from app.outbox.mail import COURTESY, build_message, mail_environment, render_mail
from app.outbox.transport import MailNotTaken, MailRefused, MailUncertain, Transport


@dataclass(frozen=True, kw_only=True)
class Sender:
    """What it takes to send: where to, as whom, and what the templates may name."""

    transport: Transport
    mail_from: str
    site_url: str
    load_site: Callable[[], Any]

    @property
    def address(self) -> str:
        """The bare address we send from; also where bounces go, so that SPF and From agree (DMARC)."""
        return parseaddr(self.mail_from)[1]

    @property
    def domain(self) -> str:
        """The domain we send from."""
        return self.address.rpartition("@")[2]

    def message_id(self, seed: str) -> str:
        """Return the Message-ID that belongs to the row named by `seed`, the same on every try."""
        digest = hashlib.sha256(f"{self.site_url}|{seed}".encode()).hexdigest()[:32]
        return f"<{digest}@{self.domain}>"

    def send_owed(self, held: Claim, now: datetime) -> None:
        """Do one "mail" item; a final no is given up, for staff to see, and ends a courtesy without a word."""
        try:
            self.send(held.data, held, now)
        except MailRefused as refusal:
            if refusal.is_temporary:
                raise
            if held.data.get("purpose") == COURTESY:
                return
            raise GivenUp(f"The server will not take it: {refusal}") from refusal

    def send(self, mail: dict[str, Any], held: Claim, now: datetime) -> None:
        """Render and hand over one mail of the claimed item; raises MailRefused.

        A folder takes the same message twice as once, so nothing about it is ever uncertain.
        """
        message = self.message_of(mail, held, now)
        if not self.transport.takes_twice_as_once:
            enter_sending(held, now=utcnow())
        try:
            self.transport.send(message, sender=self.address, to=mail["to"])
        except MailUncertain as doubt:
            raise GivenUp(
                f"The line broke after the message; it may or may not have arrived: {doubt}"
            ) from doubt
        except MailNotTaken as failure:
            raise OutsideDown(str(failure)) from failure

    def message_of(self, mail: dict[str, Any], held: Claim, now: datetime) -> EmailMessage:
        """Render the mail of one item; the Message-ID comes from the item's row, further headers from the mail."""
        site = self.load_site()
        environment = mail_environment(site_url=self.site_url, site=site)
        subject, text, html = render_mail(environment, mail["template"], mail["data"])
        return build_message(
            sender=self.mail_from,
            to=mail["to"],
            subject=subject,
            text=text,
            html=html,
            message_id=self.message_id(f"item|{held.item_id}|{mail['template']}|{mail['to']}"),
            now=now,
            headers={"Reply-To": site.email} | mail.get("headers", {}),
        )
