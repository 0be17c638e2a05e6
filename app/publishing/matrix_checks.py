"""The link matrix, asked of the whole database: by edges, and by links in texts that no edge stands for."""

from collections.abc import Sequence

from sqlalchemy import select

from app.catalog.models import Product
from app.clock import utcnow
from app.config import current_config
from app.content.drafts import draft_from_json
from app.content.models import Article, ArticleState, ArticleVersion
from app.db import db
from app.markdown.filling import list_odd_own_links, list_shelf_links
from app.relatedness.actions import is_allowed
from app.relatedness.queries import edges_from
from app.relatedness.rules import NodeKind
from app.verifying import Check


def list_published() -> list[tuple[Article, ArticleVersion]]:
    """Return what readers see, by id."""
    query = (
        select(Article, ArticleVersion)
        .join(ArticleVersion, (ArticleVersion.article_id == Article.id) & ArticleVersion.is_current)
        .where(Article.state == ArticleState.PUBLISHED)
        .order_by(Article.id)
    )
    return [(article, version) for article, version in db.session.execute(query)]


def ask_matrix() -> tuple[int, Sequence[str]]:
    """C3: what a published article leads to in the shop may stand beside it, and nothing is led to unseen."""
    wrong, shown, hosts = [], list_published(), current_config().allowed_hosts
    for article, version in shown:
        draft = draft_from_json(version.content)
        refused = [
            link.thing.slug
            for link in edges_from((NodeKind.ARTICLE, article.id), today=utcnow().date())
            if isinstance(link.thing, Product) and not is_allowed(draft, link.thing)
        ]
        wrong += [f"{article.slug} (class {draft.article_class}) leads to {one}" for one in refused]
        unseen = [address for address, _ in list_odd_own_links(version.html, hosts)]
        unseen += list_shelf_links(version.html, hosts)
        wrong += [f"{article.slug} leads to {one[:80]}, which nobody has judged" for one in unseen]
    return len(shown), wrong


MATRIX_CHECKS = [
    Check(code="C3", sentence="No article leads to what the link matrix refuses.", ask=ask_matrix)
]
