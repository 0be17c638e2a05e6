"""Asking for letters and confirming."""

from flask import Response, current_app, make_response, redirect, render_template, request, url_for

from app.clock import utcnow
from app.db import transaction
from app.effect.counting import count_subscribed
from app.newsletter.protocol import LetterSender
from app.newsletter.queries import get_subscriber_by
from app.newsletter.rules import SubscriberState, TokenKind
from app.newsletter.signing_up import ask_to_join
from app.newsletter.signing_up import confirm as confirm_sign_up
from app.newsletter.tokens import note_lasting_tokens
from app.topics.queries import list_topics
from app.web.limits import limiter
from app.web.page_cache import cached_page
from app.web.templating import site_today
from blueprints.newsletter.form import Answers, letter_form, read_answers, read_article_id
from blueprints.newsletter.hall import newsletter


@newsletter.get("/letters/")
@cached_page
def letters() -> str:
    """The form on its own page."""
    return render_form(Answers())


@newsletter.get("/subscribe/")
def old_address() -> Response:
    """Lead on from the address people guess."""
    return make_response(redirect(url_for("newsletter.letters"), 301))


@newsletter.post("/letters/")
@limiter.limit("6 per minute; 30 per hour")
def subscribe() -> Response:
    """Owe the one mail that answers the form; the answer is the same whether or not the address is known."""
    answers = read_answers(request.form)
    if answers.errors:
        return make_response(render_form(answers), 422)
    if not answers.is_program:
        with transaction():
            ask_to_join(answers.to_request(), now=utcnow())
    return make_response(redirect(url_for("newsletter.sent"), 303))


@newsletter.get("/letters/sent/")
@cached_page
def sent() -> str:
    """Say what happens next, to everybody in the same words."""
    return render_template("newsletter/sent.html")


@newsletter.route("/letters/confirm/<token>/", methods=["GET", "POST"])
def confirm(token: str) -> Response:
    """Show the button; only pressing it puts the sign-up in force and leads to the person's own page."""
    if request.method != "POST":
        subscriber = get_subscriber_by(TokenKind.CONFIRM, token)
        is_on = subscriber.state is SubscriberState.CONFIRMED
        beneath = read_article_id(request.args.get("article", ""))
        page = render_template("newsletter/confirm.html", token=token, is_on=is_on, article_id=beneath)
        return make_response(page)
    sender: LetterSender = current_app.extensions["letters"]
    now = utcnow()
    beneath = read_article_id(request.form.get("article", ""))
    with transaction():
        subscriber = confirm_sign_up(token, now=now)
        subscriber_id = subscriber.id
        if beneath and subscriber.confirmed_at == now:
            count_subscribed(beneath, day=site_today())
        note_lasting_tokens(sender.token_key, subscriber_id, now=now)
    own = sender.links_of(subscriber_id).preferences
    return make_response(redirect(url_for("newsletter.preferences", token=own, said="welcome"), 303))


def render_form(answers: Answers) -> str:
    """Render the form's page with what was typed."""
    errors = [(f"letter-{name}", sentence) for name, sentence in answers.errors.items()]
    return render_template(
        "newsletter/letters.html",
        letter=letter_form("letters", answers),
        errors=errors,
        topics=[(topic.slug, topic.name) for topic in list_topics()],
        chosen=answers.topics,
    )
