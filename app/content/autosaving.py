"""Words that were typed and not kept yet: reported every few seconds, offered after a crash, never laid over others."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from app.content.desk_models import Autosave
from app.content.drafts import ArticleDraft, draft_to_json
from app.content.errors import OtherSheet
from app.content.queries import get_article
from app.db import db, insert_if_absent
from app.errors import NotFound

KEPT = timedelta(days=60)
AT_WORK = timedelta(minutes=30)  # whoever typed in this time counts as writing now


def autosave(
    article_id: int,
    draft: ArticleDraft,
    *,
    editor: str,
    sheet: str,
    serial: int,
    seen_revision: int,
    now: datetime,
) -> None:
    """Keep what was typed on a sheet so far; of two reports the one with the higher serial counts.

    Raises OtherSheet, and changes nothing, where this sheet already holds other words: the same form, opened a
    second time. What says the same as the working copy is not worth a row.
    """
    article, data = get_article(article_id), draft_to_json(draft)
    if data == article.draft:
        forget_sheet(article_id, editor=editor, sheet=sheet, serial=serial)
        return
    values = {"serial": serial, "seen_revision": seen_revision, "draft": data, "saved_at": now}
    names = {"article_id": article_id, "editor": editor, "sheet": sheet}
    if insert_if_absent(Autosave, names | values):
        _forget_old(article_id, editor, now=now)
        return
    changed = db.session.execute(
        update(Autosave).filter_by(**names).where(Autosave.serial < serial).values(**values)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        kept = db.session.scalars(select(Autosave).filter_by(**names)).one()
        if kept.draft != data:
            raise OtherSheet


def forget_sheet(article_id: int, *, editor: str, sheet: str, serial: int) -> None:
    """Forget what was reported from a sheet up to now, because it is kept; a later report stays."""
    db.session.execute(
        delete(Autosave)
        .filter_by(article_id=article_id, editor=editor, sheet=sheet)
        .where(Autosave.serial <= serial)
    )


def throw_away(autosave_id: int, article_id: int, *, editor: str) -> None:
    """Throw one's own words away."""
    db.session.delete(get_autosave(autosave_id, article_id, editor=editor))


def get_autosave(autosave_id: int, article_id: int, *, editor: str) -> Autosave:
    """Return one's own words; those of others are not found."""
    query = select(Autosave).filter_by(id=autosave_id, article_id=article_id, editor=editor)
    found = db.session.scalars(query).first()
    if found is None:
        raise NotFound("These words are not here any more: they were kept, or thrown away.")
    return found


def list_autosaves(article_id: int) -> Sequence[Autosave]:
    """Return whatever anybody typed into an article and has not kept, the newest first."""
    query = select(Autosave).where(Autosave.article_id == article_id)
    return db.session.scalars(query.order_by(Autosave.saved_at.desc(), Autosave.id.desc()).limit(50)).all()


def _forget_old(article_id: int, editor: str, *, now: datetime) -> None:
    db.session.execute(
        delete(Autosave).filter_by(article_id=article_id, editor=editor).where(Autosave.saved_at < now - KEPT)
    )
