"""Stopping the mails on answers: a page with a button, and the one click of mail programs."""

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from app.clock import utcnow
from app.comments.queries import wishes_answers
from app.comments.rules import LinkKind
from app.comments.stopping import stop_answers
from app.comments.tokens import get_link
from app.db import transaction
from blueprints.comments.hall import comments


@comments.route("/comments/stop/<token>/", methods=["GET", "POST"])
def stop(token: str) -> Response:
    """Show the button; only pressing it stops the mails."""
    commenter_id = get_link(LinkKind.STOP, token, now=utcnow()).commenter_id
    if request.method == "POST":
        with transaction():
            stop_answers(commenter_id, form="stop page", now=utcnow())
        return make_response(redirect(url_for("comments.stop", token=token), 303))
    return make_response(
        render_template("comments/stop.html", token=token, is_on=wishes_answers(commenter_id))
    )


@comments.get("/comments/one-click/<token>/")
def one_click_page(token: str) -> Response:
    """Lead a person who opens the mail programs' address to the page with the button."""
    return make_response(redirect(url_for("comments.stop", token=token), 303))


@comments.post("/comments/one-click/<token>/")
def stop_one_click(token: str) -> Response:
    """Stop the mails for a mail program (RFC 8058): no cookie, no redirect; the token proves the right."""
    if request.form.get("List-Unsubscribe") != "One-Click":
        abort(400)
    commenter_id = get_link(LinkKind.STOP, token, now=utcnow()).commenter_id
    with transaction():
        stop_answers(commenter_id, form="one click", now=utcnow())
    return Response("The mails on answers have stopped.\n", mimetype="text/plain")
