"""One opened form, which words wait beside it, and who else is writing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import request

from app.content.autosaving import AT_WORK, list_autosaves
from app.content.desk_models import Autosave
from app.content.drafts import draft_from_json
from app.content.models import Article
from app.errors import Invalid
from app.tokens import new_token
from blueprints.staff.actors import name_actors
from blueprints.staff.reading import read_whole


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One opened form: its name, and how often it has reported."""

    name: str
    serial: int


@dataclass(frozen=True, kw_only=True)
class Offered:
    """Words of one's own that were typed and not kept."""

    id: int
    saved_at: datetime
    words: int
    title: str


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What was typed and not kept: one's own words to take up again, and who else is writing now, since when."""

    own: list[Offered]
    others: list[tuple[str, datetime]]


def sent_sheet() -> Sheet:
    """Return which form this is; raises Invalid for what none of our forms is called."""
    name, serial = request.form.get("sheet", ""), read_whole(request.form.get("serial", "")) or 0
    if not re.fullmatch(r"[A-Za-z0-9_-]{22}", name) or serial < 1:
        raise Invalid("This is not a form of ours.")
    return Sheet(name=name, serial=serial)


def sheet_of_form(kept: Autosave | None = None) -> Sheet:
    """Return the sheet that a form goes on with: words taken up again, the form that was sent, or a new one."""
    if kept is not None:
        return Sheet(name=kept.sheet, serial=kept.serial)
    try:
        return sent_sheet()
    except Invalid:
        return Sheet(name=new_token(), serial=0)


def list_waiting(article: Article, *, actor: str, sheet: Sheet, now: datetime) -> Waiting:
    """Return the words that wait, but for those that stand in this form."""
    rows = [one for one in list_autosaves(article.id) if one.draft != article.draft]
    own = [one for one in rows if one.editor == actor and one.sheet != sheet.name]
    return Waiting(own=[offer(one) for one in own], others=_others(rows, actor, now))


def offer(one: Autosave) -> Offered:
    """Return words as they are offered."""
    draft = draft_from_json(one.draft)
    return Offered(id=one.id, saved_at=one.saved_at, words=len(draft.body.split()), title=draft.title)


def note_of(article: Article, seen: int, actor: str, now: datetime) -> str:
    """Return what somebody who types should know: a newer working copy, or another pair of hands."""
    if seen != article.revision:
        who = name_actors([article.saved_by])[article.saved_by]
        return f"{who} has kept changes since you opened this. When you keep yours, you see both texts side by side."
    rows = [one for one in list_autosaves(article.id) if one.draft != article.draft]
    others = _others(rows, actor, now)
    return f"{others[0][0]} is writing here too. Whoever keeps second sees both texts." if others else ""


def _others(rows: Iterable[Autosave], actor: str, now: datetime) -> list[tuple[str, datetime]]:
    at_work = [one for one in rows if one.editor != actor and one.saved_at > now - AT_WORK]
    names = name_actors(one.editor for one in at_work)
    latest: dict[str, datetime] = {}
    for one in at_work:  # the newest first
        latest.setdefault(names[one.editor], one.saved_at)
    return list(latest.items())
