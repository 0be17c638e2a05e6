"""The staff's first page, the audit log and the page of design parts."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from app.audit.queries import list_entries
from app.clock import utcnow
from app.content.queries import list_for_staff
from app.money import Money
from app.orders.queries import list_orders
from app.outbox.queries import list_dead_items
from app.web.permissions import needs
from app.web.templating import site_today
from blueprints.staff import staff_sections
from blueprints.staff.audit_words import tell
from blueprints.staff.chores import list_chores
from blueprints.staff.reading import read_id
from blueprints.store.order_words import order_status

NEWEST = 5
staff_desk = Blueprint("staff_desk", __name__, url_prefix="/staff")


@staff_desk.app_context_processor
def staff_words() -> dict[str, object]:
    """Give staff layouts their menu."""
    return {"staff_sections": staff_sections()} if request.path.startswith(("/staff", "/account")) else {}


@staff_desk.get("/")
@needs("staff.see")
def desk() -> str:
    """Show what needs a hand now, and beside it what came in or was worked on last."""
    sees_orders, writes = current_user.may("orders.see"), current_user.may("content.write")
    with_money = current_user.may("orders.refund")
    dead = list_dead_items(with_money=with_money) if current_user.may("work.decide") else []
    return render_template(
        "staff/desk.html",
        chores=list_chores(),
        dead=dead,
        today=site_today(),
        may_see_orders=sees_orders,
        orders=list_orders(limit=NEWEST) if sees_orders else (),
        status_of=order_status,
        articles=list_for_staff(today=site_today(), limit=NEWEST) if writes else (),
    )


@staff_desk.get("/audit/")
@needs("audit.see")
def audit_log() -> str:
    """Show the audit log, newest first; of one thing where `kind` and `id` name it."""
    kind, identity = request.args.get("kind", "")[:40], request.args.get("id", "")[:80]
    subject = (kind, identity) if kind and identity else None
    entries = list_entries(before_id=read_id(request.args.get("before", "")), subject=subject, limit=51)
    return render_template(
        "staff/audit.html",
        told=tell(entries[:50]),
        subject=subject,
        before=entries[49].id if len(entries) > 50 else None,
    )


@staff_desk.get("/parts/")
@needs("staff.see")
def parts() -> str:
    """Show every component of the design system."""
    return render_template(
        "staff/parts.html", example_price=Money(minor=1800, currency="EUR"), today=site_today(), now=utcnow()
    )
