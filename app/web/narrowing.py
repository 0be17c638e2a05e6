"""What Flask-Security offers beyond what we use, shut.

It would hand a signed token to a program that signs in with JSON, and take that token from a header or from the
address for as long as the password stands, whatever became of the session's row. Here a session row is the only way
to be somebody, its pages take forms and give pages, and what no page of ours leads to does not exist.
"""

from typing import Any

from flask import Flask, abort, redirect, request, session, url_for
from flask_login import current_user
from flask_security import Security
from werkzeug.wrappers import Response

from app.errors import Invalid
from app.web.paths import own_path

LONGEST_ADDRESS = 254
LONGEST_SENT = (
    200  # signs; the library hashes no password of more than 4,096, and one sign may come apart into 18
)
UNUSED = ("security.tf_select", "security.two_factor_rescue")


def narrow_security(app: Flask, security: Security) -> None:
    """Leave Flask-Security its forms and nothing else."""
    security.want_json(lambda _request: False)
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    for name in UNUSED:
        app.view_functions[name] = not_here
    app.before_request(refuse_foreign_targets)
    app.before_request(refuse_long_passwords)
    app.before_request(keep_shoppers_out)
    app.before_request(keep_signed_in_without_a_code)


def not_here(**_values: Any) -> Response:
    """Answer for a page we do not have."""
    abort(404)


def refuse_foreign_targets() -> None:
    """Refuse a `next` that is no path of ours before the library takes it apart (it raises on "https://[")."""
    if request.blueprint != "security":
        return
    for sent in (request.args, request.form):
        if any(target and not own_path(target) for target in sent.getlist("next")):
            abort(400)


def refuse_long_passwords() -> None:
    """Refuse what is longer than any address, password or code before the library normalises and hashes it."""
    if request.blueprint != "security":
        return
    for name, typed in request.form.items(multi=True):
        most = LONGEST_ADDRESS if name == "email" else LONGEST_SENT
        if name != "next" and len(typed) > most:
            raise Invalid(f"That is too long. A password has {LONGEST_SENT} signs at most.")


def keep_signed_in_without_a_code() -> Response | None:
    """Lead somebody who is signed in and sets nothing up away from the code page, which would sign them out."""
    if request.endpoint != "security.two_factor_token_validation":
        return None
    if current_user.is_authenticated and session.get("tf_state") != "validating_profile":
        return redirect(url_for("account.overview"))
    return None


def keep_shoppers_out() -> Response | None:
    """Let a shopper sign out and nothing else: without a password the library would let them set one unasked."""
    if request.blueprint != "security" or request.endpoint == "security.logout":
        return None
    if current_user.is_authenticated and not current_user.is_staff:
        return redirect(url_for("mine.overview"), 303)
    return None
