"""Telling others that a page is new or changed: a WebSub hub, and search engines by IndexNow; each by its setting.

Both are off until staff set them, and never asked in the demo. Addresses go out, and nothing of any reader. What is
asked is judged like every address that somebody wrote (app/fetching.py).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import structlog
from sqlalchemy import select

from app.catalog.models import Category, Product
from app.content.models import Article, ArticleTopic
from app.content.people_models import ArticlePerson, Contributor, Part
from app.db import db, end_reading
from app.fetching import Fetcher, FetchFailed
from app.outbox.actions import enqueue
from app.relatedness.rules import NodeKind
from app.resources.models import Resource, ResourceTopic
from app.settings.queries import load_settings
from app.topics.models import Topic

TELL = "tell_of_page"
INDEXNOW = "https://api.indexnow.org/indexnow"
KEY = re.compile(r"[A-Za-z0-9-]{8,128}")  # https://www.indexnow.org/documentation
_log = structlog.get_logger("telling")


def owe_telling(kind: NodeKind, subject_id: int, *, now: datetime) -> None:
    """Owe the telling of a thing that readers see anew, or no longer; nothing where nobody is to be told."""
    settings = load_settings()
    if settings.websub_hub or settings.indexnow_key:
        enqueue(TELL, {"kind": kind, "id": subject_id}, now=now, at_leisure=True)


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What is new or changed: the addresses of pages, and of feeds without their ending."""

    pages: list[str]
    feeds: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Teller:
    """Tells the hub of the feeds a thing stands in, and search engines of its page and those that list it."""

    site_url: str
    is_demo: bool
    fetcher: Fetcher = field(default_factory=Fetcher)

    def tell(self, data: dict[str, Any], _now: datetime) -> None:
        """Do one owed `tell_of_page`: {"kind": article, product or resource, "id": its id}, or {"article": id} of old.

        A refusal is logged and not repeated; silence is tried again.
        """
        if self.is_demo:
            return
        kind = NodeKind(data.get("kind", NodeKind.ARTICLE))
        changed = _CHANGED[kind](int(data.get("id") or data["article"])) if kind in _CHANGED else None
        settings = load_settings()
        end_reading()
        if changed is None:
            return
        if settings.websub_hub:
            for feed in changed.feeds:
                for form in ("atom", "rss", "json"):
                    url = f"{self.site_url}{feed}.{form}"
                    self._ask(settings.websub_hub, {"hub.mode": "publish", "hub.url": url})
        if KEY.fullmatch(settings.indexnow_key):
            for page in changed.pages:
                told = {"url": self.site_url + page, "key": settings.indexnow_key}
                self._ask(f"{INDEXNOW}?{urlencode(told)}", None)

    def _ask(self, url: str, form: dict[str, str] | None) -> None:
        """Ask one address; raises FetchFailed where it was out of reach, so that it is tried again."""
        try:
            answer = self.fetcher.post(url, form) if form else self.fetcher.fetch(url)
        except FetchFailed as failure:
            if failure.reason == "refused":
                _log.warning("was not told", why=failure.sentence)
                return
            raise
        if answer.status >= 500 or answer.status == 429:
            raise FetchFailed("unreachable", f"It answered {answer.status}.")
        if answer.status >= 300:
            _log.warning("was not heard", status=answer.status)


def _article(article_id: int) -> Changed | None:
    slug = db.session.scalar(select(Article.slug).where(Article.id == article_id))
    if slug is None:
        return None
    topics = _topics(ArticleTopic, ArticleTopic.article_id, article_id)
    query = select(Contributor.slug).join(ArticlePerson, ArticlePerson.contributor_id == Contributor.id)
    author = query.where(ArticlePerson.article_id == article_id, ArticlePerson.part == Part.AUTHOR)
    lists = [*topics, *(f"/authors/{one}/" for one in db.session.scalars(author))]
    return Changed(
        pages=[f"/articles/{slug}/", *lists], feeds=[f"{one}feed" for one in ("/articles/", *lists)]
    )


def _product(product_id: int) -> Changed | None:
    query = select(Product.slug, Category.slug).join(Category, Category.id == Product.category_id)
    row = db.session.execute(query.where(Product.id == product_id, Product.published_at.is_not(None))).first()
    return Changed(pages=[f"/products/{row[0]}/", f"/shop/{row[1]}/"]) if row else None


def _resource(resource_id: int) -> Changed | None:
    slug = db.session.scalar(select(Resource.slug).where(Resource.id == resource_id))
    if slug is None:
        return None
    return Changed(
        pages=[f"/resources/{slug}/", *_topics(ResourceTopic, ResourceTopic.resource_id, resource_id)]
    )


def _topics(table: Any, owner: Any, subject_id: int) -> list[str]:
    query = select(Topic.slug).join(table, table.topic_id == Topic.id).where(owner == subject_id)
    return [f"/topics/{slug}/" for slug in db.session.scalars(query.order_by(table.position))]


_CHANGED: dict[NodeKind, Callable[[int], Changed | None]] = {
    NodeKind.ARTICLE: _article,
    NodeKind.PRODUCT: _product,
    NodeKind.RESOURCE: _resource,
}
