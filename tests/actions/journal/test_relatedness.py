"""Edges: suggested, pinned, refused, shown."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.catalog.models import Product, ProductKind, ProductState
from app.clock import utcnow
from app.content.models import Article
from app.content.queries import get_article
from app.db import db, transaction
from app.outbox.models import OutboxItem
from app.outbox.working import run_all_owed
from app.publishing.actions import archive_article
from app.relatedness.actions import count_edge, get_edge, move_up, reject, unpin
from app.relatedness.computing import Computing, Proposal, update_graph
from app.relatedness.models import Edge, EdgeDay, EdgeState, Source
from app.relatedness.queries import Link, choose_links, edges_from, edges_to
from app.relatedness.rules import NodeKind
from app.settings.actions import change_setting
from tests.factories.catalog import make_product, make_topic
from tests.factories.journal import (
    ACTOR,
    MORNING,
    compute_graph,
    lead_to,
    make_article,
    make_open_door,
    make_resource,
)

pytestmark = pytest.mark.postgres
TODAY = date(2026, 11, 20)


def links_of(article_id: int, kind: str, today: date = TODAY) -> list[Link]:
    return [link for link in edges_from(("article", article_id), today=today) if link.kind == kind]


def make_pillow(title: str = "Side sleeper pillow", **fields: Any) -> Product:
    return make_product(title=title, topic_ids=(make_topic("sleep", "Sleep").id,), **fields)


def graph() -> None:
    nodes = [("product", one) for one in db.session.scalars(select(Product.id))]
    nodes += [("article", one) for one in db.session.scalars(select(Article.id))]
    compute_graph(*nodes)


def test_a_product_on_the_same_subject_is_suggested_with_its_reason(context: Flask) -> None:
    pillow = make_pillow()
    article = make_article()
    graph()
    (link,) = links_of(article.id, "product")
    assert (link.thing.id, link.source, link.reason) == (pillow.id, Source.SUGGESTED, "Both about sleep")


def test_a_gift_card_is_about_nothing_and_suggested_nowhere(context: Flask) -> None:
    make_pillow("A card for sleep", kind=ProductKind.GIFT_CARD, product_class=3)
    article = make_article()
    graph()
    assert links_of(article.id, "product") == []


def test_the_computation_obeys_the_matrix(context: Flask) -> None:
    make_pillow("Sleep drops", product_class=5)
    article = make_article()
    graph()
    assert links_of(article.id, "product") == []


def test_a_refused_suggestion_never_comes_back(context: Flask) -> None:
    make_pillow()
    article = make_article()
    graph()
    (link,) = links_of(article.id, "product")
    with transaction():
        reject(get_edge(link.edge_id), actor=ACTOR, now=MORNING)
    graph()
    graph()
    assert links_of(article.id, "product") == []


def test_what_an_editor_refuses_while_the_computation_runs_is_not_shown_again(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_pillow()
    article = make_article()
    graph()
    (link,) = links_of(article.id, "product")
    propose = Computing.propose

    def propose_and_be_late(*given: Any) -> Proposal | None:
        found = propose(*given)
        with transaction():
            reject(get_edge(link.edge_id), actor=ACTOR, now=MORNING)
        return found

    monkeypatch.setattr(Computing, "propose", propose_and_be_late)
    update_graph({"kind": "article", "id": article.id, "only_own": True}, MORNING)
    assert links_of(article.id, "product") == []


def test_an_edge_keeps_its_id_when_it_is_computed_again(context: Flask) -> None:
    make_pillow()
    article = make_article()
    graph()
    before = links_of(article.id, "product")[0].edge_id
    graph()
    assert links_of(article.id, "product")[0].edge_id == before


def test_a_withdrawn_product_is_led_to_no_more_and_at_once(context: Flask) -> None:
    pillow = make_pillow()
    article = make_article(products=(pillow.id,))
    assert len(links_of(article.id, "product")) == 1
    with transaction() as session:
        session.execute(update(Product).values(state=ProductState.ARCHIVED))
    assert links_of(article.id, "product") == []


def test_an_article_taken_back_is_led_to_no_more(context: Flask) -> None:
    first = make_article()
    second = make_article(title="Nights again", resource=make_resource("B"), door=make_open_door("D"))
    graph()
    assert [link.thing.id for link in links_of(first.id, "article")] == [second.id]
    with transaction():
        archive_article(get_article(second.id), actor=ACTOR, now=MORNING)
    assert links_of(first.id, "article") == []


def test_the_markets_switch_turns_product_links_off(context: Flask) -> None:
    pillow = make_pillow()
    article = make_article(products=(pillow.id,))
    with transaction():
        change_setting("article_product_links", False, actor=ACTOR, now=MORNING)
    assert links_of(article.id, "product") == []
    assert edges_to(("product", pillow.id), today=TODAY) == []
    assert len(links_of(article.id, "resource")) == 1


def test_product_links_end_with_the_articles_review_date(context: Flask) -> None:
    pillow = make_pillow()
    article = make_article(products=(pillow.id,))
    due = date(2027, 9, 1)
    assert len(links_of(article.id, "product", due)) == 1
    assert links_of(article.id, "product", due + timedelta(days=1)) == []
    assert len(links_of(article.id, "resource", due + timedelta(days=1))) == 1


def test_an_editors_choice_comes_first_and_can_be_moved_and_taken_away(context: Flask) -> None:
    first, second = make_pillow("First pillow"), make_pillow("Second pillow")
    make_pillow("Third pillow")
    article = make_article(products=(first.id, second.id))
    graph()
    chosen = choose_links(edges_from(("article", article.id), today=TODAY), NodeKind.PRODUCT)
    assert [link.thing.slug for link in chosen] == ["first-pillow", "second-pillow", "third-pillow"]
    assert chosen[0].reason == "Chosen by the editors; both are about sleep"
    with transaction():
        move_up(get_edge(chosen[1].edge_id), actor=ACTOR, now=MORNING)
    links = links_of(article.id, "product")
    assert [link.thing.slug for link in links][:2] == ["second-pillow", "first-pillow"]
    with transaction():
        unpin(get_edge(links[0].edge_id), actor=ACTOR, now=MORNING)
    assert links_of(article.id, "product")[0].thing.slug == "first-pillow"


def test_a_pin_made_twice_is_one(context: Flask) -> None:
    pillow = make_pillow()
    article = make_article()
    assert lead_to(article, "product", pillow.id) == lead_to(article, "product", pillow.id)


def test_a_sold_out_suggestion_gives_way_to_the_next_but_a_choice_stays(context: Flask) -> None:
    pillows = [make_pillow(f"Pillow {number}") for number in range(5)]
    article = make_article(products=(pillows[0].id,))
    graph()
    links = edges_from(("article", article.id), today=TODAY)
    gone = frozenset({pillows[0].id, pillows[1].id})
    shown = [link.thing.id for link in choose_links(links, NodeKind.PRODUCT, sold_out=gone)]
    assert pillows[0].id in shown and pillows[1].id not in shown
    assert len(shown) == 3


def test_the_worker_does_what_publishing_owes(context: Flask) -> None:
    pillow = make_pillow()
    compute_graph(("product", pillow.id))
    article = make_article(now=utcnow())
    run_all_owed()
    assert [link.thing.id for link in links_of(article.id, "product", utcnow().date())] == [pillow.id]
    query = select(OutboxItem).where(OutboxItem.kind == "graph_update", OutboxItem.done_at.is_(None))
    assert db.session.scalars(query).all() == []


def test_a_product_knows_the_articles_that_lead_to_it(context: Flask) -> None:
    pillow = make_pillow()
    article = make_article(products=(pillow.id,))
    (link,) = edges_to(("product", pillow.id), today=TODAY)
    assert (link.kind, link.slug) == (NodeKind.ARTICLE, article.slug)


def test_what_an_edge_led_to_is_kept_in_sums(context: Flask) -> None:
    pillow = make_pillow()
    article = make_article(products=(pillow.id,))
    edge_id = links_of(article.id, "product")[0].edge_id
    with transaction():
        count_edge(edge_id, day=TODAY, clicks=1)
        count_edge(edge_id, day=TODAY, clicks=1, carts=1)
        count_edge(999_999, day=TODAY, clicks=1)
    row = db.session.scalars(select(EdgeDay)).one()
    assert (row.clicks, row.carts, row.paid, row.refunded) == (2, 1, 0, 0)


def test_suggestions_that_are_no_longer_made_are_kept_apart(context: Flask) -> None:
    pillow = make_pillow()
    make_article()
    graph()
    with transaction() as session:
        session.execute(update(Product).where(Product.id == pillow.id).values(state=ProductState.ARCHIVED))
    graph()
    states = db.session.scalars(select(Edge.state).where(Edge.to_kind == NodeKind.PRODUCT)).all()
    assert states == [EdgeState.PAST]


def test_suggestions_of_a_thing_that_is_gone_are_put_away_though_no_article_is_looked_at(
    context: Flask,
) -> None:
    pillow = make_pillow()
    make_article()
    graph()
    with transaction() as session:
        session.execute(update(Product).where(Product.id == pillow.id).values(state=ProductState.ARCHIVED))
    update_graph({"kind": "product", "id": pillow.id}, MORNING)
    states = db.session.scalars(select(Edge.state).where(Edge.to_kind == NodeKind.PRODUCT)).all()
    assert states == [EdgeState.PAST]


def test_a_door_where_another_language_is_spoken_is_never_suggested(context: Flask) -> None:
    ours = make_open_door(name="The porch", language="en", topics=("sleep",))
    theirs = make_open_door(name="Die Laube", language="de", topics=("sleep",))
    article = make_article()
    compute_graph(("door", ours.id), ("door", theirs.id), ("article", article.id))
    suggested = [link.thing.id for link in links_of(article.id, "door") if link.source is Source.SUGGESTED]
    assert suggested == [ours.id]
