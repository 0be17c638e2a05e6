"""Feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, of all articles, of a topic and of an author, paged (RFC 5005)."""

import json
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Response, render_template, request, url_for

from app.config import current_config
from app.content.errors import PersonNotFound
from app.content.feeding import FeedItem, list_feed_items
from app.content.people import find_person
from app.errors import NotFound
from app.settings.queries import load_settings
from app.topics.queries import find_topic
from app.web.page_cache import cached_page
from blueprints.blog.articles import read_mark, write_mark
from blueprints.blog.hall import blog

FEED_LENGTH = 20
TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
# XML 1.0, section 2.2, knows none of these: one of them makes the whole feed unreadable.
_NOT_IN_XML = dict.fromkeys([*(one for one in range(32) if one not in (9, 10, 13)), 0xFFFE, 0xFFFF])


@dataclass(frozen=True, kw_only=True)
class Feed:
    """What the three forms say in their own ways; addresses are whole and made from SITE_URL only."""

    title: str
    about: str
    home: str
    own: str
    older: str | None
    hub: str
    items: list[FeedItem]

    @property
    def updated_at(self) -> datetime | None:
        """The last change of anything in it."""
        return max((one.updated_at for one in self.items), default=None)


@blog.get("/articles/feed.<any(atom, rss, json):form>")
@cached_page
def feed(form: str) -> Response:
    """Hand over the newest articles."""
    about = load_settings().tagline
    return answer(form, about=about, home=url_for("blog.list_articles"), endpoint="blog.feed", values={})


@blog.get("/topics/<slug>/feed.<any(atom, rss, json):form>")
@cached_page
def topic_feed(slug: str, form: str) -> Response:
    """Hand over the newest articles about a topic."""
    topic = find_topic(slug)
    if topic is None:
        raise NotFound("There is no such topic.")
    return answer(
        form,
        about=topic.summary,
        home=url_for("blog.show_topic", slug=slug),
        endpoint="blog.topic_feed",
        values={"slug": slug},
        topic_id=topic.id,
        name=topic.name,
    )


@blog.get("/authors/<slug>/feed.<any(atom, rss, json):form>")
@cached_page
def author_feed(slug: str, form: str) -> Response:
    """Hand over the newest articles that bear an author's name."""
    person = find_person(slug)
    if person is None:
        raise PersonNotFound
    return answer(
        form,
        about=person.does,
        home=url_for("blog.show_author", slug=slug),
        endpoint="blog.author_feed",
        values={"slug": slug},
        author_id=person.id,
        name=person.name,
    )


def answer(
    form: str,
    *,
    about: str,
    home: str,
    endpoint: str,
    values: dict[str, Any],
    topic_id: int | None = None,
    author_id: int | None = None,
    name: str = "",
) -> Response:
    """Return a feed in one of its forms, the page of it that `before` names."""
    settings, base = load_settings(), current_config().site_url
    before = read_mark(request.args.get("before", ""))
    found = list_feed_items(FEED_LENGTH + 1, topic_id=topic_id, author_id=author_id, before=before)
    items = found[:FEED_LENGTH]
    older = None
    if len(found) > FEED_LENGTH:
        mark = write_mark(items[-1].published_at, items[-1].id)
        older = base + url_for(endpoint, form=form, before=mark, **values)
    made = Feed(
        title=f"{settings.name}: {name}" if name else settings.name,
        about=about,
        home=base + home,
        own=base + url_for(endpoint, form=form, **values),
        older=older,
        hub=settings.websub_hub,
        items=items,
    )
    response = Response(write_feed(made, form, base), content_type=TYPES[form])
    links = [f'<{made.own}>; rel="self"', *([f'<{made.hub}>; rel="hub"'] if made.hub else [])]
    response.headers["Link"] = ", ".join(links)
    return response


def write_feed(feed: Feed, form: str, base: str) -> str:
    """Return the feed's text."""
    if form == "json":
        return json.dumps(as_json_feed(feed, base), ensure_ascii=False, indent=1)
    text = render_template(
        f"blog/feed_{form}.xml",
        feed=feed,
        base=base,
        id_of=lambda item: id_of(item, base),
        mail_date=lambda moment: format_datetime(moment, usegmt=True),
        address_of=lambda item: base + url_for("blog.show_article", slug=item.slug),
    )
    return text.translate(_NOT_IN_XML)


def as_json_feed(feed: Feed, base: str) -> dict[str, Any]:
    """Return a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    told: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.own,
        "description": feed.about,
        "language": "en",
        "items": [
            {
                "id": id_of(one, base),
                "url": base + url_for("blog.show_article", slug=one.slug),
                "title": one.title,
                "summary": one.summary,
                "content_text": one.summary,
                "date_published": one.published_at.isoformat(timespec="seconds"),
                "date_modified": one.updated_at.isoformat(timespec="seconds"),
                "authors": [{"name": one.author}],
                "tags": [one.topic_name],
                "language": "en",
            }
            for one in feed.items
        ],
    }
    if feed.older:
        told["next_url"] = feed.older
    if feed.hub:
        told["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    return told


def id_of(item: FeedItem, base: str) -> str:
    """Return what an article is known by to feed readers, whatever becomes of its address (RFC 4151)."""
    return f"tag:{urlsplit(base).hostname},{item.published_at:%Y-%m-%d}:article:{item.id}"
