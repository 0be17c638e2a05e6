"""Freezing an audience: one delivery row for each person, written before anything is sent (E1)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, insert, literal, or_, select

from app.db import UtcDateTime, db
from app.newsletter.models import Campaign, Delivery, Subscriber, Subscription
from app.newsletter.periods import Period
from app.newsletter.reading import article_to_json, list_articles_between, read_article
from app.newsletter.rules import (
    OLDEST_NEWS,
    ArticleMail,
    Choices,
    DeliveryState,
    Frequency,
    SubscriberState,
    wants,
)
from app.outbox.actions import enqueue
from app.settings.queries import load_settings

CHUNK = 1000
Copy = tuple[int, str, str]  # subscriber id, receiving domain, segment


def freeze_article(article_id: int, *, now: datetime) -> Campaign | None:
    """Make the campaign of a newly published article, once.

    None where there is nothing to send: the article is not public (any more), or it came out days ago, as imported
    ones do.
    """
    article = read_article(article_id)
    key = f"article:{article_id}"
    if article is None or article.published_at < now - OLDEST_NEWS or _exists(key):
        return None
    campaign = make_campaign(key, Frequency.ARTICLE, [article], now=now)
    names = ("campaign_id", "subscriber_id", "segment", "domain", "state", "due_at", "attempts")
    copies = select(
        literal(campaign.id), Subscriber.id, literal(str(article.id)), Subscriber.domain,
        literal(DeliveryState.WAITING.value), literal(now, UtcDateTime()), literal(0),
    ).where(is_written_to(now), _wants_each(article.topic_ids))  # fmt: skip
    db.session.execute(insert(Delivery).from_select(names, copies))
    return count_and_owe(campaign, now=now)


def digest_copies(period: Period, *, now: datetime) -> tuple[list[ArticleMail], list[Copy]]:
    """Work out who gets what in one day's, week's or month's letter; reads only, so nobody waits for it."""
    articles = [] if _exists(period.key) else list_articles_between(period.start, period.end)
    had = _copies_had([article.id for article in articles]) if articles else {}
    return articles, list(_digest_copies(period, articles, had, now)) if articles else []


def freeze_digest(
    period: Period, articles: list[ArticleMail], copies: Iterable[Copy], *, now: datetime
) -> Campaign | None:
    """Make the campaign of a period, once; None where nothing was published in it."""
    if not articles or _exists(period.key):
        return None
    campaign = make_campaign(period.key, period.kind, articles, now=now)
    for chunk in batched(copies, CHUNK):
        db.session.execute(insert(Delivery), [_row(campaign.id, copy, now) for copy in chunk])
    return count_and_owe(campaign, now=now)


def count_readers_of(topic_ids: tuple[int, ...], *, now: datetime) -> int:
    """Return how many people would be written to now about an article of these topics."""
    query = select(func.count()).select_from(Subscriber).where(is_written_to(now), _wants_each(topic_ids))
    return db.session.scalar(query) or 0


def is_written_to(now: datetime) -> ColumnElement[bool]:
    """Return the condition for people who are confirmed and not pausing."""
    awake = or_(Subscriber.paused_until.is_(None), Subscriber.paused_until <= now)
    return and_(Subscriber.state == SubscriberState.CONFIRMED, awake)


def _wants_each(topic_ids: tuple[int, ...]) -> ColumnElement[bool]:
    """Return `rules.wants(..., Frequency.ARTICLE)` as a condition, for a hundred thousand people at once.

    Either one of the topics was chosen as it comes, or everything was and not each topic has a choice of its own.
    """
    own = Subscription.subscriber_id == Subscriber.id
    each = Subscription.frequency == Frequency.ARTICLE
    of_topics = Subscription.topic_id.in_(topic_ids)
    choices = select(func.count()).select_from(Subscription).where(own, of_topics).scalar_subquery()
    everything = exists().where(own, each, Subscription.topic_id.is_(None))
    general = and_(everything, choices < len(topic_ids)) if topic_ids else everything
    return or_(exists().where(own, each, of_topics), general)


