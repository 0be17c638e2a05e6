"""The blueprint of these pages, and the span of days that each of them asks for."""

from datetime import timedelta

from flask import Blueprint, request

from app.effect.queries import Span
from app.web.templating import site_today

staff_effect = Blueprint("staff_effect", __name__, url_prefix="/staff/effect")
SPANS = [("7", "7 days"), ("28", "28 days"), ("90", "90 days"), ("365", "a year")]
USUAL = "28"


def chosen_days() -> str:
    """Return how many days are asked for, as the form names it."""
    days = request.args.get("days", USUAL)
    return days if days in dict(SPANS) else USUAL


def chosen_span() -> Span:
    """Return the days that are asked for; today is the last of them."""
    today = site_today()
    return Span(since=today - timedelta(days=int(chosen_days()) - 1), until=today)
