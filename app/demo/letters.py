"""Readers of the demo's letters, and the last letter with a copy in each state that staff may meet."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.content.models import Article, ArticleState
from app.db import db
from app.newsletter.addresses import parse_address
from app.newsletter.consenting import note_consent
from app.newsletter.models import Campaign, Delivery, Subscriber
from app.newsletter.preferring import pause, replace_choices
from app.newsletter.reading import article_to_json, read_article
from app.newsletter.rules import (
    CURRENT_WORDING,
    ConsentEvent,
    DeliveryState,
    Frequency,
    SubscriberState,
    SuppressionReason,
)
from app.newsletter.suppressing import suppress

#: address, frequency, and how the last letter went: state, code, the server's words
READERS: tuple[tuple[str, Frequency, DeliveryState | None, int | None, str], ...] = (
    ("nuala@reading.example", Frequency.ARTICLE, DeliveryState.ACCEPTED, None, "2.0.0 queued as 41AF"),
    ("joerg@lesen.example", Frequency.ARTICLE, DeliveryState.ACCEPTED, None, "2.0.0 queued as 41B0"),
    ("priya@reading.example", Frequency.ARTICLE, DeliveryState.ACCEPTED, None, "2.0.0 queued as 41B1"),
    ("tomas@corkmail.example", Frequency.ARTICLE, DeliveryState.ACCEPTED, None, "Ok"),
    (
        "ellen@belfast.example",
        Frequency.ARTICLE,
        DeliveryState.UNCERTAIN,
        None,
        "The line broke after the message.",
    ),
    (
        "old-address@corkmail.example",
        Frequency.ARTICLE,
        DeliveryState.REJECTED,
        550,
        "550 5.1.1 No such user",
    ),
    ("maire@reading.example", Frequency.ARTICLE, DeliveryState.WITHHELD, None, "paused"),
    ("hanna@lesen.example", Frequency.WEEKLY, None, None, ""),
    ("sam@belfast.example", Frequency.MONTHLY, None, None, ""),
)


def load_letters(now: datetime) -> None:
    """Add the readers, and the newest article's letter as sent when it came out."""
    query = select(Article.id).where(Article.state == ArticleState.PUBLISHED)
    article_id = db.session.scalars(query.order_by(Article.published_at.desc(), Article.id.desc())).first()
    article = read_article(article_id) if article_id else None
    if article is None:
        return
    sent_at = max(article.published_at, now - timedelta(days=30)) + timedelta(minutes=2)
    audience = sum(1 for one in READERS if one[2])
    campaign = Campaign(
        key=f"article:{article.id}",
        kind=Frequency.ARTICLE,
        content={"articles": [article_to_json(article)], "neutral": True},
        audience=audience,
        frozen_at=sent_at,
    )
    db.session.add(campaign)
    db.session.flush()
    for email, frequency, state, code, answer in READERS:
        reader = _reader(email, frequency, now=sent_at - timedelta(days=40))
        if state is not None:
            db.session.add(_copy(campaign, reader, state, code, answer, sent_at))
        if state is DeliveryState.REJECTED:
            suppress(reader.email_key or "", SuppressionReason.BOUNCED, now=sent_at)
        if state is DeliveryState.WITHHELD:
            pause(reader, 3, now=now - timedelta(days=2))
    db.session.flush()


def _reader(email: str, frequency: Frequency, *, now: datetime) -> Subscriber:
    address = parse_address(email)
    reader = Subscriber(
        email=address.typed,
        email_key=address.key,
        mailbox=address.mailbox,
        domain=address.domain,
        state=SubscriberState.CONFIRMED,
        created_at=now,
        confirmed_at=now,
    )
    db.session.add(reader)
    db.session.flush()
    replace_choices(reader.id, {None: frequency})
    for event in (ConsentEvent.ASKED, ConsentEvent.CONFIRMED):
        note_consent(reader, event, wording=CURRENT_WORDING, form="letters page", now=now)
    return reader


def _copy(
    campaign: Campaign, reader: Subscriber, state: DeliveryState, code: int | None, answer: str, at: datetime
) -> Delivery:
    return Delivery(
        campaign_id=campaign.id,
        subscriber_id=reader.id,
        segment=str(campaign.content["articles"][0]["id"]),
        domain=reader.domain,
        state=state,
        due_at=at,
        attempts=0 if state is DeliveryState.WITHHELD else 1,
        sending_at=None if state is DeliveryState.WITHHELD else at,
        ended_at=at + timedelta(seconds=2),
        code=code,
        answer=answer,
    )
