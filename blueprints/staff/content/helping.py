"""What the desk's script asks while somebody writes: how the text will look, things to show in it, a picture for it."""

from typing import Any

from flask import jsonify, request
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.content.drafts import draft_from_json
from app.content.library import known_by_key
from app.content.queries import get_article
from app.db import end_reading, transaction
from app.errors import DomainError, Invalid
from app.markdown import render_markdown
from app.media.actions import store_picture
from app.media.decoding import clean_picture
from app.media.queries import find_pictures
from app.relatedness.rules import NodeKind
from app.web.permissions import current_actor, needs
from blueprints.blog.figures import figures_of
from blueprints.blog.following import gather_following
from blueprints.blog.reading import make_page
from blueprints.staff.content.hall import staff_content
from blueprints.staff.content.links import find_shown

KINDS = {"product", "resource", "door"}


@staff_content.post("/<int:article_id>/look")
@needs("content.write")
def look(article_id: int) -> Response:
    """Return how a text would look, by the renderer of the readers' pages; keeps nothing."""
    article = get_article(article_id)
    try:
        body = render_markdown(request.form.get("body", "").replace("\r\n", "\n"))
    except Invalid as error:
        return jsonify(html=None, note=error.sentence)
    draft = draft_from_json(article.draft)
    page = make_page(
        draft,
        html=body.html,
        headings=[],
        citations=list(body.citations),
        minutes=body.minutes,
        following=gather_following(article.id),
        known=known_by_key(one.key for one in draft.references),
        is_open=lambda _kind, _slug: True,
        figures=figures_of(body.html),
    )
    note = (
        f"{body.words} words, {body.minutes} minutes. Cards of things it does not lead to yet are not shown."
    )
    return jsonify(html=str(page.html), note=note)


@staff_content.get("/things/")
@needs("content.write")
def things() -> Response:
    """Return things by a part of their title, each with the line that shows it in a text."""
    kind, words = request.args.get("kind", ""), request.args.get("words", "")[:80]
    if kind == "picture":
        found = [
            {"title": one.alt, "hint": f"picture {one.id}", "directive": f"::figure{{{one.id}}}"}
            for one in find_pictures(words, limit=12)
        ]
    elif kind in KINDS:
        found = [
            {"title": title, "hint": slug, "directive": f"::{kind}{{{slug}}}"}
            for slug, title in find_shown(NodeKind(kind), words)
        ]
    else:
        found = []
    return jsonify(things=found)


@staff_content.post("/<int:article_id>/pictures")
@needs("content.write")
def take_picture(article_id: int) -> Any:
    """Store a picture with its words and return the line that shows it; a picture without words is refused."""
    actor, words, file = current_actor(), request.form.get("figure_alt", ""), request.files.get("figure")
    get_article(article_id)
    if file is None or not file.filename:
        return jsonify(error="Choose a picture file first.", field="figure"), 422
    if not words.strip():
        return jsonify(error="Say what it shows, for people who do not see it.", field="figure_alt"), 422
    try:
        end_reading()
        cleaned = clean_picture(file.read())
        with transaction():
            picture = store_picture(cleaned, alt=words, actor=actor, now=utcnow())
            made = picture.id
    except DomainError as error:
        return jsonify(error=error.sentence, field="figure"), error.status
    return jsonify(directive=f"::figure{{{made}}}", title=words.strip())
