"""The demo's journal: resources, doors and articles, published through the very gate that staff use."""

import tomllib
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.catalog.models import Product
from app.catalog.queries import is_on_the_shelf
from app.community.actions import DoorDraft, make_door
from app.community.models import DoorKind
from app.content.actions import write_article
from app.content.drafts import ArticleDraft, FindingDraft, ReferenceDraft
from app.content.models import Article
from app.content.rules import ArticleClass, Certainty, Direction, Outcome, Size, WorkKind
from app.db import db
from app.demo.reading import HERE, read_table, read_text
from app.media.actions import store_picture
from app.media.decoding import keep_picture
from app.outbox.actions import enqueue
from app.publishing.actions import publish_article, record_none
from app.relatedness.actions import is_allowed, pin
from app.relatedness.computing import rebuild_graph
from app.relatedness.rules import NodeKind
from app.resources.actions import ResourceDraft, add_resource
from app.resources.models import ResourceKind

ACTOR = "system"
DRAWINGS = HERE / "pictures" / "drawings"
NO_PRODUCT = "Nothing on our shelf belongs beside this piece."


def load_journal(now: datetime) -> None:
    """Load resources, doors and articles, and compute what leads where."""
    resources = {row["slug"]: load_resource(row, now) for row in read_table("resources")}
    doors = {row["slug"]: load_door(row, at, now) for at, row in enumerate(read_table("doors"))}
    products = {row.slug: row for row in db.session.scalars(select(Product).where(is_on_the_shelf()))}
    articles = [
        load_article(path, products, resources, doors, now)
        for path in sorted((HERE / "articles").glob("*.md"))
    ]
    subjects = [(NodeKind.PRODUCT, row.id) for row in products.values()]
    subjects += [(NodeKind.RESOURCE, one) for one in resources.values()]
    subjects += [(NodeKind.DOOR, one) for one in doors.values()]
    subjects += [(NodeKind.ARTICLE, one.id) for one in articles]
    rebuild_graph(subjects, now=now)
    # What the texts mean takes longer: the worker finds it out once the site is up.
    enqueue("graph_rebuild", now=now, natural_key="graph_rebuild:demo", at_leisure=True)


def load_resource(row: dict[str, Any], now: datetime) -> int:
    """Add one resource; returns its id."""
    draft = ResourceDraft(
        title=row["title"],
        kind=ResourceKind(row["kind"]),
        url=row["url"],
        publisher=row["publisher"],
        summary=row["summary"],
        why=row["why"],
        audience=row["audience"],
        language=row["language"],
        countries=tuple(row["countries"]),
        cost=row["cost"],
        topics=tuple(row["topics"]),
        checked_on=row["checked_on"],
    )
    return add_resource(draft, actor=ACTOR, now=now, slug=row["slug"]).id


def load_door(row: dict[str, Any], position: int, now: datetime) -> int:
    """Make one door with its drawing; returns its id."""
    draft = DoorDraft(
        name=row["name"],
        kind=DoorKind(row["kind"]),
        language=row["language"],
        place=row["place"],
        summary=row["summary"],
        invitation=row["invitation"],
        hours=row["hours"],
        countries=tuple(row["countries"]),
        what_to_expect=tuple(row["what_to_expect"]),
        rules=tuple(row["rules"]),
        first_message=row["first_message"],
        topics=tuple(row["topics"]),
        position=position,
        picture_id=store_drawing(f"door-{row['slug']}", now),
    )
    return make_door(draft, actor=ACTOR, now=now, slug=row["slug"]).id


def load_article(
    path: Path, products: dict[str, Product], resources: dict[str, int], doors: dict[str, int], now: datetime
) -> Article:
    """Write one article, pin what it leads to, and publish it on its own day."""
    front, body = read_text(path)
    draft = draft_of(front, body, store_drawing(front["drawing"], now, front.get("drawing_alt", "")))
    article = write_article(draft, actor=ACTOR, now=now, slug=path.stem)
    pins = front["pins"]
    allowed = [products[slug] for slug in pins["products"] if slug in products]
    allowed = [one for one in allowed if is_allowed(draft, one)]
    for product in allowed:
        pin(article, (NodeKind.PRODUCT, product.id), actor=ACTOR, now=now)
    for slug in pins["resources"]:
        pin(article, (NodeKind.RESOURCE, resources[slug]), actor=ACTOR, now=now)
    for slug in pins["doors"]:
        pin(article, (NodeKind.DOOR, doors[slug]), actor=ACTOR, now=now)
    if not allowed:
        record_none(article, "products", pins.get("none_products", NO_PRODUCT), actor=ACTOR, now=now)
    publish_article(
        article, actor=ACTOR, now=now, published_at=morning_of(front["published"]), announce=False
    )
    return article


def draft_of(front: dict[str, Any], body: str, picture_id: int | None) -> ArticleDraft:
    """Return the working copy that a file describes."""
    return ArticleDraft(
        title=front["title"],
        article_class=ArticleClass(front["class"]),
        summary=front["summary"],
        topics=tuple(front["topics"]),
        author=front["author"],
        in_short=tuple(front["in_short"]),
        body=body,
        findings=tuple(finding_of(one) for one in front.get("findings", ())),
        references=tuple(reference_of(one) for one in front.get("references", ())),
        picture_id=picture_id,
        reviewed_on=front["reviewed_on"],
        review_due=front["review_due"],
    )


def finding_of(row: dict[str, Any]) -> FindingDraft:
    """Return one finding of a file."""
    return FindingDraft(
        statement=row["statement"],
        intervention=row["intervention"],
        outcome=Outcome(row["outcome"]),
        population=row["population"],
        in_fibromyalgia=row["in_fibromyalgia"],
        direction=Direction(row["direction"]),
        size=Size(row["size"]),
        certainty=Certainty(row["certainty"]),
        study_kind=row["study_kind"],
        people=row.get("people"),
        references=tuple(key.lower() for key in row["references"]),
        last_searched=row.get("last_searched"),
    )


def reference_of(row: dict[str, Any]) -> ReferenceDraft:
    """Return one reference of a file."""
    return ReferenceDraft(
        title=row["title"],
        authors=tuple((one["family"], one.get("given", "")) for one in row["author"]),
        et_al=row.get("et_al", False),
        container=row["container"],
        year=row["year"],
        volume=str(row.get("volume", "")),
        issue=str(row.get("issue", "")),
        page=str(row.get("page", "")),
        doi=row.get("doi", ""),
        pmid=str(row.get("pmid", "")),
        kind=WorkKind(row["kind"]),
        csl_type=row["type"],
    )


def morning_of(day: date) -> datetime:
    """Return eight in the morning, UTC, of a day."""
    return datetime.combine(day, time(8), tzinfo=UTC)


@cache
def alt_texts() -> dict[str, str]:
    """Return what each drawing shows, by its name."""
    texts: dict[str, str] = tomllib.loads((DRAWINGS / "alts.toml").read_text())
    return texts


def store_drawing(name: str, now: datetime, alt: str = "") -> int | None:
    """Store one drawing with its words; None where it has not been drawn."""
    path = DRAWINGS / f"{name}.webp"
    words = alt_texts().get(name) or alt
    if not path.exists() or not words:
        return None
    return store_picture(
        keep_picture(path.read_bytes()), alt=words, actor=ACTOR, now=now, credit="Soft Hours"
    ).id
