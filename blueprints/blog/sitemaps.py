"""The site's maps (sitemaps.org), with pictures: an index, and parts that are written row by row.

A part holds the things of one block of 50,000 ids, the most addresses that a map may have; so a thing never moves from
one part to another, and no part has to count what comes before it.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from flask import Response, abort, render_template, stream_with_context, url_for
from sqlalchemy import func, select

from app.catalog.models import Product
from app.catalog.queries import is_on_the_shelf, list_categories, pictures_of
from app.community.queries import list_open_doors
from app.config import current_config
from app.content.feeding import each_map_row
from app.content.models import Article, ArticleState
from app.db import db
from app.media.models import Picture
from app.media.views import describe
from app.pages.queries import list_pages
from app.resources.models import Resource, ResourceState
from app.series.queries import list_series
from app.topics.queries import list_topics
from app.web.limits import limiter
from app.web.page_cache import cached_page
from blueprints.blog.hall import blog

BLOCK = MOST_PARTS = 50_000
AT_ONCE = 1000
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n'
)
Row = tuple[str, datetime | None, Picture | None]
Part = tuple[str, int, datetime | None]


@blog.get("/sitemap.xml")
@cached_page
def sitemap() -> Response:
    """Name the parts of the site's map that hold anything."""
    base = current_config().site_url
    parts: list[Part] = [("pages", 1, None)]
    published = Article.state == ArticleState.PUBLISHED
    parts += list_parts(
        "articles", Article, func.coalesce(Article.changed_at, Article.published_at), published
    )
    parts += list_parts("products", Product, Product.changed_at, is_on_the_shelf())
    shown = Resource.state == ResourceState.PUBLISHED
    parts += list_parts("resources", Resource, Resource.changed_at, shown)
    maps = [(base + url_for("blog.sitemap_of", kind=kind, part=part), at) for kind, part, at in parts]
    text = render_template("blog/sitemaps.xml", maps=maps)
    return Response(text, content_type="application/xml; charset=utf-8")


@blog.get("/sitemap/<kind>-<int:part>.xml")
@limiter.limit("60 per minute")
def sitemap_of(kind: str, part: int) -> Response:
    """Write one part, address by address; it is never held whole."""
    if kind not in _MAPS or not 1 <= part <= MOST_PARTS:
        abort(404)
    rows = _MAPS[kind]((part - 1) * BLOCK, part * BLOCK)
    text = stream_with_context(write_map(rows, current_config().site_url))
    return Response(text, content_type="application/xml; charset=utf-8")


def list_parts(kind: str, model: Any, changed: Any, condition: Any) -> list[Part]:
    """Return the blocks of ids in which something is shown, with the last change in each."""
    block = (model.id - 1) // BLOCK
    newest = func.max(changed, type_=model.__table__.c.changed_at.type)
    query = select(block, newest).where(condition).group_by(block).order_by(block)
    return [(kind, int(number) + 1, moment) for number, moment in db.session.execute(query)]


def write_map(rows: Iterable[Row], base: str) -> Iterator[str]:
    """Yield a map's text, some hundred addresses at a time."""
    lines = [HEAD]
    for path, moment, picture in rows:
        last = f"<lastmod>{moment.isoformat(timespec='seconds')}</lastmod>" if moment else ""
        image = ""
        if picture is not None:
            address = escape(base + describe(picture).src)
            image = f"<image:image><image:loc>{address}</image:loc></image:image>"
        lines.append(f"<url><loc>{escape(base + path)}</loc>{last}{image}</url>\n")
        if len(lines) >= 500:
            yield "".join(lines)
            lines = []
    yield "".join([*lines, "</urlset>\n"])


def _articles(after: int, until: int) -> Iterator[Row]:
    for row in each_map_row(after, until):
        yield url_for("blog.show_article", slug=row.slug), row.changed_at, row.picture


def _products(after: int, until: int) -> Iterator[Row]:
    query = select(Product.id, Product.slug, Product.changed_at).where(is_on_the_shelf())
    for rows in _in_steps(query, Product.id, after, until):
        pictures = pictures_of([row.id for row in rows])
        for identity, slug, changed in rows:
            first = pictures.get(identity)
            yield url_for("store.show_product", slug=slug), changed, first[0] if first else None


def _resources(after: int, until: int) -> Iterator[Row]:
    query = select(Resource.id, Resource.slug, Resource.changed_at)
    query = query.where(Resource.state == ResourceState.PUBLISHED)
    for rows in _in_steps(query, Resource.id, after, until):
        for _, slug, changed in rows:
            yield url_for("blog.show_resource", slug=slug), changed, None


def _in_steps(query: Any, key: Any, after: int, until: int) -> Iterator[Any]:
    while True:
        rows = db.session.execute(query.where(key > after, key <= until).order_by(key).limit(AT_ONCE)).all()
        yield rows
        db.session.expunge_all()
        if len(rows) < AT_ONCE:
            return
        after = rows[-1].id


def _pages(after: int, _until: int) -> Iterator[Row]:
    if after:
        return
    yield from ((url_for(one), None, None) for one in _LISTS)
    yield from ((url_for("blog.show_topic", slug=one.slug), None, None) for one in list_topics())
    yield from ((url_for("blog.show_series", slug=one.slug), one.changed_at, None) for one in list_series())
    yield from ((url_for("store.show_category", slug=one.slug), None, None) for one in list_categories())
    yield from ((url_for("community.show_door", slug=one.slug), None, None) for one in list_open_doors())
    yield from ((url_for("site.page", slug=one.slug), one.changed_at, None) for one in list_pages())


_LISTS = (
    "site.home",
    "blog.list_articles",
    "blog.list_archive",
    "blog.show_glossary",
    "blog.list_all_resources",
    "blog.list_references",
    "blog.list_authors",
    "blog.show_corrections",
    "community.list_doors",
    "store.shop_front",
)
_MAPS: dict[str, Callable[[int, int], Iterator[Row]]] = {
    "pages": _pages,
    "articles": _articles,
    "products": _products,
    "resources": _resources,
}
