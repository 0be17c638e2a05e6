"""What needs a hand, and one queue of orders."""

import re

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import utcnow
from app.db import transaction
from app.errors import NotFound
from app.orders.models import FIRST_NUMBER
from app.orders.queries import list_orders
from app.orders.withdrawing import answer_withdrawal, list_open_withdrawals
from app.payments.actions import resolve_alert
from app.payments.queries import list_open_alerts
from app.web.permissions import current_actor, needs
from blueprints.staff.orders.hall import staff_orders
from blueprints.store.order_words import order_status

QUEUES = [
    ("to_pack", "To pack"),
    ("all", "All"),
    ("unpaid", "Unpaid"),
    ("disputed", "Disputed"),
    ("cancelled", "Cancelled"),
]
PAGE = 50


@staff_orders.get("/")
@needs("orders.see")
def index() -> str:
    """What needs a hand, and one queue of orders; what is to be packed comes oldest first."""
    queue = request.args.get("queue", "to_pack")
    queue = queue if queue in dict(QUEUES) else "all"
    mark = read_mark(request.args.get("before", ""))
    orders = list_orders(queue=queue, before_id=mark, limit=PAGE)
    older = (
        url_for("staff_orders.index", queue=queue, before=orders[-1].number) if len(orders) == PAGE else ""
    )
    return render_template(
        "staff/orders.html", orders=orders, alerts=list_open_alerts(), queue=queue, queues=QUEUES, older=older,
        status_of=order_status, withdrawals=list_open_withdrawals(),
    )  # fmt: skip


def read_mark(before: str) -> int | None:
    """Return the id of the order whose number ended the page before."""
    return int(before) - FIRST_NUMBER + 1 if re.fullmatch(r"[0-9]{1,15}", before) else None


@staff_orders.post("/alerts/<int:alert_id>")
@needs("orders.refund")
def resolve(alert_id: int) -> Response:
    """Say that an alert has been looked at."""
    if alert_id > 2**53:
        raise NotFound
    with transaction():
        resolve_alert(alert_id, actor=current_actor(), now=utcnow())
    return redirect(url_for("staff_orders.index"), 303)


@staff_orders.post("/withdrawals/<int:withdrawal_id>")
@needs("orders.refund")
def answer(withdrawal_id: int) -> Response:
    """Say that what a withdrawal asks for has been done."""
    if withdrawal_id > 2**53:
        raise NotFound
    with transaction():
        answer_withdrawal(withdrawal_id, actor=current_actor(), now=utcnow())
    return redirect(url_for("staff_orders.index"), 303)
