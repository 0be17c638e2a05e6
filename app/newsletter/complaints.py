"""How many call the mails spam: staff are warned at 0.1 %, and at 0.3 % the letters stop until staff let them go on.

From about that rate on mailbox providers put everything of a sender among the spam, and that lasts for weeks.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from app.db import db
from app.newsletter.models import Campaign, Delivery, Suppression
from app.newsletter.rules import DeliveryState, SuppressionReason
from app.outbox.actions import enqueue
from app.settings.actions import change_setting
from app.settings.queries import load_settings

WINDOW = timedelta(days=7)
WARNED_AT, STOPPED_AT = 1, 3  # of a thousand copies
LEAST = 3  # so that one angry reader of a short list does not stop it for everybody


@dataclass(frozen=True, kw_only=True)
class Complaints:
    """How many have complained, beside the copies that arrived of the letters of the last seven days."""

    complained: int
    sent: int

    @property
    def warn(self) -> bool:
        """Whether staff should look at it."""
        return self.complained > 0 and self.complained * 1000 >= self.sent * WARNED_AT

    @property
    def stop(self) -> bool:
        """Whether no copy may start."""
        return self.complained >= LEAST and self.complained * 1000 >= self.sent * STOPPED_AT


def count_complaints(now: datetime) -> Complaints:
    """Count the last seven days; what came before staff last let the letters go on is forgiven."""
    since = now - WINDOW
    complained = (
        select(func.count())
        .select_from(Suppression)
        .where(
            Suppression.reason == SuppressionReason.COMPLAINED, Suppression.at > max(since, _forgiven_until())
        )
    )
    found = db.session.scalar(complained) or 0
    if not found:
        return Complaints(complained=0, sent=0)
    arrived = (
        select(func.count())
        .select_from(Delivery)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .where(Campaign.frozen_at > since, Delivery.state == DeliveryState.ACCEPTED)
    )
    return Complaints(complained=found, sent=db.session.scalar(arrived) or 0)


def let_letters_go_on(*, actor: str, now: datetime) -> None:
    """Forgive what has been complained about so far, and send what waits."""
    change_setting("complaints_forgiven_until", now.isoformat(), actor=actor, now=now)
    enqueue("send_letters", {}, now=now)


def _forgiven_until() -> datetime:
    try:
        moment = datetime.fromisoformat(load_settings().complaints_forgiven_until)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
