"""Writing an article: the form, saving, its picture, and how it will look."""

from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.claims import find_claims
from app.clock import utcnow
from app.content.actions import save_draft
from app.content.drafts import ArticleDraft, draft_from_json
from app.content.errors import StaleDraft
from app.content.models import Article
from app.content.queries import get_article, list_versions
from app.content.reading import list_hints
from app.content.rules import CLASS_WORDS, STUDY_WORDS, Certainty, Direction, Outcome, Size, WorkKind
from app.db import end_reading, transaction
from app.errors import DomainError, Invalid
from app.markdown import render_markdown
from app.media.actions import store_picture
from app.media.decoding import clean_picture
from app.media.queries import pictures_by_id
from app.media.views import describe
from app.publishing.gate import find_lacks
from app.topics.queries import list_topics, topics_by_slug
from app.web.permissions import current_actor, needs
from blueprints.blog.following import gather_following
from blueprints.blog.reading import make_page
from blueprints.staff.content.form import SPARE_ROWS, Errors, read_draft
from blueprints.staff.content.hall import staff_content

Answer = str | tuple[str, int] | Response


@staff_content.get("/<int:article_id>/")
@needs("content.write")
def edit(article_id: int) -> str:
    """Show the form with the working copy."""
    article = get_article(article_id)
    return edit_form(article, draft_from_json(article.draft), article.revision)


@staff_content.post("/<int:article_id>/")
@needs("content.write")
def save(article_id: int) -> Answer:
    """Save the working copy; a stale one is refused, and both texts are shown."""
    article = get_article(article_id)
    draft, errors = read_draft(request.form, picture_id=draft_from_json(article.draft).picture_id)
    seen = read_revision(request.form.get("revision", ""))
    if errors:
        return edit_form(article, draft, seen, errors=errors), 422
    actor = current_actor()
    try:
        with transaction():
            save_draft(article_id, draft, seen_revision=seen, actor=actor, now=utcnow())
    except StaleDraft as stale:
        return edit_form(get_article(article_id), draft, stale.revision, stale=stale), 409
    except DomainError as error:
        return edit_form(
            get_article(article_id), draft, seen, errors=[("body", error.sentence)]
        ), error.status
    view = "preview" if request.form.get("then") == "look" else "edit"
    return redirect(url_for(f"staff_content.{view}", article_id=article_id, saved="yes"), 303)


@staff_content.post("/<int:article_id>/picture")
@needs("content.write")
def put_drawing(article_id: int) -> Answer:
    """Store a drawing with its words and put it on the working copy."""
    article = get_article(article_id)
    words, file = request.form.get("alt", ""), request.files.get("drawing")
    try:
        if file is None or not file.filename:
            raise Invalid("Choose a picture file first.")
        end_reading()
        picture = clean_picture(file.read())
        actor, now = current_actor(), utcnow()
        with transaction():
            article = get_article(article_id)
            kept = store_picture(picture, alt=words, actor=actor, now=now)
            draft = with_picture(draft_from_json(article.draft), kept.id)
            save_draft(article_id, draft, seen_revision=article.revision, actor=actor, now=now)
    except DomainError as error:
        article = get_article(article_id)
        draft = draft_from_json(article.draft)
        return edit_form(article, draft, article.revision, errors=[("drawing", error.sentence)]), error.status
    return redirect(url_for("staff_content.edit", article_id=article_id, saved="yes"), 303)


@staff_content.get("/<int:article_id>/preview/")
@needs("content.write")
def preview(article_id: int) -> str:
    """Show the working copy as readers would see it."""
    article = get_article(article_id)
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
        is_open=lambda _kind, _slug: True,
    )
    picture = next((describe(one) for one in pictures_by_id(draft_pictures(draft)).values()), None)
    topics = topics_by_slug()
    topic = topics.get(draft.topics[0]) if draft.topics else None
    return render_template(
        "staff/content/preview.html",
        page=page,
        article=article,
        slug=article.slug,
        topic=topic or next(iter(topics.values())),
        picture=picture,
        following=following,
    )


def edit_form(
    article: Article,
    draft: ArticleDraft,
    revision: int,
    *,
    errors: Errors | None = None,
    stale: StaleDraft | None = None,
    lack_error: str = "",
) -> str:
    """Return the desk: the form at the left, everything around it at the right."""
    picture = next((describe(one) for one in pictures_by_id(draft_pictures(draft)).values()), None)
    text = "\n".join([draft.title, draft.summary, *draft.in_short, render_markdown(draft.body).text])
    return render_template(
        "staff/content/edit.html",
        article=article,
        draft=draft,
        revision=revision,
        errors=errors or [],
        error_of=dict(errors or []),
        stale=stale,
        lack_error=lack_error,
        picture=picture,
        lacks=find_lacks(article),
        claims=find_claims(text),
        hints=list_hints(draft.body),
        versions=list_versions(article.id),
        is_saved=request.args.get("saved") == "yes",
        spare=range(SPARE_ROWS),
        **choices_of_form(),
    )


def choices_of_form() -> dict[str, Any]:
    """Return the options of the form's selects."""
    return {
        "classes": [(one.value, f"{one.value}: {words}") for one, words in CLASS_WORDS.items()],
        "topics": [("", "none"), *((topic.slug, topic.name) for topic in list_topics())],
        "outcomes": words_of(Outcome),
        "directions": words_of(Direction),
        "sizes": words_of(Size),
        "certainties": words_of(Certainty),
        "study_kinds": [(str(number), f"{number}: {words}") for number, words in STUDY_WORDS.items()],
        "work_kinds": words_of(WorkKind),
    }


def words_of(kind: Any) -> list[tuple[str, str]]:
    """Return an enumeration as options."""
    return [(one.value, one.value.replace("-", " ")) for one in kind]


def draft_pictures(draft: ArticleDraft) -> list[int]:
    """Return the ids of a draft's pictures."""
    return [draft.picture_id] if draft.picture_id else []


def with_picture(draft: ArticleDraft, picture_id: int) -> ArticleDraft:
    """Return the draft with another drawing."""
    return replace(draft, picture_id=picture_id)


def read_revision(raw: str) -> int:
    """Return the revision a form was opened at; 0, which is never current, for what is none."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0