def _digest_copies(
    period: Period, articles: list[ArticleMail], had: Mapping[int, set[int]], now: datetime
) -> Iterator[Copy]:
    for subscriber_id, domain, choices in _people(now):
        chosen = [
            str(article.id)
            for article in articles
            if wants(choices, article.topic_ids, period.kind) and article.id not in had.get(subscriber_id, ())
        ]
        if chosen:
            yield subscriber_id, domain, ",".join(chosen)


def _people(now: datetime) -> Iterator[tuple[int, str, Choices]]:
    """Go through the people who are written to, a thousand at a time, with their choices."""
    last = 0
    while True:
        query = select(Subscriber.id, Subscriber.domain).where(Subscriber.id > last, is_written_to(now))
        people = db.session.execute(query.order_by(Subscriber.id).limit(CHUNK)).all()
        if not people:
            return
        last = people[-1][0]
        choices = _choices_of([person[0] for person in people])
        for subscriber_id, domain in people:
            yield subscriber_id, domain, choices.get(subscriber_id, {})


def _choices_of(ids: list[int]) -> dict[int, Choices]:
    query = select(Subscription.subscriber_id, Subscription.topic_id, Subscription.frequency)
    found: dict[int, Choices] = {}
    for subscriber_id, topic_id, frequency in db.session.execute(
        query.where(Subscription.subscriber_id.in_(ids))
    ):
        found.setdefault(subscriber_id, {})[topic_id] = frequency
    return found


def _copies_had(article_ids: Iterable[int]) -> dict[int, set[int]]:
    """Return who was sent which of these articles by itself, so that a digest does not repeat it."""
    keys = {f"article:{one}": one for one in article_ids}
    query = (
        select(Delivery.subscriber_id, Campaign.key)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .where(Campaign.key.in_(list(keys)), Delivery.state != DeliveryState.WITHHELD)
    )
    had: dict[int, set[int]] = {}
    for subscriber_id, key in db.session.execute(query):
        had.setdefault(subscriber_id, set()).add(keys[key])
    return had


def _exists(key: str) -> bool:
    return db.session.scalars(select(Campaign.id).where(Campaign.key == key)).first() is not None


def make_campaign(
    key: str,
    kind: Frequency,
    articles: list[ArticleMail],
    *,
    now: datetime,
    correction: dict[str, str] | None = None,
) -> Campaign:
    """Write a campaign with its frozen content, before its copies."""
    content: dict[str, Any] = {
        "articles": [article_to_json(article) for article in articles],
        "neutral": load_settings().neutral_words,
    }
    if correction is not None:
        content["correction"] = correction
    campaign = Campaign(key=key, kind=kind, content=content, audience=0, frozen_at=now)
    db.session.add(campaign)
    db.session.flush()
    return campaign


def _row(campaign_id: int, copy: Copy, now: datetime) -> dict[str, object]:
    subscriber_id, domain, segment = copy
    return {
        "campaign_id": campaign_id, "subscriber_id": subscriber_id, "segment": segment, "domain": domain,
        "state": DeliveryState.WAITING, "due_at": now, "attempts": 0,
    }  # fmt: skip


def count_and_owe(campaign: Campaign, *, now: datetime) -> Campaign:
    """Count the copies of a campaign and owe their sending."""
    count = select(func.count()).where(Delivery.campaign_id == campaign.id)
    campaign.audience = db.session.scalar(count) or 0
    enqueue("send_letters", {}, now=now, natural_key=f"send_letters:{campaign.id}")
    return campaign


def batched(copies: Iterable[Copy], size: int) -> Iterator[list[Copy]]:
    """Return the copies in lists of at most `size`."""
    rest = iter(copies)
    while chunk := list(islice(rest, size)):
        yield chunk
