"""Stopping the letters: a page with a button, the one click of mail programs, and taking it back."""

from flask import Response, abort, current_app, make_response, redirect, render_template, request, url_for

from app.clock import utcnow
from app.db import transaction
from app.newsletter.leaving import undo_unsubscribe
from app.newsletter.leaving import unsubscribe as stop_letters
from app.newsletter.protocol import LetterSender
from app.newsletter.queries import get_subscriber_by
from app.newsletter.rules import SubscriberState, TokenKind
from app.newsletter.tokens import note_lasting_tokens
from blueprints.newsletter.hall import newsletter


@newsletter.route("/letters/unsubscribe/<token>/", methods=["GET", "POST"])
def unsubscribe(token: str) -> Response:
    """Show the button; only pressing it stops the letters."""
    if request.method == "POST":
        with transaction():
            undo_token = stop_letters(token, form="unsubscribe page", now=utcnow())
        return make_response(redirect(url_for("newsletter.undo", token=undo_token), 303))
    subscriber = get_subscriber_by(TokenKind.UNSUBSCRIBE, token)
    sender: LetterSender = current_app.extensions["letters"]
    return make_response(
        render_template(
            "newsletter/unsubscribe.html",
            token=token,
            is_on=subscriber.state is SubscriberState.CONFIRMED,
            pause_url=url_for("newsletter.preferences", token=sender.links_of(subscriber.id).preferences),
        )
    )


@newsletter.get("/letters/one-click/<token>/")
def one_click_page(token: str) -> Response:
    """Lead a person who opens the mail programs' address to the page with the button."""
    return make_response(redirect(url_for("newsletter.unsubscribe", token=token), 303))


@newsletter.post("/letters/one-click/<token>/")
def unsubscribe_one_click(token: str) -> Response:
    """Stop the letters for a mail program (RFC 8058): no cookie, no redirect, no page of ours before it.

    The guard lets this endpoint through; the token proves the right, and the fixed pair that the RFC asks for tells
    a mail program from a link checker.
    """
    if request.form.get("List-Unsubscribe") != "One-Click":
        abort(400)
    with transaction():
        stop_letters(token, form="one click", now=utcnow())
    return Response("The letters have stopped.\n", mimetype="text/plain")


@newsletter.route("/letters/stopped/<token>/", methods=["GET", "POST"])
def undo(token: str) -> Response:
    """Say that the letters have stopped, with a button that takes it back for as long as nothing else happens."""
    if request.method != "POST":
        subscriber = get_subscriber_by(TokenKind.UNDO, token)
        is_on = subscriber.state is SubscriberState.CONFIRMED
        return make_response(render_template("newsletter/stopped.html", token=token, is_on=is_on))
    sender: LetterSender = current_app.extensions["letters"]
    now = utcnow()
    with transaction():
        subscriber_id = undo_unsubscribe(token, now=now).id
        note_lasting_tokens(sender.token_key, subscriber_id, now=now)
    own = sender.links_of(subscriber_id).preferences
    return make_response(redirect(url_for("newsletter.preferences", token=own, said="undone"), 303))
