"""Links to products that have run out: to renew, or to let go."""

import re
from datetime import date

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.db import transaction
from app.errors import Conflict, NotAllowed
from app.publishing.expiring import Mark, let_go, list_expired, renew
from app.web.permissions import current_actor, needs
from app.web.templating import site_today
from blueprints.staff.content.hall import staff_content

PAGE_SIZE = 50
DEEDS = {"renewal": renew, "end": let_go}
_MARK = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,15})", re.ASCII)


@staff_content.get("/run-out/")
@needs("content.publish")
def list_run_out() -> str:
    """List the links that readers no longer see because their day has passed, the oldest first."""
    return run_out_page()


@staff_content.post("/run-out/<int:edge_id>/<any(renewal, end):deed>")
@needs("content.publish")
def settle_run_out(edge_id: int, deed: str) -> Response | tuple[str, int]:
    """Renew a link until its article is to be read again, or let it go."""
    actor = current_actor()
    try:
        with transaction():
            DEEDS[deed](edge_id, today=site_today(), actor=actor, now=utcnow())
    except (Conflict, NotAllowed) as error:
        return run_out_page(error=error.sentence), error.status
    return redirect(url_for("staff_content.list_run_out"), 303)


def run_out_page(*, error: str = "") -> str:
    """Return the page."""
    found = list_expired(site_today(), after=read_mark(request.args.get("after", "")), limit=PAGE_SIZE + 1)
    listed = found[:PAGE_SIZE]
    after = "{:%Y-%m-%d}.{}".format(*listed[-1].mark) if len(found) > PAGE_SIZE else ""
    return render_template(
        "staff/content/run_out.html",
        expired=listed,
        more_url=url_for("staff_content.list_run_out", after=after) if after else None,
        error=error,
    )


def read_mark(raw: str) -> Mark | None:
    """Return a place in the list; None for the beginning, and for what is no place."""
    found = _MARK.fullmatch(raw)
    try:
        return (date.fromisoformat(found[1]), int(found[2])) if found else None
    except ValueError:
        return None
