"""Making and changing topics."""

from datetime import datetime

from app.audit.actions import record
from app.db import db
from app.freshness import raise_version
from app.slugs import claim_slug
from app.topics.models import Topic


def add_topic(
    *, name: str, summary: str, synonyms: list[str], position: int, actor: str, now: datetime, slug: str = ""
) -> Topic:
    """Add a topic; its address is made from `slug` or its name."""
    topic = Topic(
        slug=slug or name,
        name=name,
        summary=summary,
        synonyms=[one.lower() for one in synonyms],
        position=position,
    )
    db.session.add(topic)
    db.session.flush()
    topic.slug = claim_slug("topic", topic.id, slug or name, now=now)
    raise_version()
    record("topic.added", actor=actor, subject=("topic", topic.id), now=now)
    return topic
