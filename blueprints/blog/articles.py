"""The list of articles, and an article."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import quote

from flask import redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.comments.closing import closed_beside
from app.comments.queries import counted_beside
from app.config import current_config
from app.content.drafts import draft_from_json
from app.content.errors import ArticleNotFound
from app.content.library import known_by_key
from app.content.models import Article
from app.content.people import name_both
from app.content.queries import (
    ArticleCard,
    Mark,
    PublishedArticle,
    cards_by_id,
    find_published_article,
    list_latest,
)
from app.content.speaking import spoken_beside
from app.glossary.queries import list_words
from app.media.store import SHARE
from app.media.views import PictureView, describe
from app.remembered import same_for_everybody
from app.series.queries import read_series, series_beside
from app.slugs import find_slug
from app.topics.queries import list_topics
from app.web.counting import note_page
from app.web.page_cache import cached_page
from app.web.templating import render_shared, site_today
from app.web.via import carry_first
from blueprints.blog.cards import article_cards
from blueprints.blog.discussion import read_discussion
from blueprints.blog.figures import figures_of
from blueprints.blog.following import Following, read_following
from blueprints.blog.hall import blog
from blueprints.blog.reading import ArticlePage, make_page
from blueprints.blog.structured import Node, describe_article
from blueprints.blog.telling import articles_step, tell_page
from blueprints.newsletter.form import letter_form
from blueprints.store.markets import reader_country

PAGE_SIZE = 12
#: what an article's page asks for together with the article
BESIDE = (
    counted_beside(Article.id),
    closed_beside(Article.id),
    series_beside(Article.id),
    spoken_beside(Article.id),
)


@dataclass(frozen=True, kw_only=True)
class ShownArticle:
    """What the page of a published article says to everybody; `main` is the whole of its middle."""

    id: int
    edges: tuple[int, ...]
    title: str
    summary: str
    main: Markup
    picture: PictureView | None
    share_picture: str | None
    canonical: str
    structured: list[Node]


@dataclass(frozen=True, kw_only=True)
class SeriesPlace:
    """Which part of its series an article is, and what stands around it."""

    slug: str
    title: str
    number: int
    count: int
    before: ArticleCard | None
    after: ArticleCard | None


@blog.get("/articles/")
@cached_page
def list_articles() -> str:
    """Show the newest articles: one large, the rest beside it."""
    before = read_mark(request.args.get("before", ""))
    found = list_latest(PAGE_SIZE + 1, before=before)
    cards = found[:PAGE_SIZE]
    older = write_mark(cards[-1].published_at, cards[-1].id) if len(found) > PAGE_SIZE else None
    return render_template(
        "blog/articles.html",
        articles=article_cards(cards, pictured={0, 5} if before is None else ()),
        topics=list_topics(),
        told=tell_page(*articles_step()),
        older_url=url_for("blog.list_articles", before=older) if older else None,
        is_first=before is None,
    )


@blog.get("/articles/<slug>/")
@cached_page
def show_article(slug: str) -> str | Response:
    """Show one article; an old address leads to the present one."""
    shown = read_article(slug, site_today(), reader_country())
    if shown is None:
        return redirect(url_for("blog.show_article", slug=moved_to(slug)), 301)
    note_page("article", shown.id, shown.edges)
    main = carry_first(shown.main)
    return render_template("blog/article.html", article=shown, main=main, site_url=current_config().site_url)


@same_for_everybody
def read_article(slug: str, today: date, country: str) -> ShownArticle | None:
    """Return what is published at an address, with what it leads to on a day in a market; None for nothing."""
    found = find_published_article(slug, also=BESIDE)
    if found is None:
        return None
    shown, closed_by_hand, series_id, spoken = found.also
    following = read_following(found.article.id, today, country)
    page = page_of(found, following)
    picture = describe(found.picture) if found.picture else None
    path, site_url = url_for("blog.show_article", slug=slug), current_config().site_url
    discussion = read_discussion(found.article, slug, today, shown=shown, closed_by_hand=closed_by_hand)
    main = render_shared(
        "blog/article_main.html",
        page=page,
        slug=slug,
        topic=found.topic,
        picture=picture,
        following=following,
        series=place_in_series(found.article.id, series_id),
        listening={"url": f"/media/{spoken}" if spoken else None, "minutes": page.minutes},
        share=share_links(page.title, site_url + path),
        letter=letter_form("article", article_id=found.article.id),
        discussion=discussion,
    )
    return ShownArticle(
        id=found.article.id,
        edges=following.edges,
        title=page.title,
        summary=page.summary,
        main=main,
        picture=picture,
        share_picture=f"{site_url}/media/{found.share_digest}/{SHARE}" if found.share_digest else None,
        canonical=site_url + path,
        structured=describe_article(
            page, found, picture, discussion=discussion, site_url=site_url, path=path
        ),
    )


def page_of(found: PublishedArticle, following: Following) -> ArticlePage:
    """Return what the page of a published article shows."""
    version = found.version
    draft = draft_from_json(version.content)
    return make_page(
        draft,
        html=version.html,
        headings=version.headings,
        citations=version.citations,
        minutes=version.minutes,
        following=following,
        words=list_words(),
        known=known_by_key(one.key for one in draft.references),
        people=name_both(found.author, found.checker),
        is_open=lambda kind, address: (kind, address) in following.by_address,
        figures=figures_of(version.html),
        published_at=found.article.published_at,
        changed_at=found.article.changed_at,
        corrections=found.article.corrections or (),
    )


def place_in_series(article_id: int, series_id: int | None) -> SeriesPlace | None:
    """Return where an article stands in its series; None where it belongs to none."""
    series = read_series(series_id) if series_id is not None else None
    if series is None:
        return None
    number, before, after = series.around(article_id)
    return SeriesPlace(
        slug=series.slug,
        title=series.title,
        number=number,
        count=len(series.parts),
        before=before,
        after=after,
    )


def share_links(title: str, url: str) -> dict[str, str]:
    """Return the article's address, and the start of a mail that holds it; nobody else hears of either."""
    mail = f"mailto:?subject={quote(title)}&body={quote(url)}"
    return {"title": title, "url": url, "mail": mail}


def moved_to(slug: str) -> str:
    """Return the present address of what once had this one; raises ArticleNotFound."""
    article_id = find_slug("article", slug)
    card = cards_by_id([article_id]).get(article_id) if article_id is not None else None
    if card is None or card.slug == slug:
        raise ArticleNotFound
    return card.slug


def write_mark(moment: datetime, identity: int) -> str:
    """Return a list's place as it stands in an address: seconds since 1970 and the id."""
    return f"{moment.timestamp():.6f}-{identity}"


def read_mark(raw: str) -> Mark | None:
    """Return the place an address names; None for the beginning, and for what is no place."""
    moment, _, identity = raw.partition("-")
    if (
        len(raw) > 40
        or not raw.isascii()
        or not identity.isdigit()
        or not moment.replace(".", "", 1).isdigit()
    ):
        return None
    seconds = float(moment)
    if not 0 <= seconds < 4e9 or len(identity) > 18:
        return None
    return datetime.fromtimestamp(seconds, UTC), int(identity)
