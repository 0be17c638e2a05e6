"""Links of articles to elsewhere: looking at those of a draft now, and the list of those that lead nowhere."""

from datetime import datetime

from flask import render_template, request, url_for

from app.asking import LinkState
from app.content.models import Article
from app.content.outward import list_addresses
from app.content.outward_asking import owe_look
from app.settings.queries import load_settings
from app.web.permissions import current_actor, needs
from blueprints.staff.content.hall import staff_content
from blueprints.staff.content.keeping import Answer, keep_then
from blueprints.staff.content.publishing import desk_of
from blueprints.staff.reading import read_id

PAGE = 50
SHOWN = [
    (LinkState.BROKEN, "Broken"),
    (LinkState.MOVED, "Have moved"),
    (LinkState.UNKNOWN, "Not known"),
]
PLACES = {"body": "in the text", "findings": "in a finding", "references": "among the references"}


@staff_content.post("/<int:article_id>/outward-links")
@needs("content.write")
def look_at_links(article_id: int) -> Answer:
    """Keep what was typed and owe a look at what it leads to elsewhere; a job asks, not this request."""
    onward = desk_of(article_id, "looking")
    return keep_then(article_id, owe_look_at, actor=current_actor(), refused="Not looked at", onward=onward)


def owe_look_at(article: Article, /, *, actor: str, now: datetime) -> None:
    """Owe the look at what is kept."""
    owe_look(article, now=now)


@staff_content.get("/outward-links/")
@needs("content.write")
def outward_links() -> str:
    """List addresses that readers can follow from articles and that do not answer as they should."""
    asked, after = request.args.get("show", ""), read_id(request.args.get("after", "")) or 0
    show = LinkState(asked) if asked in {one.value for one, _ in SHOWN} else LinkState.BROKEN
    found = list_addresses(show, after=after, limit=PAGE + 1)
    more = found[PAGE - 1].address.id if len(found) > PAGE else None
    return render_template(
        "staff/content/outward.html",
        listed=found[:PAGE],
        show=show.value,
        choices=[(one.value, words) for one, words in SHOWN],
        places=PLACES,
        is_asking=load_settings().check_links,
        more_url=url_for("staff_content.outward_links", show=show.value, after=more) if more else None,
    )
