"""A subscriber's own page: topics, how often, and a pause for a flare."""

from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, make_response, redirect, render_template, request, url_for

from app.clock import utcnow
from app.db import transaction
from app.newsletter.addresses import masked
from app.newsletter.models import Subscriber
from app.newsletter.preferring import choices_of_subscriber, resume, save_choices
from app.newsletter.preferring import pause as pause_letters
from app.newsletter.protocol import LetterSender
from app.newsletter.queries import get_subscriber_by
from app.newsletter.rows import lock_subscriber
from app.newsletter.rules import (
    FREQUENCY_WORDS,
    PAUSE_WEEKS,
    Choices,
    Frequency,
    SubscriberState,
    TokenKind,
    is_paused,
)
from app.topics.models import Topic
from app.topics.queries import list_topics
from blueprints.newsletter.hall import newsletter

SAID = {
    "welcome": "You are on the list now. The first letter comes when there is something to say.",
    "saved": "Your choices are kept.",
    "paused": "The letters are paused.",
    "resumed": "The pause is over.",
    "undone": "We go on writing to you, as before.",
}


@newsletter.route("/letters/preferences/<token>/", methods=["GET", "POST"])
def preferences(token: str) -> Response:
    """Show somebody's choices, or keep new ones."""
    subscriber = get_subscriber_by(TokenKind.PREFERENCES, token)
    if subscriber.state is not SubscriberState.CONFIRMED:
        return make_response(
            render_template("newsletter/not_on_list.html"), 409 if request.method == "POST" else 200
        )
    if request.method != "POST":
        choices = choices_of_subscriber(subscriber.id)
        return render_preferences(token, subscriber, choices, said=request.args.get("said", ""))
    choices = read_choices(list_topics())
    with transaction():
        save_choices(lock_subscriber(subscriber.id), choices, now=utcnow())
    return _back(token, "saved")


@newsletter.post("/letters/preferences/<token>/pause/")
def pause(token: str) -> Response:
    """Pause for 1 to 8 weeks; 0 weeks ends a pause early."""
    weeks = request.form.get("weeks", "")
    number = int(weeks) if weeks.isascii() and weeks.isdigit() and len(weeks) < 3 else -1
    subscriber_id = get_subscriber_by(TokenKind.PREFERENCES, token).id
    with transaction():
        subscriber = lock_subscriber(subscriber_id)
        if number == 0:
            resume(subscriber, now=utcnow())
        else:
            pause_letters(subscriber, number, now=utcnow())
    return _back(token, "paused" if number else "resumed")


def read_choices(topics: Sequence[Topic]) -> Choices:
    """Return what was sent: one pace for the ticked topics (none ticked means all), and other paces where chosen."""
    general = _frequency(request.form.get("frequency", "")) or Frequency.ARTICLE
    chosen = set(request.form.getlist("topics"))
    choices: Choices = {topic.id: general for topic in topics if topic.slug in chosen} or {None: general}
    for topic in topics:
        own = _frequency(request.form.get(f"pace-{topic.slug}", ""))
        if own:
            choices[topic.id] = own
    return choices


def render_preferences(token: str, subscriber: Subscriber, choices: Choices, *, said: str = "") -> Response:
    """Render the page with what somebody has chosen."""
    sender: LetterSender = current_app.extensions["letters"]
    general = general_pace(choices)
    topics = list_topics()
    words: dict[str, Any] = {
        "token": token,
        "address": masked(subscriber.email or ""),
        "said": SAID.get(said, ""),
        "is_new": said == "welcome",
        "topics": [(topic.slug, topic.name) for topic in topics],
        "chosen": [] if None in choices else [topic.slug for topic in topics if topic.id in choices],
        "frequency": general.value,
        "frequencies": [(one.value, text) for one, text in FREQUENCY_WORDS.items()],
        "paces": {t.slug: choices[t.id].value for t in topics if choices.get(t.id, general) is not general},
        "weeks": [(str(one), "1 week" if one == 1 else f"{one} weeks") for one in PAUSE_WEEKS],
        "paused_until": subscriber.paused_until if is_paused(subscriber.paused_until, utcnow()) else None,
        "unsubscribe_token": sender.links_of(subscriber.id).unsubscribe,
    }
    return make_response(render_template("newsletter/preferences.html", **words))


def general_pace(choices: Choices) -> Frequency:
    """Return the pace of everything, else the one most topics have."""
    if None in choices:
        return choices[None]
    paces = list(choices.values())
    return max(Frequency, key=paces.count) if paces else Frequency.ARTICLE


def _frequency(raw: str) -> Frequency | None:
    return Frequency(raw) if raw in list(Frequency) else None


def _back(token: str, said: str) -> Response:
    return make_response(redirect(url_for("newsletter.preferences", token=token, said=said), 303))
