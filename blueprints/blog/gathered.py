"""Articles gathered otherwise than by topic: a series, the months of the archive, and the glossary of their words."""

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.content.queries import each_publication, list_between
from app.errors import NotFound
from app.glossary.queries import list_terms
from app.picturing.models import PageKind
from app.remembered import same_for_everybody
from app.series.queries import find_series, get_series
from app.settings.queries import load_settings
from app.slugs import find_slug
from app.web.page_cache import cached_page
from blueprints.blog.articles import PAGE_SIZE, read_mark, write_mark
from blueprints.blog.cards import article_cards
from blueprints.blog.hall import blog
from blueprints.blog.telling import Step, articles_step, tell_page

FIRST_YEAR, LAST_YEAR = 1990, 2200
Months = list[tuple[int, list[tuple[int, str, int]]]]


@blog.get("/series/<slug>/")
@cached_page
def show_series(slug: str) -> str | Response:
    """Show the articles of a series in their order; an old address leads to the present one."""
    series = find_series(slug)
    if series is None:
        series_id = find_slug("series", slug)
        present = get_series(series_id).slug if series_id is not None else slug
        if present == slug:
            raise NotFound("There is no such series.")
        return redirect(url_for("blog.show_series", slug=present), 301)
    path = url_for("blog.show_series", slug=slug)
    return render_template(
        "blog/series.html",
        series=series,
        articles=article_cards(series.parts),
        told=tell_page(series.title, path, articles_step(), picture=(PageKind.SERIES, series.id)),
    )


@blog.get("/glossary/")
@cached_page
def show_glossary() -> str:
    """Show every word that is explained, by its name."""
    told = tell_page("Words explained", url_for("blog.show_glossary"), articles_step())
    return render_template("blog/glossary.html", terms=list_terms(), told=told)


@blog.get("/archive/")
@cached_page
def list_archive() -> str:
    """Show the months in which articles came out."""
    told = tell_page(*archive_step(), articles_step())
    return render_template("blog/archive.html", years=count_months(load_settings().time_zone), told=told)


def archive_step() -> Step:
    """Return the page above every month."""
    return "All articles by month", url_for("blog.list_archive")


@blog.get("/archive/<int:year>/<int:month>/")
@cached_page
def show_month(year: int, month: int) -> str:
    """Show the articles of one month on the site's calendar, newest first."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        raise NotFound("There is no such month.")
    since, until = month_between(year, month, load_settings().time_zone)
    before = read_mark(request.args.get("before", ""))
    found = list_between(since, until, PAGE_SIZE + 1, before=before)
    cards = found[:PAGE_SIZE]
    if not cards:
        raise NotFound("Nothing came out in that month.")
    older = write_mark(cards[-1].published_at, cards[-1].id) if len(found) > PAGE_SIZE else None
    name = f"{since.astimezone(ZoneInfo(load_settings().time_zone)):%B %Y}"
    path = url_for("blog.show_month", year=year, month=month)
    return render_template(
        "blog/month.html",
        name=name,
        told=tell_page(f"Articles of {name}", path, articles_step(), archive_step()),
        articles=article_cards(cards),
        older_url=url_for("blog.show_month", year=year, month=month, before=older) if older else None,
    )


@same_for_everybody
def count_months(zone: str) -> Months:
    """Return the years, newest first, each with its months, their names and how many articles came out."""
    place = ZoneInfo(zone)
    counted: Counter[tuple[int, int]] = Counter()
    for moment in each_publication():
        day = moment.astimezone(place)
        counted[day.year, day.month] += 1
    years: dict[int, list[tuple[int, str, int]]] = {}
    for (year, month), count in sorted(counted.items(), reverse=True):
        years.setdefault(year, []).append((month, f"{datetime(year, month, 1, tzinfo=UTC):%B}", count))
    return list(years.items())


def month_between(year: int, month: int, zone: str) -> tuple[datetime, datetime]:
    """Return the first moment of a month on the site's clock and the first one after it."""
    place = ZoneInfo(zone)
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    first, after = (datetime(*one, 1, tzinfo=place) for one in ((year, month), following))
    return first.astimezone(UTC), after.astimezone(UTC)
