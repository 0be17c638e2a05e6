"""The pages behind the link in a confirmation's mail: GET shows what was written, POST says whose it is."""

from flask import Response, make_response, redirect, render_template, request, url_for

from app.clock import utcnow
from app.comments.confirming import confirm_comment, disown_comment, list_unconfirmed
from app.comments.queries import view_as_typed
from app.comments.rules import CommentState, LinkKind
from app.comments.tokens import get_link, own_token
from app.crisis import find_crisis
from app.db import transaction
from app.errors import Invalid
from blueprints.blog.discussion import comment_arguments
from blueprints.comments.hall import comments, token_key
from blueprints.comments.shown import offer

DEEDS = ("mine", "not-mine")


@comments.get("/comments/confirm/<token>/")
def confirm(token: str) -> str:
    """Show what was written with this address and waits; nothing is confirmed by looking."""
    return confirm_page(token)


@comments.post("/comments/confirm/<token>/")
def press_confirm(token: str) -> Response:
    """Take one comment as the address's own, or delete it; then on to the next one, or to one's own comments."""
    deed, raw, now = request.form.get("deed", ""), request.form.get("comment", ""), utcnow()
    get_link(LinkKind.CONFIRM, token, now=now)
    if deed not in DEEDS or not (raw.isascii() and raw.isdigit() and len(raw) < 16):
        raise Invalid("Press one of the buttons.")
    with transaction():
        if deed == "not-mine":
            disown_comment(token, int(raw), now=now)
            said = "disowned"
        else:
            comment = confirm_comment(token, int(raw), now=now)
            said = (
                "shown" if comment.state is CommentState.SHOWN else "care" if comment.is_crisis else "waits"
            )
        own = own_token(token_key(), get_link(LinkKind.CONFIRM, token, now=now).commenter_id, now=now)
    if deed == "not-mine" or list_unconfirmed(token, now=now):
        return make_response(redirect(url_for("comments.confirm", token=token), 303))
    return make_response(redirect(url_for("comments.own", token=own, said=said), 303))


def confirm_page(token: str) -> str:
    """Render what waits; where nothing does, the way to one's own comments."""
    now = utcnow()
    waiting = list_unconfirmed(token, now=now)
    with_care = any(find_crisis(f"{one.name}\n{one.text}") for one in waiting)
    return render_template(
        "comments/confirm.html",
        token=token,
        waiting=[comment_arguments(view_as_typed(one)) for one in waiting],
        **offer("care" if with_care else ""),
    )
