"""Articles, resources and doors for tests; call them with an app context pushed. What is returned is detached."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from app.community.actions import DoorDraft, make_door
from app.community.models import Door, DoorKind
from app.content.actions import write_article
from app.content.drafts import ArticleDraft, FindingDraft, ReferenceDraft
from app.content.evidence_models import Citation, EvidenceReview
from app.content.models import Article
from app.content.people import PersonDraft, add_person
from app.content.people_models import Contributor
from app.content.retracting import mark_retracted
from app.content.rules import ArticleClass, Certainty, Direction, Outcome, Size, WorkKind
from app.db import db
from app.publishing.actions import publish_article, record_none
from app.relatedness.actions import pin
from app.relatedness.computing import rebuild_graph
from app.relatedness.models import Edge
from app.relatedness.rules import NodeKind
from app.resources.actions import ResourceDraft, add_resource
from app.resources.models import Resource, ResourceKind
from tests.factories.catalog import apart, make_topic, writing

ACTOR = "user:1"
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

COCHRANE = ReferenceDraft(
    title="Aerobic exercise training for adults with fibromyalgia",
    authors=(("Bidonde", "Julia"), ("Busch", "Angela J")),
    et_al=True,
    container="Cochrane Database of Systematic Reviews",
    year=2017,
    volume="6",
    page="CD012700",
    doi="10.1002/14651858.CD012700",
    kind=WorkKind.SYSTEMATIC_REVIEW,
)
FINDING = FindingDraft(
    statement="Aerobic exercise may slightly reduce pain.",
    intervention="Aerobic exercise compared with usual care",
    outcome=Outcome.PAIN,
    population="Adults with fibromyalgia",
    in_fibromyalgia=True,
    direction=Direction.HELPS,
    size=Size.SMALL,
    certainty=Certainty.LOW,
    study_kind=1,
    people=351,
    references=("doi:10.1002/14651858.cd012700",),
)
NIGHTS = ArticleDraft(
    title="Long nights",
    article_class=ArticleClass.SELF_CARE,
    summary="What to have within reach at four in the morning.",
    topics=("sleep",),
    in_short=("Warmth first.", "A lamp you can reach.", "No clock."),
    body="## Within reach\n\nA pillow, a lamp and a hot water bottle. "
    "Trials are few [@doi:10.1002/14651858.CD012700].\n\n"
    "## Afterwards\n\nThe morning comes anyway.\n",
    findings=(FINDING,),
    references=(COCHRANE,),
    reviewed_on=date(2026, 9, 1),
    review_due=date(2027, 9, 1),
)


def make_resource(title: str = "Sleep, from the NHS", *, topic: str = "sleep", **fields: Any) -> Resource:
    """A published place elsewhere."""
    with writing():
        make_topic(topic, topic.title())
        draft = ResourceDraft(
            title=title,
            kind=ResourceKind.GUIDE,
            url="https://www.nhs.uk/",
            publisher="NHS",
            summary="Pages on why people are tired.",
            topics=(topic,),
            checked_on=date(2026, 11, 1),
        )
        resource = add_resource(replace(draft, **fields), actor=ACTOR, now=MORNING)
    return apart(resource)


def make_open_door(name: str = "The porch", *, topic: str = "sleep", **fields: Any) -> Door:
    """An open door: a forum unless said otherwise."""
    with writing():
        make_topic(topic, topic.title())
        draft = DoorDraft(
            name=name,
            kind=DoorKind.FORUM,
            language="en",
            place="Anywhere",
            summary="A quiet forum.",
            invitation="https://example.org/porch",
            what_to_expect=("A few new posts a day.",),
            topics=(topic,),
        )
        door = make_door(replace(draft, **fields), actor=ACTOR, now=MORNING)
    return apart(door)


def make_draft(**fields: Any) -> Article:
    """A working copy that nobody has published; without `draft` it is about long nights."""
    with writing():
        draft: ArticleDraft = replace(fields.pop("draft", NIGHTS), **fields)
        for slug in draft.topics:
            make_topic(slug, slug.title())
        article = write_article(draft, actor=ACTOR, now=MORNING)
    return apart(article)


def lead_to(article: Article, kind: str, subject_id: int, *, now: datetime = MORNING) -> int:
    """Pin a link; returns the edge's id."""
    from app.content.queries import get_article

    with writing():
        return pin(get_article(article.id), (NodeKind(kind), subject_id), actor=ACTOR, now=now).id


def make_article(
    *,
    resource: Resource | None = None,
    door: Door | None = None,
    products: tuple[int, ...] = (),
    now: datetime = MORNING,
    **fields: Any,
) -> Article:
    """A published article with everything C1 asks for: a resource, a door, and products or a recorded none."""
    from app.content.queries import get_article

    with writing():
        article_id = make_draft(**fields).id
        article = get_article(article_id)
        resource = resource or make_resource()
        door = door or make_open_door()
        lead_to(article, "resource", resource.id)
        lead_to(article, "door", door.id)
        for product_id in products:
            lead_to(article, "product", product_id)
        if not products:
            record_none(article, "products", "Nothing fits here.", actor=ACTOR, now=now)
        publish_article(article, actor=ACTOR, now=now, published_at=now)
    return apart(article)


def make_run_out_link(product_id: int) -> int:
    """An editor's link to a thing, past its day, from an article that has been read again since; returns its id."""
    article = make_article(title="Evenings by the stove", products=(product_id,))
    with writing():
        query = select(Edge).where(Edge.from_id == article.id, Edge.to_kind == NodeKind.PRODUCT)
        edge = db.session.scalars(query).one()
        edge.expires_on = date(2026, 1, 1)
        return edge.id


def compute_graph(*nodes: tuple[str, int]) -> None:
    """Describe these things and compute every article's suggestions."""
    with writing():
        rebuild_graph([(NodeKind(kind), subject_id) for kind, subject_id in nodes], now=MORNING)


def make_retracted(on: date = date(2026, 1, 5), note: str = "Data were made up.") -> tuple[Citation, int]:
    """Mark the first work as retracted; returns it and the id of the first review that this opened, or 0."""
    with writing():
        work = db.session.scalars(select(Citation).order_by(Citation.id)).first()
        assert work is not None
        mark_retracted(work.id, on, note, actor=ACTOR, now=MORNING)
        review = db.session.scalar(select(EvidenceReview.id).order_by(EvidenceReview.id)) or 0
    return apart(work), review


def make_person(name: str = "Maeve Byrne", **fields: Any) -> Contributor:
    """Somebody who writes or checks; in tests alone, the demo names nobody."""
    said = PersonDraft(name=name, does="Rheumatology nurse in Cork", conflicts="None to declare.")
    with writing():
        person = add_person(replace(said, **fields), actor=ACTOR, now=MORNING)
    return apart(person)
