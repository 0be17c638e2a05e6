"""The staff's first page, the audit log and the page of design parts."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from app.audit.queries import list_entries
from app.clock import utcnow
from app.money import Money
from app.outbox.queries import list_dead_items
from app.web.permissions import needs
from blueprints.staff import staff_sections

staff_desk = Blueprint("staff_desk", __name__, url_prefix="/staff")


@dataclass(frozen=True, kw_only=True)
class Chore:
    """Something that needs a hand now: words, where to go, how many."""

    words: str
    href: str
    count: int


#: rooms add functions that say what needs a hand
CHORES: list[Callable[[], list[Chore]]] = []


@staff_desk.app_context_processor
def staff_words() -> dict[str, object]:
    """Give staff layouts their menu."""
    return {"staff_sections": staff_sections()} if request.path.startswith(("/staff", "/account")) else {}


@staff_desk.get("/")
@needs("staff.see")
def desk() -> str:
    """Show what needs a hand now."""
    chores = [chore for ask in CHORES for chore in ask() if chore.count]
    return render_template("staff/desk.html", chores=chores, dead=list_dead_items(), now=utcnow())


@staff_desk.get("/audit/")
@needs("audit.see")
def audit_log() -> str:
    """Show the audit log, newest first."""
    raw = request.args.get("before", "")
    before = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 18 else None
    entries = list_entries(before_id=before, limit=51)
    return render_template("staff/audit.html", entries=entries[:50], has_more=len(entries) > 50)


@staff_desk.get("/parts/")
@needs("staff.see")
def parts() -> str:
    """Show every component of the design system."""
    return render_template("staff/parts.html", example_price=Money(minor=1800, currency="EUR"))
