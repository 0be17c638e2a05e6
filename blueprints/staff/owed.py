"""What the worker gave up on: staff let it try again, or say that they have seen to it.

Who may not give money back finds no work that moves money.
"""

from flask import Blueprint, Response, make_response, redirect, url_for
from flask_login import current_user

from app.audit.actions import record
from app.clock import utcnow
from app.db import transaction
from app.outbox.actions import revive, settle
from app.outbox.models import OutboxItem
from app.outbox.queries import get_dead_item
from app.web.permissions import current_actor, needs

staff_owed = Blueprint("staff_owed", __name__, url_prefix="/staff/owed")


@staff_owed.post("/<int:item_id>/again/")
@needs("work.decide")
def again(item_id: int) -> Response:
    """Let the worker try once more; an uncertain mail may then arrive twice."""
    now = utcnow()
    with transaction():
        revive(_get_item(item_id), now=now)
        record("outbox.revived", actor=current_actor(), subject=("outbox item", item_id), now=now)
    return make_response(redirect(url_for("staff_desk.desk"), 303))


@staff_owed.post("/<int:item_id>/settled/")
@needs("work.decide")
def settled(item_id: int) -> Response:
    """Close it, because somebody has seen to it."""
    now = utcnow()
    with transaction():
        settle(_get_item(item_id), now=now)
        record("outbox.settled", actor=current_actor(), subject=("outbox item", item_id), now=now)
    return make_response(redirect(url_for("staff_desk.desk"), 303))


def _get_item(item_id: int) -> OutboxItem:
    return get_dead_item(item_id, with_money=current_user.may("orders.refund"))
