"""Asking the addresses of resources whether they still answer: once a week.

Steps of one address: (1) read it; (2) ask, with no transaction open (app/asking.py); (3) write what came of it.
"""

from datetime import datetime

from sqlalchemy import or_, select

from app.asking import ASKED_AGAIN, Found, LinkAsker, settle
from app.db import db, end_reading, transaction
from app.resources.models import Resource, ResourceLink, ResourceState

A_ROUND = 20


class LinkChecker(LinkAsker):
    """Who asks for the resources."""

    def check_due(self, now: datetime) -> int:
        """Ask the addresses that nobody has asked for a week, a round's worth; return how many."""
        due = list_due(now)
        end_reading()
        for resource_id, url, found in self.ask_each(due):
            with transaction():
                keep_found(resource_id, url, found, now=now)
        return len(due)


def list_due(now: datetime) -> list[tuple[int, str]]:
    """Return ids and addresses of published resources that were not asked for a week, those never asked first."""
    query = (
        select(Resource.id, Resource.url)
        .outerjoin(ResourceLink, ResourceLink.resource_id == Resource.id)
        .where(Resource.state == ResourceState.PUBLISHED)
        .where(or_(ResourceLink.asked_at.is_(None), ResourceLink.asked_at <= now - ASKED_AGAIN))
        .order_by(ResourceLink.asked_at.is_not(None), ResourceLink.asked_at, Resource.id)
        .limit(A_ROUND)
    )
    return [(resource_id, url) for resource_id, url in db.session.execute(query)]


def keep_found(resource_id: int, url: str, found: Found, *, now: datetime) -> None:
    """Store what came of asking, unless the resource has another address by now."""
    resource = db.session.get(Resource, resource_id)
    if resource is None or resource.url != url:
        return
    link = db.session.get(ResourceLink, resource_id)
    if link is None:
        link = ResourceLink(resource_id=resource_id, failures=0)
        db.session.add(link)
    link.state, link.failures = settle(found, link.failures)
    link.said, link.moved_to, link.asked_at = found.said[:200], found.moved_to, now


def forget_link(resource_id: int) -> None:
    """Forget what is known of an address that the resource no longer has."""
    link = db.session.get(ResourceLink, resource_id)
    if link is not None:
        db.session.delete(link)


def links_of(resource_ids: list[int]) -> dict[int, ResourceLink]:
    """Return what is known of these resources' addresses."""
    query = select(ResourceLink).where(ResourceLink.resource_id.in_(resource_ids))
    return {one.resource_id: one for one in db.session.scalars(query)}
