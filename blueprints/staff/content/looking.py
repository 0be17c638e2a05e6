"""A working copy as readers would see it: on the desk, and by a secret link."""

from typing import Any

from flask import render_template

from app.content.drafts import draft_from_json
from app.content.library import known_by_key
from app.content.models import Article
from app.content.people import people_named
from app.markdown import render_markdown
from app.media.queries import pictures_by_id
from app.media.views import describe
from app.topics.queries import topics_by_slug
from blueprints.blog.figures import figures_of
from blueprints.blog.following import gather_following
from blueprints.blog.reading import make_page


def render_draft(template: str, article: Article, **more: Any) -> str:
    """Return a page with the working copy, its cards and what it leads to."""
    draft = draft_from_json(article.draft)
    body = render_markdown(draft.body)
    following = gather_following(article.id)
    page = make_page(
        draft,
        html=body.html,
        headings=[[one.anchor, one.title, one.level, one.minutes] for one in body.headings],
        citations=list(body.citations),
        minutes=body.minutes,
        following=following,
        known=known_by_key(one.key for one in draft.references),
        figures=figures_of(body.html),
        people=people_named(draft),
        is_open=lambda _kind, _slug: True,
    )
    ids = [draft.picture_id] if draft.picture_id else []
    topics = topics_by_slug()
    topic = topics.get(draft.topics[0]) if draft.topics else None
    return render_template(
        template,
        page=page,
        article=article,
        slug=article.slug,
        topic=topic or next(iter(topics.values())),
        picture=next((describe(one) for one in pictures_by_id(ids).values()), None),
        following=following,
        **more,
    )
