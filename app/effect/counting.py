"""Adding to the sums: what the pages have counted, and what a visitor did just now. In the open transaction."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select

from app.catalog.models import Variant
from app.content.models import Article
from app.counting import add_sums, add_to_sum
from app.db import db
from app.effect.models import ArticleDay
from app.relatedness.models import Edge, EdgeDay
from app.relatedness.rules import NodeKind

Shown = tuple[int, tuple[int, ...]]  # an article with the edges on its page
Followed = tuple[int, str, int]  # an edge with the kind and id of the page it led to
_AT_ONCE = 500


def add_seen(views: Mapping[Shown, int], followed: Mapping[Followed, int], *, day: date) -> None:
    """Add what the pages of one process have counted; what is gone by now, or led elsewhere, counts for nothing.

    Rows are written in the order of their ids, so that two processes never wait for each other.
    """
    reads: Counter[int] = Counter()
    shown: Counter[int] = Counter()
    for (article_id, edges), times in views.items():
        reads[article_id] += times
        for edge_id in edges:
            shown[edge_id] += times
    articles = _known_articles(reads)
    add_sums(ArticleDay, [{"article_id": one, "day": day, "reads": reads[one]} for one in articles])
    ends = _ends_of({*shown, *(edge_id for edge_id, _, _ in followed)})
    clicks: Counter[int] = Counter()
    for (edge_id, kind, subject_id), times in followed.items():
        if ends.get(edge_id) == (kind, subject_id):
            clicks[edge_id] += times
    rows = [{"edge_id": one, "day": day, "shown": shown[one], "clicks": clicks[one]} for one in sorted(ends)]
    add_sums(EdgeDay, [row for row in rows if row["shown"] or row["clicks"]])


def count_carted(edge_id: int, variant_id: int, *, day: date) -> None:
    """Count that a thing went into a basket by way of an edge that leads to it."""
    product_id = db.session.scalar(select(Variant.product_id).where(Variant.id == variant_id))
    if product_id is not None and _ends_of([edge_id]).get(edge_id) == (NodeKind.PRODUCT, product_id):
        add_to_sum(EdgeDay, {"edge_id": edge_id, "day": day}, carts=1)


def count_joined(edge_id: int, door_id: int, *, day: date) -> None:
    """Count that a door's invitation was opened by way of an edge that leads to it."""
    if _ends_of([edge_id]).get(edge_id) == (NodeKind.DOOR, door_id):
        add_to_sum(EdgeDay, {"edge_id": edge_id, "day": day}, joined=1)


def count_subscribed(article_id: int, *, day: date) -> None:
    """Count that somebody confirmed a sign-up that began beneath an article."""
    if _known_articles([article_id]):
        add_to_sum(ArticleDay, {"article_id": article_id, "day": day}, subscribed=1)


def _known_articles(ids: Iterable[int]) -> list[int]:
    found: list[int] = []
    listed = sorted(ids)
    for at in range(0, len(listed), _AT_ONCE):
        some = listed[at : at + _AT_ONCE]
        found += db.session.scalars(select(Article.id).where(Article.id.in_(some)).order_by(Article.id))
    return found


def _ends_of(ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """Return where each of these edges leads; edges that are gone are left out."""
    found: dict[int, tuple[str, int]] = {}
    listed = sorted(ids)
    for at in range(0, len(listed), _AT_ONCE):
        query = select(Edge.id, Edge.to_kind, Edge.to_id).where(Edge.id.in_(listed[at : at + _AT_ONCE]))
        found |= {edge_id: (kind.value, to_id) for edge_id, kind, to_id in db.session.execute(query)}
    return found
