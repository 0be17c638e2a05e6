"""C7, asked of the whole database: works and their numbers, and the reviews that retractions open."""

from collections.abc import Sequence

from sqlalchemy import Select, exists, func, select

from app.content.evidence_models import ArticleCitation, Citation, CitationKey, EvidenceReview
from app.content.models import Article, ArticleState
from app.db import db
from app.verifying import Check


def ask_works() -> tuple[int, Sequence[str]]:
    """C7: a work is found by each number it has, and an article on a retracted work was or is to be read again."""
    wrong = [f"{key} is not found by its own number" for key in db.session.scalars(_unfound())]
    wrong += [
        f"article {article_id} rests on the retracted {key} and nobody was asked to read it again"
        for article_id, key in db.session.execute(
            select(ArticleCitation.article_id, Citation.key)
            .join(Citation, Citation.id == ArticleCitation.citation_id)
            .join(Article, Article.id == ArticleCitation.article_id)
            .where(Article.state == ArticleState.PUBLISHED, Citation.retracted_on.is_not(None))
            .where(
                ~exists().where(
                    EvidenceReview.article_id == ArticleCitation.article_id,
                    EvidenceReview.citation_id == Citation.id,
                )
            )
            .limit(100)
        )
    ]
    return db.session.scalar(select(func.count()).select_from(Citation)) or 0, wrong


def _unfound() -> Select[str]:
    """Return the query for works whose present key leads elsewhere or nowhere."""
    leads_here = exists().where(CitationKey.key == Citation.key, CitationKey.citation_id == Citation.id)
    return select(Citation.key).where(~leads_here).limit(100)


EVIDENCE_CHECKS = [
    Check(
        code="C7",
        sentence="A work is found by its number, and articles on retracted works are or were to be read again.",
        ask=ask_works,
    )
]
