"""One's own comments: behind a mailed link, or, for who is signed in, among one's own pages."""

from flask import Response, render_template, url_for
from flask_login import current_user

from app.clock import utcnow
from app.comments.changing import find_commenter
from app.comments.errors import CommentNotFound
from app.comments.rules import LinkKind
from app.comments.tokens import get_link
from app.web.permissions import for_shoppers
from blueprints.account.mine import mine
from blueprints.comments.hall import comments
from blueprints.comments.own_pages import Doors, edit_page, nothing, own_page, stop_then, take_back_then


@comments.get("/comments/yours/<token>/")
def own(token: str) -> str:
    """Show what somebody has written."""
    return own_page(doors_of(token))


@comments.route("/comments/yours/<token>/<int:comment_id>/", methods=["GET", "POST"])
def edit(token: str, comment_id: int) -> Response:
    """Show one's words to be changed, or keep the new ones."""
    return edit_page(doors_of(token), comment_id)


@comments.post("/comments/yours/<token>/<int:comment_id>/deletion/")
def delete(token: str, comment_id: int) -> Response:
    """Take one's words back."""
    return take_back_then(doors_of(token), comment_id)


@comments.post("/comments/yours/<token>/answers/")
def stop_own(token: str) -> Response:
    """Ask for no more mails on answers."""
    return stop_then(doors_of(token))


@mine.get("/comments/")
@for_shoppers
def own_comments() -> str:
    """Show what the signed-in person has written."""
    doors = own_doors()
    return own_page(doors) if doors else render_template("comments/own.html", **nothing())


@mine.route("/comments/<int:comment_id>/", methods=["GET", "POST"])
@for_shoppers
def edit_own_comment(comment_id: int) -> Response:
    """Show one's words to be changed, or keep the new ones."""
    return edit_page(get_own_doors(), comment_id)


@mine.post("/comments/<int:comment_id>/deletion/")
@for_shoppers
def delete_own_comment(comment_id: int) -> Response:
    """Take one's words back."""
    return take_back_then(get_own_doors(), comment_id)


@mine.post("/comments/answers/")
@for_shoppers
def stop_own_answers() -> Response:
    """Ask for no more mails on answers."""
    return stop_then(get_own_doors())


def doors_of(token: str) -> Doors:
    """Return whose link this is; raises LinkNotKnown."""
    found = get_link(LinkKind.OWN, token, now=utcnow())
    return Doors(
        commenter_id=found.commenter_id,
        list_url=lambda **more: url_for("comments.own", token=token, **more),
        edit_url=lambda one: url_for("comments.edit", token=token, comment_id=one),
        delete_url=lambda one: url_for("comments.delete", token=token, comment_id=one),
        stop_url=url_for("comments.stop_own", token=token),
    )


def own_doors() -> Doors | None:
    """Return the doors of who is signed in; None for whoever has written nothing."""
    found = find_commenter(current_user.email)
    if found is None:
        return None
    return Doors(
        commenter_id=found.id,
        list_url=lambda **more: url_for("mine.own_comments", **more),
        edit_url=lambda one: url_for("mine.edit_own_comment", comment_id=one),
        delete_url=lambda one: url_for("mine.delete_own_comment", comment_id=one),
        stop_url=url_for("mine.stop_own_answers"),
    )


def get_own_doors() -> Doors:
    """Return the doors of who is signed in; raises CommentNotFound for whoever has written nothing."""
    doors = own_doors()
    if doors is None:
        raise CommentNotFound
    return doors
