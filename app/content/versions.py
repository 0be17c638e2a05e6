"""Making a version: the picture of the working copy that readers see from now on, and the rows that mirror it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from app.content.desk_models import ArticleRevision
from app.content.drafts import ArticleDraft, ReferenceDraft, draft_from_json
from app.content.evidence_models import ArticleCitation
from app.content.models import Article, ArticleTopic, ArticleVersion, Finding
from app.content.people import name_people
from app.content.retracting import open_reviews
from app.content.rules import badge_of
from app.content.works import keep_citation
from app.db import db
from app.markdown import render_markdown
from app.topics.queries import topics_by_slug


def make_version(
    article: Article, *, actor: str, now: datetime, kept: ArticleRevision | None = None
) -> ArticleVersion:
    """Add the next version and make it the current one; older ones stay as they are (C2).

    It is made from the working copy, or from one that was kept before.
    """
    content = kept.content if kept else article.draft
    draft = draft_from_json(content)
    body = render_markdown(draft.body)
    last = db.session.scalar(
        select(func.max(ArticleVersion.number)).where(ArticleVersion.article_id == article.id)
    )
    db.session.execute(
        update(ArticleVersion)
        .where(ArticleVersion.article_id == article.id, ArticleVersion.is_current)
        .values(is_current=False)
    )
    version = ArticleVersion(
        article_id=article.id,
        number=(last or 0) + 1,
        revision=kept.number if kept else article.revision,
        is_current=True,
        article_class=draft.article_class,
        title=draft.title,
        summary=draft.summary,
        content=content,
        html=body.html,
        text="\n\n".join((*draft.in_short, body.text, *(one.statement for one in draft.findings))),
        headings=[[one.anchor, one.title, one.level, one.minutes] for one in body.headings],
        citations=list(body.citations),
        minutes=body.minutes,
        certainty=badge_of((one.outcome, one.certainty) for one in draft.findings),
        picture_id=draft.picture_id,
        review_due=draft.review_due,
        made_at=now,
        made_by=actor,
    )
    db.session.add(version)
    name_people(article.id, draft)
    _mirror(article.id, draft, body.citations, actor=actor, now=now)
    db.session.flush()
    return version


def ordered_references(draft: ArticleDraft, cited: Sequence[str]) -> list[ReferenceDraft]:
    """Return the works in the order of their numbers: as the text cites them, then those of findings, then the rest."""
    by_key = {one.key: one for one in draft.references}
    from_findings = [key for one in draft.findings for key in one.references]
    order = dict.fromkeys((*cited, *from_findings, *by_key))
    return [by_key[key] for key in order if key in by_key]


def _mirror(article_id: int, draft: ArticleDraft, cited: Sequence[str], *, actor: str, now: datetime) -> None:
    """Rewrite the rows of topics, findings and citations, which serve lists, search and exports."""
    for table in (ArticleTopic, Finding, ArticleCitation):
        db.session.execute(delete(table).where(table.article_id == article_id))
    topics = topics_by_slug()
    for position, slug in enumerate(draft.topics):
        db.session.add(ArticleTopic(article_id=article_id, topic_id=topics[slug].id, position=position))
    for position, one in enumerate(draft.findings):
        db.session.add(
            Finding(
                article_id=article_id,
                position=position,
                statement=one.statement,
                intervention=one.intervention,
                outcome=one.outcome,
                population=one.population,
                in_fibromyalgia=one.in_fibromyalgia,
                direction=one.direction,
                size=one.size,
                certainty=one.certainty,
                study_kind=one.study_kind,
                people=one.people,
                citation_keys=list(one.references),
                last_searched=one.last_searched,
            )
        )
    works = [keep_citation(one, actor=actor, now=now) for one in ordered_references(draft, cited)]
    for position, identity in enumerate(dict.fromkeys(one.id for one in works)):
        db.session.add(ArticleCitation(article_id=article_id, citation_id=identity, position=position))
    open_reviews([one for one in works if one.retracted_on], [article_id], actor=actor, now=now)
