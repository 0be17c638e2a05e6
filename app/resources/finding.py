"""What the search knows of a resource."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.resources.models import Resource, ResourceState, ResourceTopic
from app.search.actions import refresh
from app.search.rules import Kind
from app.search.sources import Document
from app.topics.queries import names_by_subject


def refresh_resource(resource_id: int, *, now: datetime) -> None:
    """Let the search know what a resource is now; to be called in the transaction that changed it."""
    refresh(Kind.RESOURCE, resource_id, list_resource_documents, now=now)


def list_resource_documents(after: int, limit: int) -> Sequence[Document]:
    """Return the published resources as documents, by id, after an id."""
    query = (
        select(Resource)
        .where(Resource.state == ResourceState.PUBLISHED, Resource.id > after)
        .order_by(Resource.id)
        .limit(limit)
    )
    resources = db.session.scalars(query).all()
    topics = names_by_subject(ResourceTopic, ResourceTopic.resource_id, [one.id for one in resources])
    return [
        Document(
            subject_id=one.id,
            title=one.title,
            summary=one.summary,
            url=f"/resources/{one.slug}/",
            text="\n".join(line for line in (one.why, one.publisher, one.audience, one.kind) if line),
            topics=topics.get(one.id, ()),
        )
        for one in resources
    ]
