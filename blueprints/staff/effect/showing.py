"""What the articles led to: all of them, and one with its edges."""

import re

from flask import render_template, request, url_for

from app.content.errors import ArticleNotFound
from app.effect.queries import Mark, find_effect, list_days, list_edge_effects, list_effects
from app.web.permissions import needs
from blueprints.staff.effect.chart import HEIGHT, WIDTH, draw_bars
from blueprints.staff.effect.hall import SPANS, chosen_days, chosen_span, staff_effect
from blueprints.staff.effect.words import first_of, kept_of, rate_words, say_effect

PAGE = 30
KIND_WORDS = {"article": "Article", "product": "Product", "resource": "Resource", "door": "Door"}
SOURCE_WORDS = {"written": "in the text", "pinned": "chosen by staff", "suggested": "suggested"}


@staff_effect.get("/")
@needs("effect.see")
def index() -> str:
    """Say of each article what it led to, the most read first."""
    span, after = chosen_span(), read_mark(request.args.get("after", ""))
    found = list_effects(span, after=after, limit=PAGE + 1)
    page, more = found[:PAGE], None
    if len(found) > PAGE:
        more = url_for("staff_effect.index", days=chosen_days(), after=f"{page[-1].reads}-{page[-1].id}")
    return render_template(
        "staff/effect/index.html",
        effects=[(one, say_effect(one)) for one in page],
        bars=draw_bars(list_days(span), span) if after is None else [],
        more_url=more,
        **around(),
    )


@staff_effect.get("/<int:article_id>/")
@needs("effect.see")
def show(article_id: int) -> str:
    """Say what one article led to, and through which of its edges."""
    span = chosen_span()
    effect = find_effect(article_id, span)
    if effect is None:
        raise ArticleNotFound
    edges = list_edge_effects(article_id, span)
    return render_template(
        "staff/effect/show.html",
        effect=effect,
        sentence=say_effect(effect),
        bars=draw_bars(list_days(span, article_id=article_id), span),
        edges=edges,
        kinds=KIND_WORDS,
        sources=SOURCE_WORDS,
        rate=lambda count: rate_words(count, effect.reads),
        kept=kept_of,
        first=first_of,
        **around(),
    )


def around() -> dict[str, object]:
    """Return what both pages have: the choice of days, and the chart's size."""
    return {"days": chosen_days(), "spans": SPANS, "chart_width": WIDTH, "chart_height": HEIGHT}


def read_mark(raw: str) -> Mark | None:
    """Return the place in the list that an address names: reads and id."""
    found = re.fullmatch(r"([0-9]{1,12})-([0-9]{1,12})", raw)
    return (int(found[1]), int(found[2])) if found else None
