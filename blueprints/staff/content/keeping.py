"""Every button of the desk stands in one form: what was typed is kept first, then the button's own deed is done."""

from datetime import datetime
from typing import Protocol

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.content.drafts import draft_from_json
from app.content.errors import StaleDraft
from app.content.models import Article
from app.content.queries import get_article
from app.db import transaction
from app.errors import DomainError
from blueprints.staff.content.desk import Refusal, edit_form
from blueprints.staff.content.lines import Errors
from blueprints.staff.content.typed import BesideField, Typed, keep, read_typed

Answer = str | tuple[str, int] | Response
#: where the buttons lead that only keep
NEXT = {"look": "preview", "links": "show_links"}


class Deed(Protocol):
    """What a button does to an article beyond keeping it."""

    def __call__(self, article: Article, /, *, actor: str, now: datetime) -> object: ...


def keep_then(
    article_id: int,
    deed: Deed | None = None,
    *,
    actor: str,
    refused: str = "Not done",
    place: str = "publish-title",
    onward: str = "",
) -> Answer:
    """Keep what was typed and do the deed, in one transaction, then go `onward`.

    When either is refused nothing has happened, and everything typed is shown again. A press that brings no text acts
    on what is kept.
    """
    typed = read_typed(get_article(article_id)) if deed is None or "revision" in request.form else None
    if typed and typed.errors:
        return again(article_id, typed, 422, errors=typed.errors)
    now = utcnow()
    try:
        with transaction():
            if typed:
                keep(article_id, typed, actor=actor, now=now)
            if deed:
                deed(get_article(article_id), actor=actor, now=now)
    except StaleDraft as stale:
        return again(article_id, typed, stale.status, stale=stale)
    except BesideField as error:
        return again(article_id, typed, error.status, errors=[(error.field, error.sentence)])
    except DomainError as error:
        refusal = Refusal(title=refused, sentence=error.sentence, place=place)
        return again(article_id, typed, error.status, refusal=refusal)
    return redirect(onward or next_page(article_id), 303)


def again(
    article_id: int,
    typed: Typed | None,
    status: int,
    *,
    errors: Errors | None = None,
    stale: StaleDraft | None = None,
    refusal: Refusal | None = None,
) -> tuple[str, int]:
    """Return the desk as it was typed, with what is wrong; nothing was kept."""
    article = get_article(article_id)
    draft = typed.draft if typed else draft_from_json(article.draft)
    revision = stale.revision if stale else typed.revision if typed else article.revision
    version = request.form.get("version", "")[:9]
    page = edit_form(article, draft, revision, errors=errors, stale=stale, refusal=refusal, version=version)
    return page, status


def next_page(article_id: int) -> str:
    """Return where a button that only keeps leads; without a wish of its own it comes back to the desk."""
    view = NEXT.get(request.form.get("then", ""))
    if view:
        return url_for(f"staff_content.{view}", article_id=article_id)
    return url_for("staff_content.edit", article_id=article_id, saved="yes")
