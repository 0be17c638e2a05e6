"""Words on their way: the desk reports them every few seconds, and they are kept apart from the working copy."""

from flask import jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.content.autosaving import autosave, throw_away
from app.content.errors import OtherSheet
from app.content.queries import get_article
from app.db import transaction
from app.errors import NotAllowed
from app.web.permissions import current_actor, needs
from app.web.templating import format_clock_time
from blueprints.staff.content.form import read_draft
from blueprints.staff.content.hall import staff_content
from blueprints.staff.content.pasting import kept_works
from blueprints.staff.content.sheets import note_of, sent_sheet
from blueprints.staff.content.typed import base_of
from blueprints.staff.reading import read_seen


@staff_content.post("/<int:article_id>/typing")
@needs("content.write")
def report(article_id: int) -> Response | tuple[Response, int]:
    """Keep what was typed so far, apart from the working copy; answers a script."""
    actor, sheet, now = current_actor(), sent_sheet(), utcnow()
    if request.form.get("editor", "") not in ("", actor.partition(":")[2]):
        raise NotAllowed(
            "Somebody else has signed in since this page was opened. Copy your words before you go."
        )
    article = get_article(article_id)
    base = base_of(article)
    draft, _ = read_draft(
        request.form,
        picture_id=base.picture_id,
        kept=kept_works(base, request.form),
        findings=len(base.findings),
    )
    seen = read_seen(request.form.get("revision", ""))
    seen = seen if 1 <= seen <= article.revision else 0
    try:
        with transaction():
            autosave(
                article_id,
                draft,
                editor=actor,
                sheet=sheet.name,
                serial=sheet.serial,
                seen_revision=seen,
                now=now,
            )
    except OtherSheet as error:
        return jsonify(kept=False, note=error.sentence), error.status
    return jsonify(
        kept=True, at=format_clock_time(now), note=note_of(get_article(article_id), seen, actor, now)
    )


@staff_content.post("/<int:article_id>/typing/<int:autosave_id>/disposal")
@needs("content.write")
def dispose(article_id: int, autosave_id: int) -> Response:
    """Throw one's own words away."""
    actor = current_actor()
    with transaction():
        throw_away(autosave_id, article_id, editor=actor)
    return redirect(url_for("staff_content.edit", article_id=article_id, saved="thrown"), 303)
