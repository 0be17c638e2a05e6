"""Making a version: the picture of the working copy that readers see from now on, and the rows that mirror it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update

from app.content.drafts import ArticleDraft, ReferenceDraft, draft_from_json
from app.content.models import Article, ArticleCitation, ArticleTopic, ArticleVersion, Citation, Finding
from app.content.rules import lowest_certainty
from app.db import db
from app.markdown import render_markdown
from app.topics.queries import topics_by_slug


def make_version(article: Article, *, actor: str, now: datetime) -> ArticleVersion:
    """Add the next version from the working copy and make it the current one; older ones stay as they are (C2)."""
    draft = draft_from_json(article.draft)
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
        revision=article.revision,
        is_current=True,
        article_class=draft.article_class,
        title=draft.title,
        summary=draft.summary,
        content=article.draft,
        html=body.html,
        text="\n\n".join((*draft.in_short, body.text, *(one.statement for one in draft.findings))),
        headings=[[one.anchor, one.title, one.level, one.minutes] for one in body.headings],
        citations=list(body.citations),
        minutes=body.minutes,
        certainty=lowest_certainty(one.certainty for one in draft.findings),
        picture_id=draft.picture_id,
        review_due=draft.review_due,
        made_at=now,
        made_by=actor,
    )
    db.session.add(version)
    _mirror(article.id, draft, body.citations)
    db.session.flush()
    return version


def ordered_references(draft: ArticleDraft, cited: Sequence[str]) -> list[ReferenceDraft]:
    """Return the works in the order of their numbers: as the text cites them, then those of findings, then the rest."""
    by_key = {one.key: one for one in draft.references}
    from_findings = [key for one in draft.findings for key in one.references]
    order = dict.fromkeys((*cited, *from_findings, *by_key))
    return [by_key[key] for key in order if key in by_key]


def _mirror(article_id: int, draft: ArticleDraft, cited: Sequence[str]) -> None:
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
    for position, reference in enumerate(ordered_references(draft, cited)):
        citation = keep_citation(reference)
        db.session.add(ArticleCitation(article_id=article_id, citation_id=citation.id, position=position))


def keep_citation(reference: ReferenceDraft) -> Citation:
    """Return the row of a work, made or brought up to date: one row a DOI, else a PubMed number."""
    doi, pmid = reference.doi.lower() or None, reference.pmid or None
    by_doi = _find_citation(Citation.doi == doi) if doi else None
    by_pmid = _find_citation(Citation.pmid == pmid) if pmid else None
    citation = by_doi or by_pmid
    if citation is None:
        citation = Citation(key=reference.key)
        db.session.add(citation)
    citation.doi = doi or citation.doi
    citation.key = f"doi:{citation.doi}" if citation.doi else reference.key
    if by_pmid is None or by_pmid is citation:
        citation.pmid = pmid or citation.pmid
    citation.kind = reference.kind
    citation.csl = reference.as_csl()
    db.session.flush()
    return citation


def _find_citation(condition: ColumnElement[bool]) -> Citation | None:
    return db.session.scalars(select(Citation).where(condition)).first()
