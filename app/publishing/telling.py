"""Telling others that a page is new or changed: a WebSub hub, and search engines by IndexNow; each by its setting.

Both are off until staff set them, and never asked in the demo. Addresses go out, and nothing of any reader. What is
asked is judged like every address that somebody wrote (app/fetching.py).
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import structlog
from sqlalchemy import select

from app.content.models import Article, ArticleTopic
from app.db import db, end_reading
from app.fetching import Fetcher, FetchFailed
from app.outbox.actions import enqueue
from app.settings.queries import load_settings
from app.topics.models import Topic

TELL = "tell_of_page"
INDEXNOW = "https://api.indexnow.org/indexnow"
KEY = re.compile(r"[A-Za-z0-9-]{8,128}")  # https://www.indexnow.org/documentation
_log = structlog.get_logger("telling")


def owe_telling(article: Article, *, now: datetime) -> None:
    """Owe the telling of an article that readers see anew, or no longer; nothing where nobody is to be told."""
    settings = load_settings()
    if settings.websub_hub or settings.indexnow_key:
        enqueue(TELL, {"article": article.id}, now=now, at_leisure=True)


@dataclass(frozen=True, kw_only=True)
class Teller:
    """Tells the hub of the feeds an article stands in, and search engines of its address."""

    site_url: str
    is_demo: bool
    fetcher: Fetcher = field(default_factory=Fetcher)

    def tell(self, data: dict[str, Any], _now: datetime) -> None:
        """Do one owed `tell_of_page`: {"article": id}. A refusal is logged and not repeated; silence is tried again."""
        if self.is_demo:
            return
        article = db.session.get(Article, int(data["article"]))
        if article is None:
            return
        settings, path = load_settings(), f"/articles/{article.slug}/"
        query = select(Topic.slug).join(ArticleTopic, ArticleTopic.topic_id == Topic.id)
        topics = db.session.scalars(query.where(ArticleTopic.article_id == article.id)).all()
        end_reading()
        if settings.websub_hub:
            for feed in ("/articles/feed", *(f"/topics/{slug}/feed" for slug in topics)):
                for form in ("atom", "rss", "json"):
                    url = f"{self.site_url}{feed}.{form}"
                    self._ask(settings.websub_hub, {"hub.mode": "publish", "hub.url": url})
        if KEY.fullmatch(settings.indexnow_key):
            told = {"url": self.site_url + path, "key": settings.indexnow_key}
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
