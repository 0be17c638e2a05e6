"""The list of articles, and beginning a new one."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.content.actions import write_article
from app.content.drafts import ArticleDraft
from app.content.models import Article
from app.content.queries import list_for_staff
from app.content.rules import CLASS_WORDS, ArticleClass
from app.db import transaction
from app.publishing.moments import write_moment
from app.publishing.scheduling import schedules_of
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs
from app.web.templating import site_today
from blueprints.blog.articles import read_mark, write_mark
from blueprints.staff.content.hall import staff_content
from blueprints.staff.content.lines import choose, one_line

PAGE_SIZE = 50
SHOWN = [
    ("all", "All"),
    ("in_review", "To be reviewed"),
    ("scheduled", "Set to come out"),
    ("not_out", "Could not come out"),
    ("review_due", "Past their review date"),
    ("review_soon", "To be read again within a month"),
]


@staff_content.get("/")
@needs("content.write")
def index() -> str:
    """List articles, last saved first."""
    words, show = request.args.get("words", "")[:80], request.args.get("show", "all")
    show = show if show in dict(SHOWN) else "all"
    after = read_mark(request.args.get("after", ""))
    found = list_for_staff(today=site_today(), show=show, words=words, after=after, limit=PAGE_SIZE + 1)
    articles = found[:PAGE_SIZE]
    more = write_mark(articles[-1].saved_at, articles[-1].id) if len(found) > PAGE_SIZE else None
    return render_template(
        "staff/content/index.html",
        articles=articles,
        changes=changes_of(articles),
        words=words,
        show=show,
        choices=SHOWN,
        class_words={one.value: words for one, words in CLASS_WORDS.items()},
        more_url=url_for("staff_content.index", words=words, show=show, after=more) if more else None,
    )


def changes_of(articles: Sequence[Article]) -> dict[int, str]:
    """Return the minutes of changes that are to come, in words, by article."""
    zone = load_settings().time_zone
    found = schedules_of(one.id for one in articles)
    return {key: write_moment(one.publish_at, zone) for key, one in found.items() if one.revision}


@staff_content.get("/new/")
@needs("content.write")
def new() -> str:
    """Ask for a title and a class."""
    return new_form("", "", "")


@staff_content.post("/new/")
@needs("content.write")
def begin() -> str | tuple[str, int] | Response:
    """Begin an article and open it."""
    title, kind = one_line(request.form, "title"), request.form.get("article_class", "")
    if not title or len(title) > 120:
        return new_form(title, kind, "Give it a title of 120 signs at most; a working title will do."), 422
    draft = ArticleDraft(title=title, article_class=choose(ArticleClass, kind, ArticleClass.LIVING))
    actor = current_actor()
    with transaction():
        article_id = write_article(draft, actor=actor, now=utcnow()).id
    return redirect(url_for("staff_content.edit", article_id=article_id), 303)


def new_form(title: str, kind: str, error: str) -> str:
    """Return the form."""
    classes = [(one.value, words) for one, words in CLASS_WORDS.items()]
    return render_template(
        "staff/content/new.html", title=title, kind=kind or "C", error=error, classes=classes
    )
