"""Questions about resources."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from app.asking import LinkState
from app.db import db
from app.errors import NotFound
from app.resources.models import Resource, ResourceLink, ResourceState, ResourceTopic
from app.topics.models import Topic


def find_published_resource(slug: str) -> Resource | None:
    """Return the resource visitors see under this address."""
    query = select(Resource).where(Resource.slug == slug, Resource.state == ResourceState.PUBLISHED)
    return db.session.scalars(query).first()


def find_resource(slug: str) -> Resource | None:
    """Return a resource in any state."""
    return db.session.scalars(select(Resource).where(Resource.slug == slug)).first()


def get_resource(resource_id: int) -> Resource:
    """Return a resource in any state; raises NotFound."""
    resource = db.session.get(Resource, resource_id)
    if resource is None:
        raise NotFound
    return resource


def list_resources(
    *, limit: int = 500, with_withdrawn: bool = False, link: LinkState | None = None
) -> Sequence[Resource]:
    """Return resources by title; `link` asks for those whose address is known to be in that state."""
    query = select(Resource).order_by(Resource.title, Resource.id).limit(limit)
    if link is not None:
        query = query.join(ResourceLink, ResourceLink.resource_id == Resource.id).where(
            ResourceLink.state == link
        )
    if not with_withdrawn:
        query = query.where(Resource.state == ResourceState.PUBLISHED)
    return db.session.scalars(query).all()


def list_resources_by_topic(topic_id: int, *, limit: int = 50) -> Sequence[Resource]:
    """Return published resources about a topic, those it leads first."""
    query = (
        select(Resource)
        .join(ResourceTopic, ResourceTopic.resource_id == Resource.id)
        .where(ResourceTopic.topic_id == topic_id, Resource.state == ResourceState.PUBLISHED)
        .order_by(ResourceTopic.position, Resource.title)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def topics_of_resources(ids: Iterable[int]) -> dict[int, list[Topic]]:
    """Return the topics of each resource, lead first."""
    query = (
        select(ResourceTopic.resource_id, Topic)
        .join(Topic, Topic.id == ResourceTopic.topic_id)
        .where(ResourceTopic.resource_id.in_(list(ids)))
        .order_by(ResourceTopic.position)
    )
    found: dict[int, list[Topic]] = {}
    for resource_id, topic in db.session.execute(query):
        found.setdefault(resource_id, []).append(topic)
    return found


def count_broken() -> int:
    """Return how many published resources have an address that is broken or has moved."""
    query = (
        select(func.count())
        .select_from(ResourceLink)
        .join(Resource, Resource.id == ResourceLink.resource_id)
        .where(Resource.state == ResourceState.PUBLISHED)
        .where(ResourceLink.state.in_((LinkState.BROKEN, LinkState.MOVED)))
    )
    return db.session.scalar(query) or 0
