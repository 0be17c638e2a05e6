"""What was kept before: the list, what changed from one to another, and going back to one."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.content.differing import compare_drafts
from app.content.errors import StaleDraft
from app.content.models import Article
from app.content.queries import get_article
from app.content.revising import draft_of, find_revision, get_revision, list_revisions, restore_revision
from app.db import transaction
from app.web.permissions import current_actor, needs
from blueprints.staff.actors import name_actors
from blueprints.staff.content.hall import staff_content
from blueprints.staff.reading import read_id, read_seen

Answer = str | tuple[str, int] | Response
PAGE_SIZE = 50


@staff_content.get("/<int:article_id>/revisions/")
@needs("content.write")
def revisions(article_id: int) -> str:
    """List what was kept, newest first."""
    article = get_article(article_id)
    before = read_id(request.args.get("before", ""))
    found = list_revisions(article_id, before=before, limit=PAGE_SIZE + 1)
    more = found[PAGE_SIZE - 1].number if len(found) > PAGE_SIZE else None
    return render_template(
        "staff/content/revisions.html",
        article=article,
        lines=found[:PAGE_SIZE],
        who=name_actors(one.saved_by for one in found),
        more_url=url_for("staff_content.revisions", article_id=article_id, before=more) if more else None,
    )


@staff_content.get("/<int:article_id>/revisions/<int:number>/")
@needs("content.write")
def show_revision(article_id: int, number: int) -> str:
    """Show what changed from another revision to this one: the one before it, unless another is asked for."""
    return revision_page(get_article(article_id), number)


@staff_content.post("/<int:article_id>/revisions/<int:number>/restoration")
@needs("content.write")
def restore_kept(article_id: int, number: int) -> Answer:
    """Make a revision the working copy again; what stood there stays among the revisions."""
    actor, seen = current_actor(), read_seen(request.form.get("revision", ""))
    try:
        with transaction():
            restore_revision(article_id, number, seen_revision=seen, actor=actor, now=utcnow())
    except StaleDraft as stale:
        sentence = (
            "Somebody has kept changes since you opened this page. Look at them first; nothing was changed."
        )
        return revision_page(get_article(article_id), number, error=sentence), stale.status
    return redirect(url_for("staff_content.edit", article_id=article_id, saved="restored"), 303)


def revision_page(article: Article, number: int, *, error: str = "") -> str:
    """Return the page; without an older one to compare with, everything is new."""
    this = get_revision(article.id, number)
    wanted = read_id(request.args.get("with", "")) or number - 1
    other = find_revision(article.id, wanted) if wanted != number else None
    lines = list_revisions(article.id)
    return render_template(
        "staff/content/revision.html",
        article=article,
        this=this,
        other=other,
        changes=compare_drafts(draft_of(other), draft_of(this)) if other else [],
        draft=draft_of(this),
        who=name_actors([this.saved_by]),
        choices=[(str(one.number), str(one.number)) for one in lines if one.number != number],
        error=error,
    )
