"""Adding, changing and withdrawing resources."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from sqlalchemy import delete, update

from app.audit.actions import record
from app.config import current_config
from app.db import db
from app.errors import Conflict, Invalid, NotFound
from app.fetching import host_of
from app.freshness import raise_version
from app.resources.finding import refresh_resource
from app.resources.health import forget_link
from app.resources.models import Resource, ResourceKind, ResourceState, ResourceTopic
from app.slugs import claim_slug
from app.topics.queries import topics_by_slug


@dataclass(frozen=True, kw_only=True)
class ResourceDraft:
    """What an editor may say about a place elsewhere; `topics` are slugs, lead first."""

    title: str
    kind: ResourceKind
    url: str
    publisher: str
    summary: str
    why: str = ""
    audience: str = ""
    language: str = "en"
    countries: tuple[str, ...] = ()
    cost: str = "free"
    topics: tuple[str, ...] = ()
    checked_on: date


def add_resource(draft: ResourceDraft, *, actor: str, now: datetime, slug: str = "") -> Resource:
    """Add a place and show it to visitors."""
    _check(draft)
    resource = Resource(slug=f"new-{now.timestamp():.6f}", state=ResourceState.PUBLISHED, changed_at=now)
    _write(resource, draft)
    db.session.add(resource)
    db.session.flush()
    resource.slug = claim_slug("resource", resource.id, slug or draft.title, now=now)
    _write_topics(resource.id, draft)
    refresh_resource(resource.id, now=now)
    raise_version()
    record("resource.added", actor=actor, subject=("resource", resource.id), now=now)
    return resource


def change_resource(
    resource_id: int, draft: ResourceDraft, *, seen_revision: int, actor: str, now: datetime
) -> Resource:
    """Replace what is said about a place; raises Conflict when it is not the version that was seen."""
    _check(draft)
    resource = db.session.get(Resource, resource_id)
    if resource is None:
        raise NotFound
    claimed = db.session.execute(
        update(Resource)
        .where(Resource.id == resource_id, Resource.revision == seen_revision)
        .values(revision=seen_revision + 1, changed_at=now)
    )
    if not claimed.rowcount:  # type: ignore[attr-defined]
        raise Conflict("Somebody else has changed this resource since you opened it.")
    if resource.url != draft.url:
        forget_link(resource_id)
    _write(resource, draft)
    _write_topics(resource_id, draft)
    refresh_resource(resource_id, now=now)
    raise_version()
    record("resource.changed", actor=actor, subject=("resource", resource_id), now=now)
    return resource


def set_resource_state(resource: Resource, state: ResourceState, *, actor: str, now: datetime) -> None:
    """Show a place to visitors or take it away; publishing/withdrawing.py looks after the articles that lead there."""
    if resource.state is state:
        return
    resource.state, resource.changed_at = state, now
    refresh_resource(resource.id, now=now)
    raise_version()
    record(f"resource.{state}", actor=actor, subject=("resource", resource.id), now=now)


def _check(draft: ResourceDraft) -> None:
    if not draft.title.strip() or not draft.summary.strip():
        raise Invalid("A resource needs a title and a sentence about it.")
    if (
        not draft.url.startswith("https://")
        or not host_of(draft.url)
        or any(ord(sign) < 33 for sign in draft.url)
    ):
        raise Invalid("The address must begin with https://.")
    place = urlsplit(draft.url).netloc.rpartition("@")[2].lower().removesuffix(":443")
    if place in current_config().allowed_hosts:  # a product as a resource would pass the link matrix unseen
        raise Invalid(
            "That is a page of ours. A resource is a place elsewhere; lead to ours by its own link."
        )


def _write(resource: Resource, draft: ResourceDraft) -> None:
    for name in (
        "title",
        "kind",
        "url",
        "publisher",
        "summary",
        "why",
        "audience",
        "language",
        "cost",
        "checked_on",
    ):
        setattr(resource, name, getattr(draft, name))
    resource.countries = list(draft.countries)


def _write_topics(resource_id: int, draft: ResourceDraft) -> None:
    db.session.execute(delete(ResourceTopic).where(ResourceTopic.resource_id == resource_id))
    topics = topics_by_slug()
    for position, slug in enumerate(draft.topics):
        if slug not in topics:
            raise Invalid(f"There is no topic called {slug}.")
        db.session.add(ResourceTopic(resource_id=resource_id, topic_id=topics[slug].id, position=position))
