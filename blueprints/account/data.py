"""Everything we hold about a shopper: a page to read and a file to keep."""

import json

from flask import Response, make_response, render_template
from flask_login import current_user

from app.clock import utcnow
from app.people.exporting import as_file, gather
from app.web.limits import limiter
from app.web.permissions import for_shoppers
from blueprints.account.mine import mine


@mine.get("/data/")
@limiter.limit("30 per minute")
@for_shoppers
def data() -> str:
    """Show it in words, room by room."""
    return render_template("account/data.html", sections=gather(current_user.email))


@mine.get("/data.json")
@limiter.limit("30 per minute")
@for_shoppers
def data_file() -> Response:
    """Hand it out as one file that a program can read."""
    held = as_file(current_user.email, gather(current_user.email), now=utcnow())
    response = make_response(json.dumps(held, indent=2, ensure_ascii=False))
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = 'attachment; filename="what-we-hold.json"'
    return response
