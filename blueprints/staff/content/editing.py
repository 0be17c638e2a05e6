"""Writing an article: the form, keeping it, and how it will look."""

from flask import request
from werkzeug.wrappers import Response

from app.content.autosaving import get_autosave
from app.content.drafts import draft_from_json
from app.content.queries import get_article, list_versions
from app.errors import NotFound
from app.web.permissions import current_actor, needs
from blueprints.staff.content.desk import edit_form
from blueprints.staff.content.hall import staff_content
from blueprints.staff.content.keeping import keep_then
from blueprints.staff.content.looking import render_draft
from blueprints.staff.reading import read_id

Answer = str | tuple[str, int] | Response


@staff_content.get("/<int:article_id>/")
@needs("content.write")
def edit(article_id: int) -> str:
    """Show the form with the working copy, with words that were typed and not kept, or with a version's text."""
    article = get_article(article_id)
    wanted, typed = request.args.get("version", ""), read_id(request.args.get("typed", ""))
    if typed is not None:
        kept = get_autosave(typed, article_id, editor=current_actor())
        return edit_form(article, draft_from_json(kept.draft), kept.seen_revision, taken_up=kept)
    if not wanted:
        return edit_form(article, draft_from_json(article.draft), article.revision)
    version = next((one for one in list_versions(article_id) if str(one.number) == wanted), None)
    if version is None:
        raise NotFound("There is no such version.")
    return edit_form(article, draft_from_json(version.content), article.revision, version=version.number)


@staff_content.post("/<int:article_id>/")
@needs("content.write")
def save(article_id: int) -> Answer:
    """Save the working copy; a stale one is refused, and both texts are shown."""
    return keep_then(article_id, actor=current_actor())


@staff_content.get("/<int:article_id>/preview/")
@needs("content.write")
def preview(article_id: int) -> str:
    """Show the working copy as readers would see it."""
    return render_draft("staff/content/preview.html", get_article(article_id))
