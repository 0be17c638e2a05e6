"""The content calendar: a month as a list, with what came out, what shall, and what is due to be read again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request
from sqlalchemy import select

from app.content.models import Article, ArticleState, ArticleVersion
from app.db import db
from app.publishing.scheduling import list_scheduled
from app.settings.queries import load_settings
from app.web.permissions import needs
from app.web.templating import in_site_zone, site_today
from blueprints.staff.content.hall import staff_content

MOST = 500  # lines of a month
WORDS = {
    "published": ("Came out", "good"),
    "scheduled": ("Comes out", "wait"),
    "failed": ("Did not come out", "bad"),
    "change": ("A change comes out", "wait"),
    "change_failed": ("A change did not come out", "bad"),
    "due": ("To be read again", "warn"),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One article on one day; `kind` is a word of WORDS."""

    article_id: int
    title: str
    kind: str
    at: datetime | None = None


@staff_content.get("/calendar/")
@needs("content.write")
def calendar() -> str:
    """Show one month, day by day."""
    first = read_month(request.args.get("month", ""))
    following = (first + timedelta(days=32)).replace(day=1)
    days: dict[date, list[Line]] = {}
    for day, line in [*published(first, following), *scheduled(first, following), *due(first, following)]:
        days.setdefault(day, []).append(line)
    return render_template(
        "staff/content/calendar.html",
        first=first,
        days=sorted(days.items()),
        today=site_today(),
        previous=f"{first - timedelta(days=1):%Y-%m}",
        following=f"{following:%Y-%m}",
        zone=load_settings().time_zone,
        words=WORDS,
    )


def read_month(raw: str) -> date:
    """Return the first day of the month that is asked for, or of this one."""
    if re.fullmatch(r"(20|21)\d\d-(0[1-9]|1[0-2])", raw, re.ASCII):
        return date(int(raw[:4]), int(raw[5:]), 1)
    return site_today().replace(day=1)


def published(first: date, following: date) -> list[tuple[date, Line]]:
    """Return what came out."""
    query = select(Article).where(
        Article.state == ArticleState.PUBLISHED,
        Article.published_at >= midnight(first),
        Article.published_at < midnight(following),
    )
    found = db.session.scalars(query.order_by(Article.published_at).limit(MOST))
    return [_line(one, "published", one.published_at) for one in found if one.published_at]


def scheduled(first: date, following: date) -> list[tuple[date, Line]]:
    """Return what shall come out, articles and changes, and what could not."""
    lines = []
    for one, article in list_scheduled(midnight(first), midnight(following)):
        if one.revision:
            kind = "change_failed" if one.failed_at else "change"
        else:
            kind = "failed" if one.failed_at else "scheduled"
        lines.append(_line(article, kind, one.publish_at))
    return lines


def due(first: date, following: date) -> list[tuple[date, Line]]:
    """Return what is due to be read again."""
    query = (
        select(ArticleVersion.review_due, Article.id, Article.title)
        .join(Article, Article.id == ArticleVersion.article_id)
        .where(ArticleVersion.is_current, Article.state == ArticleState.PUBLISHED)
        .where(ArticleVersion.review_due >= first, ArticleVersion.review_due < following)
        .order_by(ArticleVersion.review_due)
        .limit(MOST)
    )
    rows: Iterable[Any] = db.session.execute(query)
    return [(row[0], Line(article_id=row[1], title=row[2], kind="due")) for row in rows]


def _line(article: Article, kind: str, at: datetime) -> tuple[date, Line]:
    return in_site_zone(at).date(), Line(article_id=article.id, title=article.title, kind=kind, at=at)


def midnight(day: date) -> datetime:
    """Return the moment a day begins on the site's clock."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(load_settings().time_zone))
