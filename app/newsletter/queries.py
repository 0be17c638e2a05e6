"""Questions about campaigns, copies and the list; staff see sums and masked addresses only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.db import db
from app.newsletter.addresses import masked, parse_address
from app.newsletter.leasing import IS_UNCERTAIN
from app.newsletter.models import Campaign, ConsentEntry, Delivery, Subscriber, Subscription, Suppression
from app.newsletter.rules import DeliveryState, Frequency, SubscriberState, TokenKind
from app.newsletter.tokens import get_token
from app.topics.models import Topic


@dataclass(frozen=True, kw_only=True)
class CampaignLine:
    """A campaign with how its copies stand."""

    id: int
    kind: Frequency
    titles: tuple[str, ...]
    frozen_at: datetime
    stopped_at: datetime | None
    audience: int
    counts: dict[DeliveryState, int]

    @property
    def is_going_on(self) -> bool:
        """Whether copies still wait or are being handed over."""
        return bool(self.counts.get(DeliveryState.WAITING) or self.counts.get(DeliveryState.SENDING))


@dataclass(frozen=True, kw_only=True)
class UncertainCopy:
    """A copy that may or may not have arrived."""

    id: int
    campaign_id: int
    title: str
    to: str
    sending_at: datetime
    answer: str


@dataclass(frozen=True, kw_only=True)
class ListCounts:
    """How many people are on the list, in sums."""

    by_state: dict[SubscriberState, int]
    paused: int
    suppressed: int
    by_frequency: dict[Frequency, int]


def find_subscriber(email: str) -> Subscriber | None:
    """Return whoever is known by this address, whatever its letters."""
    return db.session.scalars(select(Subscriber).where(Subscriber.email_key == email.lower())).first()


def get_subscriber_by(kind: TokenKind, token: str) -> Subscriber:
    """Return whom a link in a letter belongs to; raises LinkNotKnown."""
    return db.session.get_one(Subscriber, get_token(kind, token).subscriber_id)


def list_campaigns(*, before_id: int | None = None, limit: int = 25) -> list[CampaignLine]:
    """Return the newest campaigns with their counts, two queries whatever their number."""
    query = select(Campaign).order_by(Campaign.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(Campaign.id < before_id)
    campaigns = db.session.scalars(query).all()
    counts: dict[int, dict[DeliveryState, int]] = {}
    grouped = select(Delivery.campaign_id, Delivery.state, func.count())
    grouped = grouped.where(Delivery.campaign_id.in_([one.id for one in campaigns]))
    for campaign_id, state, count in db.session.execute(
        grouped.group_by(Delivery.campaign_id, Delivery.state)
    ):
        counts.setdefault(campaign_id, {})[state] = count
    return [_line(one, counts.get(one.id, {})) for one in campaigns]


def find_campaign_of(article_id: int) -> CampaignLine | None:
    """Return the campaign of one article's own letter, without its counts; None until it is frozen."""
    found = db.session.scalars(select(Campaign).where(Campaign.key == f"article:{article_id}")).first()
    return _line(found, {}) if found else None


def list_uncertain(*, limit: int = 50) -> list[UncertainCopy]:
    """Return the oldest copies that staff must decide about."""
    query = (
        select(Delivery, Campaign, Subscriber.email)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .join(Subscriber, Subscriber.id == Delivery.subscriber_id)
        .where(IS_UNCERTAIN)
        .order_by(Delivery.sending_at, Delivery.id)
        .limit(limit)
    )
    return [
        UncertainCopy(
            id=delivery.id,
            campaign_id=campaign.id,
            title=", ".join(_titles(campaign)[:2]),
            to=masked(email) if email else "an erased address",
            sending_at=delivery.sending_at or delivery.due_at,
            answer=delivery.answer or "",
        )
        for delivery, campaign, email in db.session.execute(query)
    ]


def count_uncertain() -> int:
    """Return how many copies wait for a decision."""
    return db.session.scalar(select(func.count()).where(IS_UNCERTAIN)) or 0


def count_list(now: datetime) -> ListCounts:
    """Return the sums of the list."""
    states = db.session.execute(select(Subscriber.state, func.count()).group_by(Subscriber.state))
    confirmed = Subscriber.state == SubscriberState.CONFIRMED
    paused = select(func.count()).where(confirmed, Subscriber.paused_until > now)
    people = func.count(Subscription.subscriber_id.distinct())
    by_frequency = select(Subscription.frequency, people).join(
        Subscriber, Subscriber.id == Subscription.subscriber_id
    )
    frequencies = db.session.execute(by_frequency.where(confirmed).group_by(Subscription.frequency))
    return ListCounts(
        by_state={row[0]: row[1] for row in states},
        paused=db.session.scalar(paused) or 0,
        suppressed=db.session.scalar(select(func.count()).select_from(Suppression)) or 0,
        by_frequency={row[0]: row[1] for row in frequencies},
    )


def export_subscriber(email: str) -> dict[str, Any] | None:
    """Return everything the letters hold on an address, as plain values (A2)."""
    key = parse_address(email).key
    person = db.session.scalars(select(Subscriber).where(Subscriber.email_key == key)).first()
    if person is None:
        return None
    return {
        "email": person.email,
        "state": person.state.value,
        "since": _iso(person.confirmed_at),
        "paused_until": _iso(person.paused_until),
        "unsubscribed_at": _iso(person.unsubscribed_at),
        "choices": _choices_in_words(person.id),
        "consent": [
            {"at": _iso(one.at), "event": one.event.value, "wording": one.wording, "form": one.form}
            for one in _entries(person.id)
        ],
        "letters": [
            {"campaign": key, "state": state.value, "sent_at": _iso(at)}
            for key, state, at in db.session.execute(
                select(Campaign.key, Delivery.state, Delivery.sending_at)
                .join(Campaign, Campaign.id == Delivery.campaign_id)
                .where(Delivery.subscriber_id == person.id)
                .order_by(Delivery.id)
            )
        ],
    }


def _entries(subscriber_id: int) -> Sequence[ConsentEntry]:
    query = select(ConsentEntry).where(ConsentEntry.subscriber_id == subscriber_id).order_by(ConsentEntry.id)
    return db.session.scalars(query).all()


def _choices_in_words(subscriber_id: int) -> dict[str, str]:
    query = (
        select(Topic.slug, Subscription.frequency)
        .select_from(Subscription)
        .join(Topic, Topic.id == Subscription.topic_id, isouter=True)
        .where(Subscription.subscriber_id == subscriber_id)
    )
    return {slug or "everything": frequency.value for slug, frequency in db.session.execute(query)}


def _line(campaign: Campaign, counts: dict[DeliveryState, int]) -> CampaignLine:
    return CampaignLine(
        id=campaign.id,
        kind=campaign.kind,
        titles=_titles(campaign),
        frozen_at=campaign.frozen_at,
        stopped_at=campaign.stopped_at,
        audience=campaign.audience,
        counts=counts,
    )


def _titles(campaign: Campaign) -> tuple[str, ...]:
    return tuple(str(one["title"]) for one in campaign.content.get("articles", ()))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
