"""The letter about a correction: to those whom a letter about the article reached, and who still want letters."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, literal, or_, select

from app.clock import day_in
from app.content.correcting import get_correction
from app.db import UtcDateTime, db
from app.newsletter.freezing import count_and_owe, is_written_to, make_campaign
from app.newsletter.models import Campaign, Delivery, Subscriber
from app.newsletter.reading import read_article
from app.newsletter.rules import DeliveryState, Frequency
from app.settings.queries import load_settings


def correction_letter(data: dict[str, Any], now: datetime) -> None:
    """Freeze the audience of {"correction_id"}, in the transaction that marks the item done."""
    freeze_correction(int(data["correction_id"]), now=now)


def freeze_correction(correction_id: int, *, now: datetime) -> Campaign | None:
    """Make the campaign of a correction, once; None where readers cannot see the article any more.

    Its audience are those with an accepted copy of a letter that had the article in it, minus whoever has
    unsubscribed, pauses or is suppressed (E1 to E4 hold as for every campaign).
    """
    correction = get_correction(correction_id)
    article, key = read_article(correction.article_id), f"correction:{correction_id}"
    if article is None or db.session.scalars(select(Campaign.id).where(Campaign.key == key)).first():
        return None
    on = day_in(load_settings().time_zone, correction.made_at).isoformat()
    said = {"was": correction.was, "says": correction.says, "on": on}
    campaign = make_campaign(key, Frequency.ARTICLE, [article], now=now, correction=said)
    names = ("campaign_id", "subscriber_id", "segment", "domain", "state", "due_at", "attempts")
    copies = select(
        literal(campaign.id), Subscriber.id, literal(str(article.id)), Subscriber.domain,
        literal(DeliveryState.WAITING.value), literal(now, UtcDateTime()), literal(0),
    ).where(is_written_to(now), _was_reached(article.id))  # fmt: skip
    db.session.execute(insert(Delivery).from_select(names, copies))
    return count_and_owe(campaign, now=now)


def count_reached(article_id: int, *, now: datetime) -> int:
    """Return how many people would be written to now about a correction of an article."""
    query = select(func.count()).select_from(Subscriber).where(is_written_to(now), _was_reached(article_id))
    return db.session.scalar(query) or 0


def _was_reached(article_id: int) -> ColumnElement[bool]:
    """Return the condition for people with an accepted copy that had the article in it, by itself or in a digest."""
    own = str(article_id)
    holds = or_(
        Delivery.segment == own,
        Delivery.segment.like(f"{own},%"),
        Delivery.segment.like(f"%,{own}"),
        Delivery.segment.like(f"%,{own},%"),
    )
    had = select(Delivery.subscriber_id).where(Delivery.state == DeliveryState.ACCEPTED, holds)
    return Subscriber.id.in_(had)
