"""What machines read: the feed, the sitemap and robots.txt. Addresses come from SITE_URL only."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, abort, render_template, url_for
from sqlalchemy import select

from app.catalog.models import Product
from app.catalog.queries import is_on_the_shelf
from app.config import current_config
from app.content.models import Article, ArticleState
from app.content.queries import list_latest
from app.db import db
from app.resources.models import Resource, ResourceState
from app.topics.queries import list_topics
from app.web.page_cache import cached_page
from blueprints.blog.hall import blog

FEED_LENGTH = 20
SITEMAP_LENGTH = 50_000  # sitemaps.org: at most 50,000 addresses a file
Row = tuple[str, datetime | None]


@blog.get("/articles/feed.atom")
@cached_page
def feed() -> Response:
    """Hand over the newest articles as an Atom feed (RFC 4287)."""
    cards = list_latest(FEED_LENGTH)
    text = render_template("blog/feed.xml", cards=cards, site_url=current_config().site_url)
    return Response(text, content_type="application/atom+xml; charset=utf-8")


@blog.get("/sitemap.xml")
@cached_page
def sitemap() -> Response:
    """Name the site's maps."""
    base = current_config().site_url
    maps = [base + url_for("blog.sitemap_of", kind=kind) for kind in _MAPS]
    text = render_template("blog/sitemaps.xml", maps=maps)
    return Response(text, content_type="application/xml; charset=utf-8")


@blog.get("/sitemap/<kind>.xml")
@cached_page
def sitemap_of(kind: str) -> Response:
    """List the addresses of one kind with the day of their last change."""
    if kind not in _MAPS:
        abort(404)
    base = current_config().site_url
    rows = [(base + path, moment) for path, moment in _MAPS[kind]()]
    text = render_template("blog/sitemap.xml", rows=rows)
    return Response(text, content_type="application/xml; charset=utf-8")


@blog.get("/robots.txt")
@cached_page
def robots() -> Response:
    """Tell crawlers what is of no use to them."""
    lines = [
        "User-agent: *",
        "Disallow: /staff/",
        "Disallow: /account/",
        "Disallow: /basket/",
        "Disallow: /checkout/",
        "Disallow: /orders/",
        "Disallow: /search/",
        f"Sitemap: {current_config().site_url}{url_for('blog.sitemap')}",
        "",
    ]
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


def _articles() -> list[Row]:
    query = select(Article.slug, Article.changed_at, Article.published_at)
    query = query.where(Article.state == ArticleState.PUBLISHED).order_by(Article.published_at.desc())
    rows = db.session.execute(query.limit(SITEMAP_LENGTH))
    return [
        (url_for("blog.show_article", slug=slug), changed or published) for slug, changed, published in rows
    ]


def _products() -> list[Row]:
    query = select(Product.slug, Product.changed_at).where(is_on_the_shelf()).order_by(Product.id.desc())
    rows = db.session.execute(query.limit(SITEMAP_LENGTH))
    return [(url_for("store.show_product", slug=slug), changed) for slug, changed in rows]


def _resources() -> list[Row]:
    query = select(Resource.slug, Resource.changed_at).where(Resource.state == ResourceState.PUBLISHED)
    rows = db.session.execute(query.order_by(Resource.id).limit(SITEMAP_LENGTH))
    return [(url_for("blog.show_resource", slug=slug), changed) for slug, changed in rows]


def _pages() -> list[Row]:
    paths = [
        "/",
        url_for("blog.list_articles"),
        url_for("blog.list_all_resources"),
        url_for("blog.list_references"),
        url_for("community.list_doors"),
    ]
    paths += [url_for("store.shop_front")]
    paths += [url_for("blog.show_topic", slug=topic.slug) for topic in list_topics()]
    return [(path, None) for path in paths]


_MAPS: dict[str, Callable[[], list[Row]]] = {
    "pages": _pages,
    "articles": _articles,
    "products": _products,
    "resources": _resources,
}
