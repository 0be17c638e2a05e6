"""Sending, in numbered steps of which each is its own transaction; none is open while SMTP speaks.

1. An audience was frozen into delivery rows (freezing.py).
2. `lease_some`: a worker leases a few rows that are due, as many as the buckets allow, and renews while it works.
3. `enter_sending`: under the subscriber's lock, consent and suppression are asked again and `sending` is written.
4. The message is handed over.
5. The answer is written: accepted, rejected, put off, or uncertain when the line broke after the message.
6. `name_uncertain`: what has been `sending` for too long belongs to a worker that died; staff decide about it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import Any

import structlog

from app.clock import utcnow
from app.db import db, end_reading, transaction
from app.newsletter.leasing import (
    Leased,
    enter_sending,
    lease_some,
    name_uncertain,
    next_due_at,
    renew_leases,
    write_accepted,
    write_not_taken,
    write_put_off,
    write_refused,
    write_uncertain,
    write_unmade,
)
from app.newsletter.messages import Copy, letter_message
from app.newsletter.models import Campaign, Delivery, Subscriber
from app.newsletter.pacing import Paces
from app.newsletter.rendering import LetterPress, Links, links_of
from app.newsletter.tokens import note_lasting_tokens
from app.outbox.leases import held
from app.outbox.mail import mail_environment
from app.outbox.sending import Sender
from app.outbox.stopping import is_stopping
from app.outbox.transport import MailNotTaken, MailRefused, MailUncertain
from app.settings.queries import load_settings

BATCH = 20
PATIENCE = 5.0  # seconds that a worker waits for the next share before it leaves the rest to the next minute
NOBODY = "nobody@invalid.example"  # an erased person's copy is withheld at step 3
_log = structlog.get_logger("letters")


def lacks_address(*, is_demo: bool) -> bool:
    """Say whether nothing may be written to anybody yet: outside the demo the footer needs a real postal address."""
    return not is_demo and not load_settings().has_own_address


@dataclass(frozen=True, kw_only=True)
class LetterSender:
    """What it takes to send letters: the site's sender, the key that tokens are made from, and the pace."""

    sender: Sender
    token_key: str
    paces: Paces = field(default_factory=Paces)
    is_demo: bool = False
    seconds: float = 50.0
    clock: Callable[[], datetime] = utcnow

    def links_of(self, subscriber_id: int) -> Links:
        """Return the addresses of one person's pages; they work once `note_lasting_tokens` has run."""
        return links_of(self.token_key, self.sender.site_url, subscriber_id)

    def send_due(self) -> int:
        """Send what is due until nothing is or our time is up; return how many copies were tried."""
        with transaction():
            name_uncertain(now=self.clock())
        if lacks_address(is_demo=self.is_demo):
            _log.warning("letters wait: the setting postal_address is missing")
            return 0
        press, tried = self._press(), 0
        deadline = time.monotonic() + self.seconds
        while time.monotonic() < deadline and not is_stopping():
            with transaction():
                leased = lease_some(self.paces, limit=BATCH, now=self.clock())
            tried += self._send_all(leased, press)
            if not leased and not self._wait_a_little():
                break
        return tried

    def _send_all(self, leased: list[Leased], press: LetterPress) -> int:
        """Send what was leased, one by one, and return how many were tried; a worker told to stop begins no other."""
        with held(lambda _now: renew_leases(leased, now=self.clock())):
            for tried, one in enumerate(leased):
                if is_stopping():
                    return tried
                self.send_one(one, press)
        return len(leased)

    def send_owed(self, _data: dict[str, Any], _now: datetime) -> None:
        """Send what is due (the outbox's wake-up after a campaign was frozen)."""
        self.send_due()

    def send_one(self, leased: Leased, press: LetterPress) -> None:
        """Make one copy's message, then steps 3 to 5; one that cannot be made is put off and logged."""
        try:
            copy = self._copy(leased, press)
            message = letter_message(copy, self.sender, now=self.clock())
        except Exception as error:
            _log.exception("a letter could not be made", delivery=leased.delivery_id)
            with transaction():
                write_unmade(leased, type(error).__name__, now=self.clock())
            return
        end_reading()
        with transaction():
            is_ours = enter_sending(leased, now=self.clock())
            if is_ours:
                note_lasting_tokens(self.token_key, copy.subscriber_id, now=self.clock())
        if is_ours:
            write = self._hand_over(message, copy.email, leased)
            with transaction():
                write()

    def _hand_over(self, message: EmailMessage, to: str, leased: Leased) -> Callable[[], None]:
        """Speak SMTP and return how the answer is to be written."""
        try:
            answer = self.sender.transport.send(message, sender=self.sender.address, to=to)
        except MailRefused as refusal:
            words, code, hard = str(refusal), refusal.code, refusal.is_hard_bounce
            if refusal.is_temporary:
                return lambda: write_put_off(leased, code, words, now=self.clock())
            return lambda: write_refused(leased, code, words, hard_bounce=hard, now=self.clock())
        except MailUncertain as doubt:
            words = f"The line broke after the message: {doubt}"
            return lambda: write_uncertain(leased, words, now=self.clock())
        except MailNotTaken as failure:
            words = f"Not taken: {failure}"
            return lambda: write_not_taken(leased, words, now=self.clock())
        except Exception as surprise:
            _log.exception("handing over broke", delivery=leased.delivery_id)
            words = type(surprise).__name__
            return lambda: write_uncertain(leased, words, now=self.clock())
        return lambda: write_accepted(leased, answer, now=self.clock())

    def _press(self) -> LetterPress:
        site = self.sender.load_site()
        environment = mail_environment(site_url=self.sender.site_url, site=site)
        return LetterPress(environment, self.sender.site_url, site.name)

    def _copy(self, leased: Leased, press: LetterPress) -> Copy:
        delivery = db.session.get_one(Delivery, leased.delivery_id)
        campaign = db.session.get_one(Campaign, delivery.campaign_id)
        subscriber = db.session.get_one(Subscriber, delivery.subscriber_id)
        return Copy(
            delivery_id=delivery.id,
            campaign_id=campaign.id,
            campaign_key=campaign.key,
            kind=campaign.kind,
            subscriber_id=subscriber.id,
            email=subscriber.email or NOBODY,
            letter=press.letter(campaign, delivery.segment),
            links=self.links_of(subscriber.id),
        )

    def _wait_a_little(self) -> bool:
        """Wait for a copy whose share will be free in a moment; say whether there is one."""
        due_at = next_due_at(self.clock())
        end_reading()
        seconds = (due_at - self.clock()).total_seconds() if due_at else PATIENCE
        if seconds >= PATIENCE:
            return False
        time.sleep(max(0.05, seconds))
        return True
