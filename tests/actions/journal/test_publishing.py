"""The gate, and C1 to C3."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.catalog.models import Product, ProductState
from app.community.models import Door, DoorState
from app.community.queries import get_door
from app.content.actions import save_draft
from app.content.drafts import draft_from_json
from app.content.evidence_models import ArticleCitation, Citation
from app.content.models import (
    Article,
    ArticleState,
    ArticleTopic,
    ArticleVersion,
    Finding,
)
from app.content.queries import current_version, get_article, list_latest, list_versions
from app.content.rules import ArticleClass, Certainty
from app.db import db, transaction
from app.errors import Conflict, NotAllowed
from app.outbox.models import OutboxItem
from app.publishing.actions import archive_article, publish_article, record_none
from app.publishing.checks import ask_complete, ask_links, ask_versions
from app.publishing.gate import NotReady, find_lacks
from app.publishing.keeping import GONE, Keeper
from app.publishing.withdrawing import close_door, open_door, restore_resource, withdraw_resource
from app.relatedness.models import Edge
from app.relatedness.queries import edges_from
from app.relatedness.rules import NodeKind
from app.resources.models import Resource, ResourceState
from app.resources.queries import get_resource
from tests.factories.catalog import make_product
from tests.factories.journal import (
    ACTOR,
    MORNING,
    NIGHTS,
    lead_to,
    make_article,
    make_draft,
    make_open_door,
    make_resource,
)

pytestmark = pytest.mark.postgres
LATER = MORNING + timedelta(days=2)


def owed(kind: str) -> list[dict[str, object]]:
    query = select(OutboxItem).where(OutboxItem.kind == kind).order_by(OutboxItem.id)
    return [item.data for item in db.session.scalars(query)]


def problems() -> list[str]:
    return [*ask_complete()[1], *ask_versions()[1], *ask_links()[1]]


def test_publishing_makes_a_version_and_the_rows_that_mirror_it(context: Flask) -> None:
    article = make_article()
    version = current_version(article.id)
    assert version is not None
    assert (version.number, version.certainty, version.minutes) == (1, Certainty.LOW, 1)
    assert "Trials are few" in version.html
    assert db.session.scalars(select(Finding.statement)).all() == [
        "Aerobic exercise may slightly reduce pain."
    ]
    assert len(db.session.scalars(select(ArticleTopic)).all()) == 1
    assert len(db.session.scalars(select(ArticleCitation)).all()) == 1
    assert db.session.scalars(select(Citation.key)).one() == "doi:10.1002/14651858.cd012700"
    assert [card.slug for card in list_latest(5)] == ["long-nights"]
    assert problems() == []


def test_publishing_owes_the_letters_once_and_the_graph_each_time(context: Flask) -> None:
    article = make_article()
    with transaction():
        save_draft(article.id, replace(NIGHTS, summary="New."), seen_revision=1, actor=ACTOR, now=LATER)
        publish_article(get_article(article.id), actor=ACTOR, now=LATER)
    assert owed("article_published") == [{"article_id": article.id}]
    assert {"kind": "article", "id": article.id} in owed("graph_update")


def test_what_is_missing_is_said_and_nothing_happens(context: Flask) -> None:
    article = make_draft()
    with pytest.raises(NotReady) as caught, transaction():
        publish_article(get_article(article.id), actor=ACTOR, now=MORNING)
    assert len(caught.value.lacks) == 3
    assert get_article(article.id).state is ArticleState.DRAFT
    assert current_version(article.id) is None


def test_a_later_publication_keeps_the_first_version_and_carries_its_date(context: Flask) -> None:
    article = make_article()
    with transaction():
        save_draft(article.id, replace(NIGHTS, body="Newer text."), seen_revision=1, actor=ACTOR, now=LATER)
    assert list_latest(1)[0].title == "Long nights"
    with transaction():
        publish_article(get_article(article.id), actor=ACTOR, now=LATER)
    kept = get_article(article.id)
    assert (kept.published_at, kept.changed_at) == (MORNING, LATER)
    assert [(one.number, one.is_current) for one in list_versions(article.id)] == [(2, True), (1, False)]
    assert draft_from_json(list_versions(article.id)[1].content).body == NIGHTS.body
    assert problems() == []


def test_readers_do_not_see_the_working_copy(context: Flask) -> None:
    article = make_article()
    with transaction():
        save_draft(article.id, replace(NIGHTS, title="Not yet"), seen_revision=1, actor=ACTOR, now=LATER)
    assert [card.title for card in list_latest(5)] == ["Long nights"]


def test_the_same_text_is_not_published_twice(context: Flask) -> None:
    article = make_article()
    with pytest.raises(Conflict), transaction():
        publish_article(get_article(article.id), actor=ACTOR, now=LATER)


def test_what_is_taken_back_is_gone_from_every_list_and_can_return(context: Flask) -> None:
    article = make_article()
    with transaction():
        archive_article(get_article(article.id), actor=ACTOR, now=LATER)
    assert list_latest(5) == []
    with transaction():
        publish_article(get_article(article.id), actor=ACTOR, now=LATER)
    kept = get_article(article.id)
    assert (kept.published_at, kept.changed_at, len(list_versions(article.id))) == (MORNING, None, 1)


def test_a_text_that_shows_what_readers_cannot_see_is_not_published(context: Flask) -> None:
    make_resource()
    article = make_draft(body="::product{no-such-thing}\n\n[there](/articles/nowhere/)\n")
    sentences = [one.sentence for one in find_lacks(get_article(article.id))]
    assert "The text shows the product “no-such-thing”, which readers cannot see." in sentences
    assert "The text shows the article “nowhere”, which readers cannot see." in sentences


def test_cards_in_the_text_become_edges_of_their_own(context: Flask) -> None:
    resource = make_resource()
    article = make_article(resource=resource, body=f"::resource{{{resource.slug}}}\n")
    query = select(Edge.source, Edge.to_kind).where(Edge.from_id == article.id, Edge.to_kind == "resource")
    assert {row[0].value for row in db.session.execute(query)} == {"pinned", "written"}


def test_a_link_to_itself_is_no_edge(context: Flask) -> None:
    article = make_article()
    with transaction():
        draft = replace(NIGHTS, body="[here](/articles/long-nights/)")
        save_draft(article.id, draft, seen_revision=1, actor=ACTOR, now=LATER)
        publish_article(get_article(article.id), actor=ACTOR, now=LATER)
    assert problems() == []


def test_an_ingestible_beside_a_finding_is_refused_when_pinned_and_when_the_class_changes(
    context: Flask,
) -> None:
    product = make_product(product_class=2)
    article = make_article(products=(product.id,), article_class=ArticleClass.SELF_CARE)
    with transaction():
        guide = replace(NIGHTS, article_class=ArticleClass.GUIDE)
        save_draft(article.id, guide, seen_revision=1, actor=ACTOR, now=LATER)
    with pytest.raises(NotReady), transaction():
        publish_article(get_article(article.id), actor=ACTOR, now=LATER)
    other = make_product(title="Comfort drops", product_class=5)
    with pytest.raises(NotAllowed):
        lead_to(article, "product", other.id)


def test_the_last_resource_of_an_article_stays(context: Flask) -> None:
    resource = make_resource()
    article = make_article(resource=resource)
    with pytest.raises(Conflict, match="Long nights"), transaction():
        withdraw_resource(get_resource(resource.id), actor=ACTOR, now=LATER)
    another = make_resource("Sleep, from elsewhere")
    lead_to(article, "resource", another.id)
    with transaction():
        withdraw_resource(get_resource(resource.id), actor=ACTOR, now=LATER)
    assert get_resource(resource.id).state is ResourceState.WITHDRAWN
    assert problems() == []
    with transaction():
        restore_resource(get_resource(resource.id), actor=ACTOR, now=LATER)
    assert get_resource(resource.id).state is ResourceState.PUBLISHED


def test_the_last_door_of_an_article_stays_open_unless_none_is_recorded(context: Flask) -> None:
    door = make_open_door()
    article = make_article(door=door)
    with pytest.raises(Conflict), transaction():
        close_door(get_door(door.id), actor=ACTOR, now=LATER)
    with transaction():
        record_none(get_article(article.id), "doors", "No door is about this.", actor=ACTOR, now=LATER)
        close_door(get_door(door.id), actor=ACTOR, now=LATER)
    assert get_door(door.id).state is DoorState.CLOSED
    assert problems() == []
    with transaction():
        open_door(get_door(door.id), actor=ACTOR, now=LATER)


def test_the_checks_see_what_was_done_behind_the_gate(context: Flask) -> None:
    article = make_article()
    with transaction() as session:
        session.execute(update(Resource).values(state=ResourceState.WITHDRAWN))
        session.execute(update(Door).values(state=DoorState.CLOSED))
        session.execute(update(Article).values(none_products=None))
        session.execute(update(ArticleVersion).values(number=3))
    assert ask_complete()[1] == [
        f"{article.slug} lacks {what}" for what in ("a resource", "a product", "a door")
    ]
    assert len(ask_versions()[1]) == 1


def test_the_check_of_links_looks_each_of_them_up_again(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What pages read leaves out what is hidden; were that broken, the check would still see it."""
    article = make_article()
    as_it_was = edges_from((NodeKind.ARTICLE, article.id), today=MORNING.date())
    with transaction() as session:
        session.execute(update(Resource).values(state=ResourceState.WITHDRAWN))
    assert ask_links()[1] == []
    monkeypatch.setattr("app.publishing.checks.edges_from", lambda *_args, **_named: as_it_was)
    assert [line.split(", ")[-1] for line in ask_links()[1]] == ["which readers cannot see"]


def test_an_article_whose_only_product_left_the_shelf_says_so_by_itself(context: Flask) -> None:
    product = make_product()
    article = make_article(products=(product.id,))
    with transaction() as session:
        session.execute(update(Product).values(state=ProductState.ARCHIVED))
    assert ask_complete()[1] == [f"{article.slug} lacks a product"]
    Keeper().keep_up({"kind": "product", "id": product.id}, LATER)
    assert get_article(article.id).none_products == GONE
    assert problems() == []
