"""The demo's mailbox: every message that the folder transport wrote. In production this hall does not exist."""

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, make_response, render_template

from app.config import Config
from app.outbox.folder import StoredMail, find_stored, list_stored
from app.web.permissions import needs

staff_mailbox = Blueprint("staff_mailbox", __name__, url_prefix="/staff/mailbox")

#: a mail's own page may hold its own styles and nothing else: no script, no form, no request to anywhere
MAIL_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "sandbox allow-popups allow-popups-to-escape-sandbox",
    )
)


@staff_mailbox.get("/")
@needs("mailbox.see")
def mailbox() -> str:
    """List what was sent, newest first."""
    return render_template("staff/mailbox/list.html", messages=list_stored(_folder()))


@staff_mailbox.get("/<name>/")
@needs("mailbox.see")
def message(name: str) -> str:
    """Show one message: its plain text with its links, and its headers."""
    return render_template("staff/mailbox/message.html", message=_get(name))


@staff_mailbox.get("/<name>/html/")
@needs("mailbox.see")
def message_html(name: str) -> Response:
    """Show the other part as a page of its own, shut off from the site by its policy."""
    response = make_response(_get(name).html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def _get(name: str) -> StoredMail:
    found = find_stored(_folder(), name)
    if found is None:
        abort(404)
    return found


def _folder() -> Path:
    config: Config = current_app.extensions["config"]
    return Path(config.mail_url.removeprefix("file:"))


def has_mailbox(config: Config) -> bool:
    """Say whether this installation has a mailbox page: a demo whose mail goes into a folder."""
    return config.is_demo and config.mail_url.startswith("file:")
