"""Reading topics."""

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db
from app.topics.models import Topic


def list_topics() -> Sequence[Topic]:
    """Return all topics in their order."""
    return db.session.scalars(select(Topic).order_by(Topic.position, Topic.id)).all()


def topics_by_slug() -> dict[str, Topic]:
    """Return all topics by slug."""
    return {topic.slug: topic for topic in list_topics()}


def find_topic(slug: str) -> Topic | None:
    """Return the topic with this address."""
    return db.session.scalars(select(Topic).where(Topic.slug == slug)).first()
