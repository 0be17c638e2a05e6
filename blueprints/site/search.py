"""Search over everything that is published. What is asked is neither logged nor kept."""

from flask import Response, g, make_response, render_template, request

from app.search.queries import look_up
from app.search.rules import KIND_CHOICES, Kind
from app.topics.queries import list_topics
from app.web.limits import limiter
from blueprints.site.views import site


@site.get("/search/")
@limiter.limit("60 per minute")
def search() -> Response:
    """The form with the topics, or what was found; the page without a question is the same for everyone."""
    answer = look_up(request.args.get("q", ""), kind=asked_kind(), page=asked_page())
    if not request.args:
        g.cached_page = True
    topics = () if answer.hits else list_topics()
    html = render_template("site/search.html", answer=answer, topics=topics, kinds=KIND_CHOICES)
    response = make_response(html)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def asked_kind() -> Kind | None:
    """Return the kind that was chosen; anything unknown means all of them."""
    chosen = request.args.get("kind", "")
    return Kind(chosen) if chosen in set(Kind) else None


def asked_page() -> int:
    """Return the page that was asked for; anything odd means the first."""
    number = request.args.get("page", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 1
