"""Freezing an audience: one delivery row for each person, written before anything is sent (E1)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import func, insert, or_, select

from app.db import db
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
    copies = (
        (subscriber_id, domain, str(article.id))
        for subscriber_id, domain, choices in _people(now)
        if wants(choices, article.topic_ids, Frequency.ARTICLE)
    )
    return _freeze(key, Frequency.ARTICLE, [article], copies, now=now)


def freeze_digest(period: Period, *, now: datetime) -> Campaign | None:
    """Make the campaign of one day, week or month, once; None where nothing was published in it."""
    if _exists(period.key):
        return None
    articles = list_articles_between(period.start, period.end)
    if not articles:
        return None
    had = _copies_had([article.id for article in articles])
    return _freeze(period.key, period.kind, articles, _digest_copies(period, articles, had, now), now=now)


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
    """Go through confirmed people who are not pausing, a thousand at a time, with their choices."""
    last = 0
    while True:
        query = (
            select(Subscriber.id, Subscriber.domain)
            .where(Subscriber.id > last, Subscriber.state == SubscriberState.CONFIRMED)
            .where(or_(Subscriber.paused_until.is_(None), Subscriber.paused_until <= now))
            .order_by(Subscriber.id)
            .limit(CHUNK)
        )
        people = db.session.execute(query).all()
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


def _freeze(
    key: str, kind: Frequency, articles: list[ArticleMail], copies: Iterable[Copy], *, now: datetime
) -> Campaign:
    campaign = Campaign(key=key, kind=kind, content={}, audience=0, frozen_at=now)
    campaign.content = {
        "articles": [article_to_json(article) for article in articles],
        "neutral": load_settings().neutral_words,
    }
    db.session.add(campaign)
    db.session.flush()
    chunk: list[dict[str, object]] = []
    for subscriber_id, domain, segment in copies:
        chunk.append(
            {
                "campaign_id": campaign.id, "subscriber_id": subscriber_id, "segment": segment, "domain": domain,
                "state": DeliveryState.WAITING, "due_at": now, "attempts": 0,
            }
        )  # fmt: skip
        if len(chunk) == CHUNK:
            db.session.execute(insert(Delivery), chunk)
            chunk = []
    if chunk:
        db.session.execute(insert(Delivery), chunk)
    count = select(func.count()).where(Delivery.campaign_id == campaign.id)
    campaign.audience = db.session.scalar(count) or 0
    enqueue("send_letters", {}, now=now, natural_key=f"send_letters:{campaign.id}")
    return campaign
