"""Comments on a draft, at a place or on the whole, and the answer of somebody who was asked to look."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.content.commenting import (
    Thread,
    add_comment,
    get_comment,
    list_threads,
    reopen_thread,
    resolve_thread,
)
from app.content.comparing import split_blocks
from app.content.drafts import draft_from_json
from app.content.models import Article
from app.content.queries import get_article
from app.content.review_models import Verdict
from app.content.reviewing import answer_review, list_reviews
from app.db import transaction
from app.errors import DomainError, Invalid
from app.web.permissions import current_actor, needs
from blueprints.staff.actors import name_actors
from blueprints.staff.content.hall import staff_content
from blueprints.staff.reading import read_id

Answer = str | tuple[str, int] | Response
DEEDS = {"resolution": resolve_thread, "reopening": reopen_thread}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A paragraph of the text with what was said about words in it."""

    number: int
    text: str
    threads: list[Thread]


@staff_content.get("/<int:article_id>/comments/")
@needs("content.write")
def comments(article_id: int) -> str:
    """Show the text as it is kept, with each thread at its place."""
    return comments_page(get_article(article_id))


@staff_content.post("/<int:article_id>/comments/")
@needs("content.write")
def comment(article_id: int) -> Answer:
    """Say something of the draft, or answer a thread."""
    actor, thread = current_actor(), read_id(request.form.get("thread", ""))
    words, quote = request.form.get("words", ""), request.form.get("quote", "")
    try:
        with transaction():
            made = add_comment(
                get_article(article_id), words, quote=quote, thread_id=thread, actor=actor, now=utcnow()
            )
            place = f"comment-{thread or made.id}"
    except DomainError as error:
        return comments_page(get_article(article_id), error=error, thread=thread), error.status
    return redirect(url_for("staff_content.comments", article_id=article_id, _anchor=place), 303)


@staff_content.post("/<int:article_id>/comments/<int:comment_id>/<any(resolution, reopening):deed>")
@needs("content.write")
def settle_comment(article_id: int, comment_id: int, deed: str) -> Response:
    """Say that a thread is dealt with, or is not after all."""
    actor = current_actor()
    with transaction():
        DEEDS[deed](get_comment(comment_id, article_id), actor=actor, now=utcnow())
    place = f"comment-{comment_id}"
    return redirect(url_for("staff_content.comments", article_id=article_id, _anchor=place), 303)


@staff_content.post("/<int:article_id>/review/answer")
@needs("content.write")
def answer(article_id: int) -> Answer:
    """Say whether the draft may go out."""
    actor, said = current_actor(), request.form.get("verdict", "")
    try:
        with transaction():
            if said not in {one.value for one in Verdict}:
                raise Invalid("Choose whether it may go out.")
            words = request.form.get("answer", "")
            answer_review(get_article(article_id), Verdict(said), words, actor=actor, now=utcnow())
    except DomainError as error:
        return comments_page(get_article(article_id), error=error, is_answer=True), error.status
    return redirect(url_for("staff_content.comments", article_id=article_id), 303)


def comments_page(
    article: Article, *, error: DomainError | None = None, thread: int | None = None, is_answer: bool = False
) -> str:
    """Return the page; what was typed comes back into the form that was sent."""
    threads, reviews = list_threads(article.id), list_reviews(article.id)
    parts, whole, lost = place_threads(draft_from_json(article.draft).body, threads)
    at = read_id(request.args.get("at", ""))
    chosen = next((one.text for one in parts if one.number == at), "")
    actors = [one.written_by for each in threads for one in (each.first, *each.answers)]
    actors += [each.first.resolved_by for each in threads if each.first.resolved_by]
    actors += [who for one in reviews for who in (one.asked_by, one.answered_by, one.reviewer) if who]
    field = "answer" if is_answer else f"words-{thread}" if thread else "words"
    return render_template(
        "staff/content/comments.html",
        article=article,
        parts=parts,
        whole=whole,
        lost=lost,
        reviews=reviews,
        is_waiting=bool(reviews) and reviews[0].answered_at is None,
        may_answer=bool(reviews) and reviews[0].asked_by != current_actor(),
        who=name_actors(actors),
        quote=request.form.get("quote", chosen.splitlines()[0][:120].strip() if chosen else ""),
        typed=request.form.get("words", ""),
        typed_answer=request.form.get("answer", ""),
        verdict=request.form.get("verdict", ""),
        answered=thread,
        errors=[(field, error.sentence)] if error else [],
    )


def place_threads(body: str, threads: Sequence[Thread]) -> tuple[list[Part], list[Thread], list[Thread]]:
    """Return the paragraphs with the threads on words in them, those on the whole, and those whose words are gone."""
    blocks = split_blocks(body)
    placed: dict[int, list[Thread]] = {}
    whole: list[Thread] = []
    lost: list[Thread] = []
    for one in threads:
        at = next((number for number, block in enumerate(blocks) if one.first.quote.strip() in block), None)
        if not one.first.quote:
            whole.append(one)
        elif at is None:
            lost.append(one)
        else:
            placed.setdefault(at, []).append(one)
    parts = [Part(number=at + 1, text=block, threads=placed.get(at, [])) for at, block in enumerate(blocks)]
    return parts, whole, lost
