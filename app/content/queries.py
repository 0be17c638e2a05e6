"""Questions about articles; what visitors see is the current version of a published one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import aliased

from app.content.desk_models import Schedule
from app.content.errors import ArticleNotFound
from app.content.models import Article, ArticleState, ArticleTopic, ArticleVersion
from app.content.people_models import ArticlePerson, Contributor, Part
from app.content.review_models import ReviewRequest
from app.content.rules import ArticleClass, Certainty
from app.content.share_models import SharePicture
from app.counting import count_some
from app.db import db
from app.markdown import curl_quotes
from app.media.models import Picture
from app.topics.models import Topic

REVIEW_SOON = timedelta(days=30)
Mark = tuple[datetime, int]
_lead = aliased(ArticleTopic)
_wrote, _checked = aliased(ArticlePerson), aliased(ArticlePerson)
_author, _checker = aliased(Contributor), aliased(Contributor)


@dataclass(frozen=True, kw_only=True)
class ArticleCard:
    """An article somewhere else than on its own page."""

    id: int
    slug: str
    article_class: ArticleClass
    title: str
    summary: str
    minutes: int
    certainty: Certainty | None
    published_at: datetime
    picture_id: int | None
    topic_slug: str
    topic_name: str


def select_cards() -> Select[Article, ArticleVersion, Topic]:
    """Return the query for published articles with their current version and lead topic."""
    return (
        select(Article, ArticleVersion, Topic)
        .join(ArticleVersion, (ArticleVersion.article_id == Article.id) & ArticleVersion.is_current)
        .join(_lead, (_lead.article_id == Article.id) & (_lead.position == 0))
        .join(Topic, Topic.id == _lead.topic_id)
        .where(Article.state == ArticleState.PUBLISHED)
    )


def card_columns() -> tuple[object, ...]:
    """Return the columns a card is made from, in the order of its fields; bodies stay where they are."""
    return (
        Article.id,
        Article.slug,
        ArticleVersion.article_class,
        ArticleVersion.title,
        ArticleVersion.summary,
        ArticleVersion.minutes,
        ArticleVersion.certainty,
        Article.published_at,
        ArticleVersion.picture_id,
        Topic.slug.label("topic_slug"),
        Topic.name.label("topic_name"),
    )


def _cards(query: Select[Article, ArticleVersion, Topic]) -> list[ArticleCard]:
    rows: Iterable[Any] = db.session.execute(query.with_only_columns(*card_columns()))  # type: ignore[call-overload]
    return [card_from(row) for row in rows]


def card_from(values: Sequence[Any]) -> ArticleCard:
    """Return a card from the values of `card_columns`, in their order."""
    names = [one.name for one in fields(ArticleCard)]
    named = dict(zip(names, values, strict=True))
    return ArticleCard(**named | {one: curl_quotes(named[one]) for one in ("title", "summary")})


def list_latest(limit: int, *, before: Mark | None = None) -> list[ArticleCard]:
    """Return the newest published articles, older than a mark (published_at, id)."""
    query = select_cards().order_by(Article.published_at.desc(), Article.id.desc()).limit(limit)
    if before is not None:
        query = query.where(tuple_(Article.published_at, Article.id) < before)
    return _cards(query)


def list_by_topic(topic_id: int, limit: int, *, before: Mark | None = None) -> list[ArticleCard]:
    """Return the newest published articles about a topic."""
    about = select(ArticleTopic.article_id).where(ArticleTopic.topic_id == topic_id)
    query = select_cards().where(Article.id.in_(about))
    query = query.order_by(Article.published_at.desc(), Article.id.desc()).limit(limit)
    if before is not None:
        query = query.where(tuple_(Article.published_at, Article.id) < before)
    return _cards(query)


def list_between(
    since: datetime, until: datetime, limit: int, *, before: Mark | None = None
) -> list[ArticleCard]:
    """Return the newest articles that were published from one moment on and before another."""
    query = select_cards().where(Article.published_at >= since, Article.published_at < until)
    query = query.order_by(Article.published_at.desc(), Article.id.desc()).limit(limit)
    if before is not None:
        query = query.where(tuple_(Article.published_at, Article.id) < before)
    return _cards(query)


def each_publication() -> Iterator[datetime]:
    """Yield when each published article came out, some at a time."""
    query = select(Article.published_at).where(Article.state == ArticleState.PUBLISHED)
    for moment in db.session.scalars(query.execution_options(yield_per=2000)):
        if moment is not None:
            yield moment


def cards_by_id(ids: Iterable[int]) -> dict[int, ArticleCard]:
    """Return the cards of the published articles among these ids."""
    return {card.id: card for card in _cards(select_cards().where(Article.id.in_(list(ids))))}


@dataclass(frozen=True, kw_only=True)
class PublishedArticle:
    """What an article's page is made from."""

    article: Article
    version: ArticleVersion
    topic: Topic
    picture: Picture | None
    share_digest: str | None = None
    author: Contributor | None = None
    checker: Contributor | None = None
    also: tuple[Any, ...] = ()


