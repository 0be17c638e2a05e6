"""Setting the minute at which an article comes out, and calling it off."""

from datetime import date, datetime, time

from flask import request

from app.audit.actions import record
from app.content.drafts import draft_from_json
from app.content.models import Article
from app.errors import Invalid
from app.publishing.claims import claims_mark, claims_of
from app.publishing.moments import MinuteTwice, read_moment
from app.publishing.scheduling import schedule_article, unschedule_article
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs
from blueprints.staff.content.hall import staff_content
from blueprints.staff.content.keeping import Answer, keep_then
from blueprints.staff.content.publishing import CLAIMS_ERROR, desk_of
from blueprints.staff.content.typed import BesideField


@staff_content.post("/<int:article_id>/schedule")
@needs("content.publish")
def schedule(article_id: int) -> Answer:
    """Keep what was typed and set the minute; what is missing is said now, not at that minute."""
    onward = desk_of(article_id, "scheduled")
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
    onward = desk_of(article_id, "unscheduled")
    return keep_then(
        article_id, unschedule_article, actor=current_actor(), refused="Not called off", onward=onward
    )


def set_minute(article: Article, /, *, actor: str, now: datetime) -> None:
    """Schedule what is kept; the phrases near an illness are looked at before, as for a publication."""
    claims = claims_of(draft_from_json(article.draft))
    if claims and request.form.get("claims") != claims_mark(claims):
        raise Invalid(CLAIMS_ERROR)
    publish_at = read_minute()
    schedule_article(
        article, publish_at, with_letter=request.form.get("schedule_letter") == "yes", actor=actor, now=now
    )
    if claims:
        details = {"phrases": [one.phrase for one in claims][:50]}
        record("article.claims_kept", actor=actor, subject=("article", article.id), now=now, details=details)


def read_minute() -> datetime:
    """Return the minute that was typed, on the site's clock; raises what is wrong beside its field."""
    try:
        day = date.fromisoformat(request.form.get("schedule_day", "").strip())
    except ValueError:
        raise BesideField("schedule_day", Invalid("Write the day as 2026-09-01.")) from None
    try:
        clock = time.fromisoformat(request.form.get("schedule_time", "").strip()[:5])
    except ValueError:
        raise BesideField("schedule_time", Invalid("Write the time as 07:30.")) from None
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
