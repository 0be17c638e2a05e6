"""The words of the letters and what follows from them, without database or clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Frequency(StrEnum):
    """How often somebody wants to be written to."""

    ARTICLE = "article"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class SubscriberState(StrEnum):
    """Where somebody stands with us; only `confirmed` people are written to."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    UNSUBSCRIBED = "unsubscribed"
    ERASED = "erased"


class ConsentEvent(StrEnum):
    """What a consent entry records."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    PAUSED = "paused"
    RESUMED = "resumed"
    UNSUBSCRIBED = "unsubscribed"
    UNDONE = "undone"
    ERASED = "erased"


class DeliveryState(StrEnum):
    """Where one copy stands; the last four are ends."""

    WAITING = "waiting"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"
    WITHHELD = "withheld"


class SuppressionReason(StrEnum):
    """Why we do not write to an address."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"
    ERASED = "erased"


class TokenKind(StrEnum):
    """What a token in an address opens; it opens nothing else."""

    CONFIRM = "confirm"
    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"
    UNDO = "undo"


FINAL_STATES = (
    DeliveryState.ACCEPTED,
    DeliveryState.REJECTED,
    DeliveryState.UNCERTAIN,
    DeliveryState.WITHHELD,
)
FREQUENCY_WORDS = {
    Frequency.ARTICLE: "Each new article",
    Frequency.DAILY: "Once a day at most",
    Frequency.WEEKLY: "Once a week",
    Frequency.MONTHLY: "Once a month",
}
#: what people agree to, by version; a text is never changed, only followed by a new version
CONSENT_WORDINGS = {
    "2026-11": "Yes, write to me about new articles. I know that being on this list says something about my health, "
    "and I can stop at any time.",
}
CURRENT_WORDING = "2026-11"

CONFIRMATION_EVERY = timedelta(hours=6)
CONFIRM_WITHIN = timedelta(days=14)
PAUSE_WEEKS = range(1, 9)
OLDEST_NEWS = timedelta(days=3)
MAX_ATTEMPTS = 9
SENDING_LIMIT = timedelta(minutes=15)  # longer than any wait for a server's answer (outbox/transport.py)
LINE_DOWN = timedelta(minutes=5)

Choices = dict[int | None, Frequency]


@dataclass(frozen=True, kw_only=True)
class ArticleMail:
    """What a letter says of one article, frozen with its campaign."""

    id: int
    slug: str
    title: str
    summary: str
    in_short: tuple[str, ...]
    minutes: int
    kind: str
    certainty: str
    topic_ids: tuple[int, ...]
    published_at: datetime

    @property
    def path(self) -> str:
        """The article's address on the site."""
        return f"/articles/{self.slug}/"


def wants(choices: Mapping[int | None, Frequency], topic_ids: Iterable[int], frequency: Frequency) -> bool:
    """Say whether somebody with these choices (None is everything) gets an article at this frequency.

    A topic's own choice goes before "everything". Where an article has several topics the most frequent choice
    counts, so nobody gets the same article twice.
    """
    general = choices.get(None)
    matching = {choices.get(topic_id, general) for topic_id in topic_ids} or {general}
    return next((one for one in Frequency if one in matching), None) is frequency


def is_paused(paused_until: datetime | None, now: datetime) -> bool:
    """Say whether a pause is still on; it ends by itself."""
    return paused_until is not None and now < paused_until


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after the n-th temporary refusal: 1 minute (greylisting), doubling to 8 hours."""
    return timedelta(minutes=min(2 ** max(0, attempts - 1) * (1 if attempts < 2 else 5), 480))


def neutral_subject(kind: str, site_name: str) -> str:
    """Return a subject that says nothing of anybody's health (CARE, people's data)."""
    words = {"daily": "Today's letter", "weekly": "This week's letter", "monthly": "This month's letter"}
    return f"{words.get(kind, 'A new article')} from {site_name}"