def find_published_article(slug: str, *, also: Sequence[ColumnElement[Any]] = ()) -> PublishedArticle | None:
    """Return what visitors see under this present address, and other columns beside it: one query."""
    row = db.session.execute(
        select_cards()
        .where(Article.slug == slug)
        .outerjoin(Picture, Picture.id == ArticleVersion.picture_id)
        .outerjoin(SharePicture, SharePicture.article_id == Article.id)
        .outerjoin(_wrote, (_wrote.article_id == Article.id) & (_wrote.part == Part.AUTHOR))
        .outerjoin(_author, _author.id == _wrote.contributor_id)
        .outerjoin(_checked, (_checked.article_id == Article.id) & (_checked.part == Part.CHECKER))
        .outerjoin(_checker, _checker.id == _checked.contributor_id)
        .add_columns(Picture, SharePicture.digest, _author, _checker, *also)
    ).first()
    if row is None:
        return None
    article, version, topic, picture, share, author, checker, *told = row
    return PublishedArticle(
        article=article,
        version=version,
        topic=topic,
        picture=picture,
        share_digest=share,
        author=author,
        checker=checker,
        also=tuple(told),
    )


def get_article(article_id: int) -> Article:
    """Return an article in any state; raises ArticleNotFound."""
    article = db.session.get(Article, article_id)
    if article is None:
        raise ArticleNotFound
    return article


def lock_article(article: Article) -> None:
    """Let nobody else change, publish or set this article until the transaction ends; read it as it is by now.

    Whoever needs its minute or its versions too locks the article first.
    """
    db.session.flush()
    db.session.refresh(article, with_for_update=True)


def find_article(slug: str) -> Article | None:
    """Return an article in any state by its present address."""
    return db.session.scalars(select(Article).where(Article.slug == slug)).first()


def current_version(article_id: int) -> ArticleVersion | None:
    """Return what readers see, or last saw, of an article."""
    query = select(ArticleVersion).where(ArticleVersion.article_id == article_id, ArticleVersion.is_current)
    return db.session.scalars(query).first()


def list_versions(article_id: int) -> Sequence[ArticleVersion]:
    """Return every version of an article, newest first."""
    query = select(ArticleVersion).where(ArticleVersion.article_id == article_id)
    return db.session.scalars(query.order_by(ArticleVersion.number.desc())).all()


def list_for_staff(
    *, today: date, show: str = "all", words: str = "", after: Mark | None = None, limit: int = 50
) -> Sequence[Article]:
    """Return articles, last saved first, after a mark (saved_at, id). show: a key of `_shown`, or all."""
    query = select(Article).where(*_shown(show, today))
    query = query.order_by(Article.saved_at.desc(), Article.id.desc()).limit(limit)
    if words.strip():
        query = query.where(Article.title.icontains(words.strip()[:80], autoescape=True))
    if after is not None:
        query = query.where(tuple_(Article.saved_at, Article.id) < after)
    return db.session.scalars(query).all()


def count_for_staff(show: str, *, today: date) -> int:
    """Return how many articles wait for a review ("in_review") or are due for one ("review_due"), bounded."""
    return count_some(select(Article.id).where(*_shown(show, today)))


def _shown(show: str, today: date) -> tuple[ColumnElement[bool], ...]:
    due = select(ArticleVersion.article_id).where(
        ArticleVersion.is_current, ArticleVersion.review_due < today
    )
    waits = select(Schedule.article_id).where(Schedule.failed_at.is_(None))
    failed = select(Schedule.article_id).where(Schedule.failed_at.is_not(None))
    asked = select(ReviewRequest.article_id).where(ReviewRequest.answered_at.is_(None))
    soon = select(ArticleVersion.article_id).where(
        ArticleVersion.is_current, ArticleVersion.review_due.between(today, today + REVIEW_SOON)
    )
    conditions = {
        "review_soon": (Article.state == ArticleState.PUBLISHED, Article.id.in_(soon)),
        "in_review": (Article.id.in_(asked),),
        "scheduled": (Article.id.in_(waits),),
        "not_out": (Article.id.in_(failed),),
        "review_due": (Article.state == ArticleState.PUBLISHED, Article.id.in_(due)),
    }
    return conditions.get(show, ())
