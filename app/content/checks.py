"""C2, asked of the writing desk: what was kept is still there."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.content.desk_models import ArticleRevision
from app.content.evidence_checks import EVIDENCE_CHECKS
from app.content.models import Article
from app.db import db
from app.verifying import Check


def ask_revisions() -> tuple[int, Sequence[str]]:
    """C2: the revisions of an article are numbered without gaps, and the newest says what the working copy says."""
    counted = {
        row[0]: (row[1], row[2], row[3])
        for row in db.session.execute(
            select(
                ArticleRevision.article_id,
                func.count(),
                func.min(ArticleRevision.number),
                func.max(ArticleRevision.number),
            ).group_by(ArticleRevision.article_id)
        )
    }
    newest = (ArticleRevision.article_id == Article.id) & (ArticleRevision.number == Article.revision)
    query = select(Article.id, Article.slug, Article.revision, Article.draft, ArticleRevision.content)
    wrong = []
    for article_id, slug, revision, draft, content in db.session.execute(
        query.outerjoin(ArticleRevision, newest)
    ):
        count, first, last = counted.get(article_id, (0, 0, 0))
        if count != last - first + 1 or last != revision:
            wrong.append(f"{slug} has {count} revisions from {first} to {last} and stands at {revision}")
        elif draft != content:
            wrong.append(f"the newest revision of {slug} says something else than its working copy")
    return sum(count for count, _, _ in counted.values()), wrong


CHECKS = [
    Check(code="C2", sentence="Every working copy that was kept is there to go back to.", ask=ask_revisions),
    *EVIDENCE_CHECKS,
]
