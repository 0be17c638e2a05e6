"""One's own account: sessions, second factor, password."""

from datetime import datetime

from flask import Blueprint, redirect, render_template, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.actions import end_session_of
from app.accounts.models import User
from app.accounts.queries import list_sessions
from app.clock import utcnow
from app.db import db, transaction
from app.web.permissions import needs
from app.web.security import SESSION_KEY

account = Blueprint("account", __name__, url_prefix="/account")


@account.get("/")
@needs("staff.see")
def overview() -> str:
    """Show sessions and how the account is secured."""
    now: datetime = utcnow()
    return render_template(
        "account/overview.html", user=current_user, sessions=list_sessions(current_user, now=now)
    )


@account.post("/sessions/<int:session_id>/end")
@needs("staff.see")
def end_one_session(session_id: int) -> Response:
    """Sign one of one's own browsers out."""
    user_id = current_user.id
    with transaction():
        end_session_of(db.session.get_one(User, user_id), session_id, now=utcnow())
    if not current_user.is_authenticated:
        session.pop(SESSION_KEY, None)
    return redirect(url_for("account.overview"), 303)
