"""C1 to C3, asked of the whole database, and A1 for what was published."""

from collections.abc import Sequence

from sqlalchemy import String, case, cast, exists, func, select

from app.audit.models import AuditEntry
from app.catalog.models import Product, ProductState
from app.clock import utcnow
from app.community.models import Door, DoorState
from app.content.desk_models import ArticleRevision, Schedule
from app.content.models import Article, ArticleState, ArticleTopic, ArticleVersion
from app.db import db
from app.media.models import Picture
from app.outbox.models import OutboxItem
from app.publishing.matrix_checks import MATRIX_CHECKS, list_published
from app.publishing.scheduling import OWED
from app.relatedness.queries import Link, edges_from
from app.relatedness.rules import NodeKind
from app.resources.models import Resource, ResourceState
from app.settings.queries import load_settings
from app.verifying import Check


def _links(article: Article) -> list[Link]:
    return edges_from((NodeKind.ARTICLE, article.id), today=utcnow().date())


def ask_complete() -> tuple[int, Sequence[str]]:
    """C1: each published article has what it must have."""
    wrong = []
    shown = list_published()
    with_topic = set(db.session.scalars(select(ArticleTopic.article_id).where(ArticleTopic.position == 0)))
    words = {row.id: row.alt for row in db.session.scalars(select(Picture))}
    for article, version in shown:
        kinds = {link.kind for link in _links(article)}
        lacks = {
            "a title": not version.title.strip(),
            "a topic": article.id not in with_topic,
            "words for its picture": version.picture_id is not None and not words.get(version.picture_id),
            "a resource": NodeKind.RESOURCE not in kinds,
            "a product": NodeKind.PRODUCT not in kinds and not article.none_products and _may_show(version),
            "a door": NodeKind.DOOR not in kinds and not article.none_doors,
        }
        wrong += [f"{article.slug} lacks {what}" for what, is_missing in lacks.items() if is_missing]
    return len(shown), wrong


def _may_show(version: ArticleVersion) -> bool:
    """Say whether product links are on at all: the market's switch, and the review date they end with."""
    is_due = version.review_due is not None and version.review_due < utcnow().date()
    return load_settings().article_product_links and not is_due


def ask_versions() -> tuple[int, Sequence[str]]:
    """C2: versions are numbered without gaps, one is current, and a later one dates the article."""
    wrong = []
    query = select(
        ArticleVersion.article_id,
        func.count(),
        func.max(ArticleVersion.number),
        func.sum(case((ArticleVersion.is_current, 1), else_=0)),
    ).group_by(ArticleVersion.article_id)
    counts = {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(query)}
    for article in db.session.scalars(select(Article).where(Article.published_at.is_not(None))):
        count, last, current = counts.get(article.id, (0, 0, 0))
        if count == 0 or count != last or current != 1:
            wrong.append(
                f"{article.slug} has {count} versions, numbered to {last}, {current} of them current"
            )
        elif count > 1 and article.changed_at is None:
            wrong.append(f"{article.slug} was changed after it was published and carries no date")
    return sum(count for count, _, _ in counts.values()), wrong


def ask_links() -> tuple[int, Sequence[str]]:
    """C3: whatever a published article would show can be seen, looked up again one by one."""
    wrong, looked_at = [], 0
    for article, _ in list_published():
        for link in _links(article):
            looked_at += 1
            if not _is_visible(link.kind, link.thing.id):
                wrong.append(f"{article.slug} leads to {link.kind} {link.thing.id}, which readers cannot see")
    return looked_at, wrong


def _is_visible(kind: NodeKind, subject_id: int) -> bool:
    if kind is NodeKind.PRODUCT:
        product = db.session.get(Product, subject_id)
        return product is not None and product.state is ProductState.PUBLISHED
    if kind is NodeKind.RESOURCE:
        resource = db.session.get(Resource, subject_id)
        return resource is not None and resource.state is ResourceState.PUBLISHED
    if kind is NodeKind.DOOR:
        door = db.session.get(Door, subject_id)
        return door is not None and door.state is DoorState.OPEN
    article = db.session.get(Article, subject_id)
    return article is not None and article.state is ArticleState.PUBLISHED


def ask_log() -> tuple[int, Sequence[str]]:
    """A1: each version that a person published has its entry in the audit log, of the same moment."""
    told = exists().where(
        AuditEntry.subject_kind == "article",
        AuditEntry.action.in_(("article.published", "article.changed")),
        AuditEntry.subject_id == cast(ArticleVersion.article_id, String),
        AuditEntry.actor == ArticleVersion.made_by,
        AuditEntry.at == ArticleVersion.made_at,
    )
    people = ArticleVersion.made_by.like("user:%")
    untold = select(ArticleVersion.article_id, ArticleVersion.number).where(people, ~told).limit(100)
    wrong = [
        f"version {number} of article {one} is not in the log" for one, number in db.session.execute(untold)
    ]
    return db.session.scalar(select(func.count()).select_from(ArticleVersion).where(people)) or 0, wrong


def ask_schedules() -> tuple[int, Sequence[str]]:
    """C1, at a set minute: what waits has one minute and the work for it, a change of a published article its text too.

    No other article has either.
    """
    query = select(
        Article.slug,
        Article.state,
        Schedule.failed_at,
        Schedule.publish_at,
        ArticleRevision.id,
        OutboxItem.id,
    )
    query = query.outerjoin(Schedule, Schedule.article_id == Article.id).outerjoin(
        ArticleRevision,
        (ArticleRevision.article_id == Article.id) & (ArticleRevision.number == Schedule.revision),
    )
    query = query.outerjoin(
        OutboxItem,
        (OutboxItem.kind == OWED)
        & (OutboxItem.data["article"].as_integer() == Article.id)
        & (OutboxItem.due_at == Schedule.publish_at)
        & OutboxItem.done_at.is_(None),
    )
    wrong, waits = [], ArticleState.SCHEDULED
    found = db.session.execute(query.where((Article.state == waits) | Schedule.id.is_not(None))).all()
    for slug, state, failed_at, publish_at, change, owed in found:
        is_set = publish_at is not None and failed_at is None
        fits = state is (ArticleState.PUBLISHED if change else waits) if is_set else state is not waits
        if not fits or (is_set and owed is None):
            wrong.append(
                f"{slug} is {state}, set to {publish_at}, and its work is {'owed' if owed else 'not owed'}"
            )
    return len(found), wrong


CHECKS = [
    Check(code="A1", sentence="Every version that a person published is in the audit log.", ask=ask_log),
    Check(
        code="C1",
        sentence="Published articles have a title, a topic, a described picture, a resource, a product and a door, "
        "or a recorded none.",
        ask=ask_complete,
    ),
    Check(code="C1", sentence="What waits for its minute has one, and its work is owed.", ask=ask_schedules),
    Check(
        code="C2", sentence="Every published version is kept, and changes carry their date.", ask=ask_versions
    ),
    Check(code="C3", sentence="No article leads to what readers cannot see.", ask=ask_links),
    *MATRIX_CHECKS,
]
