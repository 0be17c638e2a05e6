"""Letters for staff: campaigns with their counts, copies to decide about, the list in sums, previews."""

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from app.clock import utcnow
from app.comments.stopping import stop_answers_by_subject, stop_answers_to
from app.config import Config
from app.db import transaction
from app.errors import Invalid
from app.newsletter.answering import queue_preview
from app.newsletter.deciding import Decision, decide, stop_campaign
from app.newsletter.leaving import unsubscribe_by_staff
from app.newsletter.queries import count_list, list_campaigns, list_uncertain
from app.newsletter.reading import list_recent_titles
from app.newsletter.rules import FREQUENCY_WORDS, SubscriberState
from app.web.permissions import current_actor, needs

staff_letters = Blueprint("staff_letters", __name__, url_prefix="/staff/letters")
PAGE = 25
SAID = {
    "decided": "Your decision is kept.",
    "stopped": "No further copy of that letter starts.",
    "preview": "The preview is on its way to your own address.",
    "off": "That address gets no more letters.",
    "unknown": "That address is not on the list.",
}


@staff_letters.get("/")
@needs("letters.see")
def letters() -> str:
    """Show what has been sent, what is uncertain, and the list in sums."""
    raw = request.args.get("before", "")
    before = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 18 else None
    campaigns = list_campaigns(before_id=before, limit=PAGE + 1)
    counts = count_list(utcnow())
    return render_template(
        "staff/letters/letters.html",
        campaigns=campaigns[:PAGE],
        older=url_for("staff_letters.letters", before=campaigns[PAGE - 1].id)
        if len(campaigns) > PAGE
        else None,
        uncertain=list_uncertain(),
        counts=counts,
        confirmed=counts.by_state.get(SubscriberState.CONFIRMED, 0),
        pending=counts.by_state.get(SubscriberState.PENDING, 0),
        frequency_words=FREQUENCY_WORDS,
        articles=list_recent_titles(),
        said=SAID.get(request.args.get("said", ""), ""),
        kinds={"article": "New article", "daily": "Daily", "weekly": "Weekly", "monthly": "Monthly"},
    )


@staff_letters.post("/copies/<int:delivery_id>/decision/")
@needs("letters.see")
def decide_copy(delivery_id: int) -> Response:
    """Settle one uncertain copy."""
    wish = request.form.get("decision", "")
    if wish not in list(Decision):
        raise Invalid("Choose one of the two decisions.")
    with transaction():
        decide(delivery_id, Decision(wish), actor=current_actor(), now=utcnow())
    return _back("decided")


@staff_letters.post("/campaigns/<int:campaign_id>/stop/")
@needs("letters.see")
def stop(campaign_id: int) -> Response:
    """Let no further copy of a campaign start."""
    with transaction():
        stop_campaign(campaign_id, actor=current_actor(), now=utcnow())
    return _back("stopped")


@staff_letters.post("/preview/")
@needs("letters.see")
def preview() -> Response:
    """Send an article's letter to the member of staff who asks."""
    wish = request.form.get("article", "")
    if not (wish.isascii() and wish.isdigit() and len(wish) < 18):
        raise Invalid("Choose an article.")
    config: Config = current_app.extensions["config"]
    with transaction():
        queue_preview(int(wish), to=current_user.email, site_url=config.site_url, now=utcnow())
    return _back("preview")


@staff_letters.post("/stop-for/")
@needs("letters.see")
def stop_for() -> Response:
    """Stop the letters and the mails on answers for somebody who wrote to us, or what their mail's subject names."""
    written, actor, now = request.form.get("email", ""), current_actor(), utcnow()
    with transaction():
        was_on = stop_answers_by_subject(written, actor=actor, now=now)
        if not was_on:
            had_letters = unsubscribe_by_staff(written, actor=actor, now=now)
            # the subject of a mail names one person of the letters and no address
            had_answers = "@" in written and stop_answers_to(written, actor=actor, now=now)
            was_on = had_letters or had_answers
    return _back("off" if was_on else "unknown")


def _back(said: str) -> Response:
    return make_response(redirect(url_for("staff_letters.letters", said=said), 303))
