"""The one guard before every blueprint: foreign hosts and foreign posts are turned away.

An unsafe request must say Sec-Fetch-Site: same-origin, or, where a browser sends no such header, an Origin equal to
the site's own (OWASP CSRF cheat sheet, "Fetch Metadata"). Views that prove their right otherwise stand in
`EXEMPT_ENDPOINTS`, which a test reads.
"""

from flask import Flask, Response, abort, request
from flask_login import current_user

from app.config import Config
from app.downloads.rules import MOST_BYTES
from app.web.typed import give_typed_back

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})

#: endpoint -> how it proves its right instead
EXEMPT_ENDPOINTS: dict[str, str] = {
    "webhooks.stripe": "Stripe's signature over the raw body",
    "newsletter.unsubscribe_one_click": "the unguessable token in the address (RFC 8058)",
    "comments.stop_one_click": "the unguessable token in the address (RFC 8058)",
}

#: endpoint -> the most bytes that staff may send there, beyond what everybody may
LARGER = {"staff_catalog.add_file": MOST_BYTES + 1024 * 1024}


def is_own_request(headers: dict[str, str | None], origins: frozenset[str]) -> bool:
    """Say whether an unsafe request comes from our own pages."""
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return headers.get("Origin") in origins


def init_guard(app: Flask, config: Config) -> None:
    """Install the guard as the very first thing a request meets."""

    @app.before_request
    def guard() -> Response | None:
        if request.host.lower() not in config.allowed_hosts:
            abort(400)
        allow_large_file()
        if has_null_byte():
            abort(400)
        if request.method in SAFE_METHODS or request.endpoint in EXEMPT_ENDPOINTS:
            return None
        headers = {name: request.headers.get(name) for name in ("Sec-Fetch-Site", "Origin")}
        if not is_own_request(headers, config.allowed_origins):
            return refused()
        if request.mimetype and request.mimetype not in FORMS:
            abort(415)
        return None


def allow_large_file() -> None:
    """Let a signed-in member of staff send more than others may, where a file is taken; nobody else's is read first."""
    if request.endpoint in LARGER and current_user.is_authenticated and current_user.is_staff:
        request.max_content_length = LARGER[request.endpoint]


def has_null_byte() -> bool:
    """Say whether a null byte hides in the address or in a typed field; no text of ours holds one."""
    if "\0" in request.path or "%00" in request.query_string.decode("latin-1"):
        return True
    if request.method in SAFE_METHODS or request.mimetype not in FORMS:
        return False
    return any("\0" in name or "\0" in value for name, value in request.form.items(multi=True))


def refused() -> Response:
    """Answer 403 with a page that gives back what was typed, so that nothing is lost."""
    return give_typed_back(
        "We could not be sure that came from you",
        "Your browser did not say which page the form stood on, so we changed nothing. Open the page again and send it"
        " from there.",
    )
