"""What a subscriber chooses: topics, how often, and a pause for a flare."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.db import db
from app.newsletter.consenting import note_consent
from app.newsletter.errors import ChoiceNotKnown, NotOnList
from app.newsletter.models import Subscriber, Subscription
from app.newsletter.rules import PAUSE_WEEKS, Choices, ConsentEvent, Frequency, SubscriberState
from app.topics.queries import list_topics

FORM = "preferences page"


def choices_of_subscriber(subscriber_id: int) -> Choices:
    """Return what somebody has chosen; the key None is everything."""
    query = select(Subscription.topic_id, Subscription.frequency).where(
        Subscription.subscriber_id == subscriber_id
    )
    return {row.topic_id: row.frequency for row in db.session.execute(query)}


def save_choices(subscriber: Subscriber, choices: Mapping[int | None, Frequency], *, now: datetime) -> None:
    """Replace somebody's choices; raises ChoiceNotKnown for no topic at all or one that does not exist, NotOnList."""
    _refuse_strangers(subscriber)
    if not choices:
        raise ChoiceNotKnown("Choose at least one topic, or stop the letters altogether below.")
    if set(choices) - {topic.id for topic in list_topics()} - {None}:
        raise ChoiceNotKnown("One of the topics does not exist any more. Please look again.")
    replace_choices(subscriber.id, choices)
    note_consent(subscriber, ConsentEvent.CHANGED, form=FORM, now=now)


def replace_choices(subscriber_id: int, choices: Mapping[int | None, Frequency]) -> None:
    """Write the rows of somebody's choices anew; the caller holds the subscriber's lock."""
    db.session.execute(delete(Subscription).where(Subscription.subscriber_id == subscriber_id))
    db.session.add_all(
        Subscription(subscriber_id=subscriber_id, topic_id=topic_id, frequency=frequency)
        for topic_id, frequency in choices.items()
    )
    db.session.flush()


def pause(subscriber: Subscriber, weeks: int, *, now: datetime) -> None:
    """Send nothing for 1 to 8 weeks; it ends by itself, and what was missed is not sent in one go."""
    _refuse_strangers(subscriber)
    if weeks not in PAUSE_WEEKS:
        raise ChoiceNotKnown("Choose between 1 and 8 weeks.")
    subscriber.paused_until = now + timedelta(weeks=weeks)
    note_consent(subscriber, ConsentEvent.PAUSED, form=FORM, now=now)


def resume(subscriber: Subscriber, *, now: datetime) -> None:
    """End a pause early."""
    _refuse_strangers(subscriber)
    subscriber.paused_until = None
    note_consent(subscriber, ConsentEvent.RESUMED, form=FORM, now=now)


def _refuse_strangers(subscriber: Subscriber) -> None:
    if subscriber.state is not SubscriberState.CONFIRMED:
        raise NotOnList
