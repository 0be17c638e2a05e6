"""Asking the addresses that we point to whether they still answer: once a week, politely, and never our own house.

Steps of one address: (1) read it; (2) ask, with no transaction open: its house's robots.txt, then HEAD, then GET of the
first few kilobytes where HEAD is not understood; (3) write what came of it. app/fetching.py keeps us out of private
networks.
Who says "gone" is believed at once; who does not answer is unknown, and broken only after three weeks of that.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from sqlalchemy import or_, select

from app.db import db, end_reading, transaction
from app.fetching import Answer, Fetcher, FetchFailed
from app.resources.models import LinkState, Resource, ResourceLink, ResourceState

ASKED_AGAIN = timedelta(days=7)
A_ROUND = 20
FAILURES_TO_BREAK = 3
BETWEEN_SECONDS = 2.0  # before the same house is asked once more
_GONE = (404, 410)
_NO_HEAD = (400, 403, 404, 405, 406, 410, 500, 501, 503)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What came of asking one address; `is_failure` where nobody answered for good or ill."""

    state: LinkState
    said: str
    moved_to: str | None = None
    is_failure: bool = False


class LinkChecker:
    """Who asks; in tests alone `wait` does not sleep, and `at` is where an address is really asked."""

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        wait: Callable[[float], None] = time.sleep,
        at: Callable[[str], str] = str,
    ) -> None:
        self.at = at
        self.fetcher = replace(fetcher, most_bytes=16_384, cuts=True)
        self.wait = wait

    def check_due(self, now: datetime) -> int:
        """Ask the addresses that nobody has asked for a week, a round's worth; return how many."""
        due = list_due(now)
        end_reading()
        rules: dict[str, RobotFileParser] = {}
        asked: set[str] = set()
        for resource_id, url in due:
            house = urlsplit(url).netloc
            if house in asked:
                self.wait(BETWEEN_SECONDS)
            asked.add(house)
            found = self.ask(self.at(url), rules)
            with transaction():
                keep_found(resource_id, url, found, now=now)
        return len(due)

    def ask(self, url: str, rules: dict[str, RobotFileParser]) -> Found:
        """Ask one address; raises nothing."""
        try:
            if not self._may_ask(url, rules):
                return Found(state=LinkState.UNKNOWN, said="It asks programs to stay away.")
            answer = self.fetcher.fetch(url, method="HEAD")
            if answer.status in _NO_HEAD:
                answer = self.fetcher.fetch(url)
        except FetchFailed as failure:
            if failure.reason == "refused":
                return Found(state=LinkState.BROKEN, said=failure.sentence)
            return Found(state=LinkState.UNKNOWN, said=failure.sentence, is_failure=True)
        return judge(url, answer)

    def _may_ask(self, url: str, rules: dict[str, RobotFileParser]) -> bool:
        """Say whether the house lets programs ask for this address; raises FetchFailed."""
        parts = urlsplit(url)
        house = f"{parts.scheme}://{parts.netloc}"
        if house not in rules:
            answer = self.fetcher.fetch(f"{house}/robots.txt")
            if answer.status >= 500:
                raise FetchFailed("unreachable", "Whether programs may ask cannot be told just now.")
            rules[house] = RobotFileParser()
            lines = answer.body.decode("utf-8", "replace").splitlines() if answer.status == 200 else []
            rules[house].parse(lines)
        return rules[house].can_fetch(self.fetcher.agent, url)


def judge(url: str, answer: Answer) -> Found:
    """Return what an answer says of the address that was asked."""
    said = f"It answers {answer.status}."
    if 200 <= answer.status < 300:
        if answer.has_moved and _bare(answer.url) != _bare(url) and len(answer.url) <= 500:
            return Found(state=LinkState.MOVED, said="It has moved for good.", moved_to=answer.url)
        return Found(state=LinkState.OK, said=said)
    if answer.status in _GONE:
        return Found(state=LinkState.BROKEN, said=said)
    return Found(state=LinkState.UNKNOWN, said=said, is_failure=answer.status >= 500)


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
    link.failures = link.failures + 1 if found.is_failure else 0
    is_over = link.failures >= FAILURES_TO_BREAK
    link.state = LinkState.BROKEN if is_over else found.state
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


def _bare(url: str) -> str:
    """Return an address without what makes no difference to a visitor."""
    parts = urlsplit(url)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"
