"""What the desk says of the minute at which an article, or a change of one, comes out."""

from typing import Any

from flask import request

from app.accounts.members import call_member
from app.clock import utcnow
from app.content.models import Article, ArticleState
from app.newsletter.correcting import count_reached
from app.publishing.moments import write_moment
from app.publishing.scheduling import find_schedule
from app.settings.queries import load_settings

TYPED = ("day", "time", "which", "letter", "was", "says", "by_mail")


def minute_of(article: Article) -> dict[str, Any]:
    """Return when the article comes out, or could not, and what was typed about it."""
    zone, schedule = load_settings().time_zone, find_schedule(article.id)
    typed = {name: request.form.get(f"schedule_{name}", "") for name in TYPED}
    if schedule and "schedule_was" not in request.form:
        typed |= {"was": schedule.was or "", "says": schedule.says or ""}
        typed["by_mail"] = "yes" if schedule.by_mail else ""
    is_out = article.state is ArticleState.PUBLISHED
    return {
        "zone": zone.replace("_", " "),
        "schedule": schedule,
        "minute": write_moment(schedule.publish_at, zone) if schedule else "",
        "minute_by": call_member(schedule.asked_by) if schedule else "",
        "reached": count_reached(article.id, now=utcnow()) if is_out else 0,
        "typed_minute": typed | {name: request.form.get(name, "") for name in ("reviewer", "review_note")},
    }
