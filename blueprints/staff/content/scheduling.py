"""Setting the minute at which an article, or a change of one, comes out, and calling it off."""

import re
from datetime import date, datetime, time

from flask import request

from app.audit.actions import record
from app.content.correcting import read_correction
from app.content.drafts import draft_from_json
from app.content.models import Article, ArticleState
from app.content.queries import get_article
from app.errors import DomainError, Invalid
from app.publishing.claims import claims_mark, claims_of
from app.publishing.moments import MinuteTwice, read_moment
from app.publishing.scheduling import (
    CorrectionWords,
    schedule_article,
    schedule_change,
    unschedule_article,
)
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs
from blueprints.staff.content.hall import staff_content
from blueprints.staff.content.keeping import Answer, keep_then
from blueprints.staff.content.lines import one_line
from blueprints.staff.content.publishing import CLAIMS_ERROR, desk_of, expect_seen
from blueprints.staff.content.typed import BesideField

_CLOCK = re.compile(r"([0-9]{2}:[0-9]{2})(?::[0-9]{2}(?:\.[0-9]{1,6})?)?", re.ASCII)


@staff_content.post("/<int:article_id>/schedule")
@needs("content.publish")
def schedule(article_id: int) -> Answer:
    """Keep what was typed and set the minute; what is missing is said now, not at that minute."""
    is_change = get_article(article_id).state is ArticleState.PUBLISHED
    onward = desk_of(article_id, "change_scheduled" if is_change else "scheduled")
    return keep_then(
        article_id,
        set_minute,
        actor=current_actor(),
        refused="No minute set",
        place="schedule_day",
        onward=onward,
    )


@staff_content.post("/<int:article_id>/schedule/end")
@needs("content.publish")
def unschedule(article_id: int) -> Answer:
    """Keep what was typed and call the minute off."""
    is_change = get_article(article_id).state is ArticleState.PUBLISHED
    onward = desk_of(article_id, "change_unscheduled" if is_change else "unscheduled")
    return keep_then(
        article_id,
        call_off,
        actor=current_actor(),
        refused="Not called off",
        place="schedule-title",
        onward=onward,
    )


def set_minute(article: Article, /, *, actor: str, now: datetime) -> None:
    """Schedule what is kept; the phrases near an illness are looked at before, as for a publication."""
    claims = claims_of(draft_from_json(article.draft))
    if claims and request.form.get("claims") != claims_mark(claims):
        raise Invalid(CLAIMS_ERROR)
    expect_seen(article)
    publish_at = read_minute()
    if article.state is ArticleState.PUBLISHED:
        schedule_change(article, publish_at, correction=read_correcting(article), actor=actor, now=now)
    else:
        with_letter = request.form.get("schedule_letter") == "yes"
        schedule_article(article, publish_at, with_letter=with_letter, actor=actor, now=now)
    if claims:
        details = {"phrases": [one.phrase for one in claims][:50]}
        record("article.claims_kept", actor=actor, subject=("article", article.id), now=now, details=details)


def call_off(article: Article, /, *, actor: str, now: datetime) -> None:
    """Call off the minute that was seen."""
    expect_seen(article)
    unschedule_article(article, actor=actor, now=now)


def read_correcting(article: Article) -> CorrectionWords | None:
    """Return what readers shall be told of the change, or None where it corrects nothing."""
    was, says = one_line(request.form, "schedule_was"), one_line(request.form, "schedule_says")
    by_mail = request.form.get("schedule_by_mail") == "yes"
    if not was and not says and not by_mail:
        return None
    try:
        read_correction(article, was, says)
    except DomainError as error:
        raise BesideField("schedule_was", error) from error
    return CorrectionWords(was=was, says=says, by_mail=by_mail)


def read_minute() -> datetime:
    """Return the minute that was typed, on the site's clock; raises what is wrong beside its field."""
    try:
        day = date.fromisoformat(request.form.get("schedule_day", "").strip())
    except ValueError:
        raise BesideField("schedule_day", Invalid("Write the day as 2026-09-01.")) from None
    try:
        # "01:30 pm" is not 01:30; seconds are what some browsers send along
        shown = _CLOCK.fullmatch(request.form.get("schedule_time", "").strip())
        clock = time.fromisoformat(shown[1] if shown else "")
    except ValueError:
        raise BesideField(
            "schedule_time", Invalid("Write the time as 07:30. Half past seven in the evening is 19:30.")
        ) from None
    try:
        return read_moment(
            day, clock, load_settings().time_zone, which=request.form.get("schedule_which", "")
        )
    except MinuteTwice as error:
        raise BesideField("schedule_which", error) from error
    except Invalid as error:
        raise BesideField("schedule_time", error) from error
    except (OverflowError, ValueError):
        raise BesideField("schedule_day", Invalid("Choose a day of this century.")) from None
