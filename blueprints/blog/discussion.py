"""What an article's page says of its comments: the first of them, and where the rest and the form are."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from markupsafe import Markup

from app.clock import utcnow
from app.comments.closing import takes_comments
from app.comments.queries import CommentView, list_tops
from app.content.models import Article
from app.counting import COUNT_BOUND
from app.settings.queries import load_settings

Arguments = dict[str, Any]
ON_ARTICLE = 3
SIGNS_ON_ARTICLE = 1200  # of HTML, so that the page keeps to its bytes


@dataclass(frozen=True, kw_only=True)
class Discussion:
    """What an article's page says of its comments: the first of them, how many there are, and where to go.

    `number` is counted up to a bound, `count` are its words.
    """

    slug: str
    first: list[Arguments]
    number: int
    count: str
    all_url: str
    write_url: str | None

    def with_addresses(self) -> list[tuple[Arguments, str]]:
        """Return each comment that is shown here with the address of its own page."""
        return [
            (one, url_for("comments.show_thread", slug=self.slug, comment_id=one["id"])) for one in self.first
        ]


def read_discussion(
    article: Article, slug: str, today: date, *, shown: int, closed_by_hand: bool
) -> Discussion | None:
    """Return what an article says of its comments on a day; None where there are none and none are taken.

    How many are shown, and whether it was closed, came with the article itself.
    """
    if not load_settings().comments_on:
        return None
    count = min(shown, COUNT_BOUND)
    is_open = takes_comments(article, now=utcnow(), closed_by_hand=closed_by_hand)
    if not count and not is_open:
        return None
    first = [view for view in list_tops(article.id, limit=ON_ARTICLE) if view.is_shown] if count else []
    return Discussion(
        slug=slug,
        number=count,
        first=[comment_arguments(view) for view in _fitting(first)],
        count=figures(count),
        all_url=url_for("comments.show_all", slug=slug),
        write_url=url_for("comments.write", slug=slug) if is_open else None,
    )


def comment_arguments(
    view: CommentView, *, answer_url: str | None = None, report_url: str | None = None
) -> Arguments:
    """Return the comment macro's arguments."""
    return {
        "id": view.id,
        "name": view.name,
        "words": Markup(view.html),  # noqa: S704 - sanitised when it was kept
        "by_staff": view.by_staff,
        "written_at": view.written_at,
        "is_edited": view.is_edited,
        "is_shown": view.is_shown,
        "answer_url": answer_url if view.is_shown else None,
        "report_url": report_url if view.is_shown else None,
    }


def figures(count: int) -> str:
    """Return a count as it is shown; counting stops at a bound."""
    return f"{count} or more" if count >= COUNT_BOUND else str(count)


def _fitting(views: list[CommentView]) -> list[CommentView]:
    kept, signs = [], 0
    for view in views:
        signs += len(view.html)
        if signs > SIGNS_ON_ARTICLE:
            break
        kept.append(view)
    return kept
