"""What the worker does for the letters: outbox items by kind, and the calendar of digests."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.clock import utcnow
from app.db import transaction
from app.newsletter.freezing import digest_copies, freeze_article, freeze_digest
from app.newsletter.periods import latest_period
from app.newsletter.protocol import LetterSender
from app.newsletter.rules import Frequency
from app.settings.queries import load_settings

DIGESTS = (Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY)


def article_published(data: dict[str, Any], now: datetime) -> None:
    """Freeze the audience of {"article_id"}, in the transaction that marks the item done."""
    freeze_article(int(data["article_id"]), now=now)


def freeze_due_digests() -> None:
    """Freeze each digest whose time has come; what was frozen before stays as it is."""
    for kind in DIGESTS:
        now = utcnow()
        period = latest_period(kind, now, load_settings().time_zone)
        articles, copies = digest_copies(period, now=now)
        if articles:
            with transaction():
                freeze_digest(period, articles, copies, now=now)


@dataclass(frozen=True, kw_only=True)
class LetterCalendar:
    """The periodic work: digests are frozen, and what is due goes out."""

    letters: LetterSender

    def send_letters(self) -> None:
        """Send what is due; also finds again what a lost wake-up or a dead worker left."""
        self.letters.send_due()
