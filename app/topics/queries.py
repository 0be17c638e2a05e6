"""Reading topics."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from app.db import Base, db
from app.topics.models import Topic


def list_topics() -> Sequence[Topic]:
    """Return all topics in their order."""
    return db.session.scalars(select(Topic).order_by(Topic.position, Topic.id)).all()


@dataclass(frozen=True, kw_only=True)
class TopicWords:
    """A topic as a value, for work that outlives a transaction."""

    slug: str
    name: str
    synonyms: tuple[str, ...]


def list_topic_words() -> list[TopicWords]:
    """Return all topics with what people call them."""
    return [TopicWords(slug=one.slug, name=one.name, synonyms=tuple(one.synonyms)) for one in list_topics()]


def topics_by_slug() -> dict[str, Topic]:
    """Return all topics by slug."""
    return {topic.slug: topic for topic in list_topics()}


def names_by_subject(
    table: type[Base], subject: InstrumentedAttribute[int], ids: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Return the names of the topics of each subject, lead first; `table` joins subjects to topics in order."""
    topic_id, position = table.__table__.c.topic_id, table.__table__.c.position
    query = (
        select(subject, Topic.name)
        .join(Topic, Topic.id == topic_id)
        .where(subject.in_(ids))
        .order_by(position, topic_id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for subject_id, name in db.session.execute(query):
        found[subject_id] = (*found.get(subject_id, ()), name)
    return found


def find_topic(slug: str) -> Topic | None:
    """Return the topic with this address."""
    return db.session.scalars(select(Topic).where(Topic.slug == slug)).first()
