"""Medical devices in the graph: self-care and living lead to one that is registered for that use, and to no other."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditEntry
from app.catalog.actions import change_product
from app.catalog.models import Product
from app.catalog.queries import topic_ids_of
from app.catalog.rules import ProductDraft
from app.clock import utcnow
from app.content.models import Article
from app.content.rules import ArticleClass
from app.db import db, transaction
from app.errors import NotAllowed
from app.outbox.working import run_all_owed
from app.relatedness.models import Edge, EdgeState
from app.relatedness.queries import edges_from
from tests.factories.catalog import make_product, make_topic
from tests.factories.journal import ACTOR, compute_graph, lead_to, make_article, make_draft

pytestmark = pytest.mark.postgres
REGISTERED = {"registered_for": "Support of a weak wrist", "registered_in": "EU", "registered_as": "IE-MF-1"}


def make_splint(topic: str = "sleep", **fields: Any) -> Product:
    told = {
        "title": "Wrist splint for sleep",
        "product_class": 4,
        "topic_ids": (make_topic(topic, topic).id,),
    }
    return make_product(**{**told, **fields})


def shown(article: Article) -> list[int]:
    links = edges_from(("article", article.id), today=utcnow().date())
    return [link.thing.id for link in links if link.kind == "product"]


def change(product: Product, **fields: Any) -> None:
    """Save a product with some fields changed, as its form does."""
    known = {
        name: getattr(product, name)
        for name in ProductDraft.__dataclass_fields__
        if name not in ("topic_ids", "slug")
    }
    known |= {"in_the_hand": tuple(map(tuple, product.in_the_hand)), "warnings": tuple(product.warnings)}
    with transaction():
        topics = tuple(topic_ids_of([product.id])[product.id])
        draft = ProductDraft(**{**known, "topic_ids": topics, **fields})
        change_product(product.id, draft, seen_edition=product.edition, actor=ACTOR, now=utcnow())


@pytest.mark.parametrize("article_class", [ArticleClass.SELF_CARE, ArticleClass.LIVING])
def test_a_registered_device_is_suggested_and_another_is_not(
    context: Flask, article_class: ArticleClass
) -> None:
    plain, splint = make_splint(title="Wrist splint of old"), make_splint(**REGISTERED)
    article = make_article(article_class=article_class)
    compute_graph(("product", plain.id), ("product", splint.id), ("article", article.id))
    assert shown(article) == [splint.id]


def test_news_about_the_illness_leads_to_no_device_at_all(context: Flask) -> None:
    splint = make_splint(**REGISTERED)
    article = make_article(article_class=ArticleClass.FINDING)
    compute_graph(("product", splint.id), ("article", article.id))
    assert shown(article) == []
    with pytest.raises(NotAllowed):
        lead_to(article, "product", splint.id)


def test_a_device_that_is_registered_for_something_else_is_not_led_to(context: Flask) -> None:
    splint = make_splint("warmth", **REGISTERED)
    article = make_article()
    compute_graph(("product", splint.id), ("article", article.id))
    assert shown(article) == []
    with pytest.raises(NotAllowed) as refusal:
        lead_to(article, "product", splint.id)
    assert "registered for a use, and shares a topic" in refusal.value.sentence


def test_an_editor_may_lead_to_a_registered_device_only(context: Flask) -> None:
    draft = make_draft()
    with pytest.raises(NotAllowed):
        lead_to(draft, "product", make_splint(title="Splint of old").id)
    assert lead_to(draft, "product", make_splint(**REGISTERED).id)


def test_a_registration_that_ends_ends_the_editors_link_and_says_why(context: Flask) -> None:
    splint = make_splint(**REGISTERED)
    article = make_article(products=(splint.id,))
    run_all_owed()
    assert shown(article) == [splint.id]
    change(splint, registered_for="", registered_in="", registered_as="")
    run_all_owed()
    assert shown(article) == []
    edge = db.session.scalars(select(Edge).where(Edge.to_id == splint.id, Edge.to_kind == "product")).one()
    assert edge.state is EdgeState.PAST
    kept = db.session.get_one(Article, article.id)
    assert kept.none_products == "What it led to may not stand beside this article any more."
    assert "edge.unpinned" in db.session.scalars(select(AuditEntry.action)).all()


def test_a_thing_that_becomes_something_to_put_on_the_skin_is_led_to_no_more(context: Flask) -> None:
    balm = make_product(title="Balm for sleep", topic_ids=(make_topic("sleep", "Sleep").id,))
    article = make_article(products=(balm.id,))
    change(balm, product_class=5)
    run_all_owed()
    assert shown(article) == []


def test_the_database_keeps_no_half_of_a_registration(context: Flask) -> None:
    splint = make_splint()
    with pytest.raises(IntegrityError), transaction() as session:
        session.get_one(Product, splint.id).registered_as = "IE-MF-1"
        session.flush()
    assert db.session.get_one(Product, splint.id).registered_as == ""
