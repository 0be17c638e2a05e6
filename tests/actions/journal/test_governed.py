"""The link matrix holds whatever way a link is made: by the page of links, by the text, in any spelling."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from app.catalog.models import Product
from app.content.actions import save_draft
from app.content.models import Article
from app.content.queries import get_article
from app.content.rules import ArticleClass
from app.db import transaction
from app.errors import NotAllowed
from app.outbox.working import run_all_owed
from app.publishing.actions import publish_article
from app.publishing.gate import find_lacks
from app.publishing.keeping import drop_refused
from app.publishing.matrix_checks import ask_matrix
from app.relatedness.actions import get_edge
from app.relatedness.queries import edges_from
from tests.actions.journal.test_devices import REGISTERED, change
from tests.factories.catalog import make_product, make_topic
from tests.factories.journal import (
    ACTOR,
    MORNING,
    NIGHTS,
    compute_graph,
    lead_to,
    make_article,
    make_draft,
    make_open_door,
    make_resource,
)
from tests.support.forms import forms_of

pytestmark = pytest.mark.postgres


def make_drops() -> Product:
    """Something that no article but a guide to such things may lead to."""
    return make_product(title="Comfort drops", product_class=5)


def make_led(body: str) -> Article:
    """A working copy that lacks nothing but what its text does wrong."""
    article = make_draft(body=f"{body} Trials are few [@doi:10.1002/14651858.CD012700].")
    lead_to(article, "resource", make_resource().id)
    lead_to(article, "door", make_open_door().id)
    lead_to(article, "product", make_product(title="Lamp").id)
    return article


def lacks_of(article: Article) -> list[str]:
    return [one.sentence for one in find_lacks(get_article(article.id))]


def test_a_published_article_leads_to_what_readers_class_of_it_allows_not_its_working_copy(
    context: Flask,
) -> None:
    drops = make_drops()
    article = make_article(article_class=ArticleClass.FINDING)
    with transaction():
        guide = replace(NIGHTS, article_class=ArticleClass.GUIDE, guide_class=5)
        save_draft(article.id, guide, seen_revision=1, actor=ACTOR, now=MORNING)
    with pytest.raises(NotAllowed, match="class A"):
        lead_to(article, "product", drops.id)
    assert [one.slug for one in edges_from(("article", article.id), today=MORNING.date())] == [
        "sleep-from-the-nhs",
        "the-porch",
    ]


def test_a_link_from_a_published_article_ends_with_the_day_that_readers_see(context: Flask) -> None:
    article = make_article()
    with transaction():
        save_draft(
            article.id,
            replace(NIGHTS, review_due=date(2031, 1, 1)),
            seen_revision=1,
            actor=ACTOR,
            now=MORNING,
        )
    made = lead_to(article, "product", make_product().id)
    assert get_edge(made).expires_on == NIGHTS.review_due


@pytest.mark.parametrize(
    "address",
    [
        "/products/comfort-drops/?country=DE",
        "/products/comfort-drops",
        "/products/comfort%2Ddrops/",
        "/products//comfort-drops/",
        "/articles/../products/comfort-drops/",
        "http://127.0.0.1:8000/products/comfort-drops/",
        "HTTP://someone@127.0.0.1:8000/products/comfort-drops/#buy",
    ],
)
def test_a_link_to_our_own_thing_in_another_spelling_is_not_let_through(context: Flask, address: str) -> None:
    make_drops()
    article = make_led(f"There are [drops]({address}).")
    assert lacks_of(article) == [
        f"The text leads to {address}. Write that link as /products/comfort-drops/, please."
    ]


def test_a_link_by_its_name_is_not_let_through_either(context: Flask) -> None:
    make_drops()
    article = make_led("There are [drops][1].\n\n[1]: http://localhost:8000/products/comfort-drops/\n\nAnd.")
    assert "Write that link as /products/comfort-drops/" in lacks_of(article)[0]


@pytest.mark.parametrize(
    "address", ["/shop/", "/shop/warmth/", "/shop", "http://localhost:8000/shop/warmth/?a"]
)
def test_a_text_does_not_lead_to_a_whole_shelf_which_the_matrix_cannot_judge(
    context: Flask, address: str
) -> None:
    article = make_led(f"There is [more]({address}).")
    assert lacks_of(article) == [
        f"The text leads into the shop as a whole ({address}). Lead to a single product."
    ]


def test_a_link_to_a_part_of_our_own_page_is_judged_like_one_to_the_page(context: Flask) -> None:
    make_drops()
    article = make_led("There are [drops](/products/comfort-drops/#part-how).")
    assert lacks_of(article) == ["An article of this class may not lead to Comfort drops."]


def test_links_elsewhere_and_to_our_lists_are_left_alone(context: Flask) -> None:
    article = make_led(
        "[a](https://a.example/products/comfort-drops/) [b](/products/) [c](/articles/feed.atom) [d](#part-e)"
        " [e](mailto:a@b.example) [f](/search/?q=/products/drops/) [g](https://[bad/products/drops/) [h](/shopping/) [i](https://a.example/shop/)."
    )
    assert lacks_of(article) == []


def make_suggested(**fields: Any) -> tuple[Article, Product]:
    """A published article with a suggestion that was computed."""
    said = {"title": "Pillow for sleep", "topic_ids": (make_topic("sleep", "Sleep").id,), **fields}
    product, article = make_product(**said), make_article()
    compute_graph(("product", product.id), ("article", article.id))
    assert suggested(article) == [product.id]
    return article, product


def suggested(article: Article) -> list[int]:
    links = edges_from(("article", article.id), today=MORNING.date())
    return [one.thing.id for one in links if one.kind == "product"]


def test_a_product_that_becomes_another_thing_is_suggested_no_more_by_what_it_was_near_before(
    context: Flask,
) -> None:
    article, product = make_suggested()
    topics = (make_topic("lathes", "Lathes").id,)
    said = {"title": "Zyx", "tagline": "Qwrt.", "body": "Zyx qwrt.", "topic_ids": topics}
    change(product, product_class=5, **said)
    run_all_owed()
    assert suggested(article) == []


def test_what_a_product_may_not_stand_beside_ends_before_the_worker_comes(context: Flask) -> None:
    article, product = make_suggested()
    with transaction() as session:
        session.get_one(Product, product.id).product_class = 5
        drop_refused(product.id, now=MORNING)
    assert suggested(article) == []


@pytest.mark.parametrize(
    ("changes", "stays"),
    [
        ({"article_class": ArticleClass.FINDING}, False),
        ({"article_class": ArticleClass.GUIDE, "guide_class": 1}, False),
        ({"article_class": ArticleClass.GUIDE, "guide_class": 4}, True),
        ({"topics": ("warmth",)}, False),
        ({"article_class": ArticleClass.LIVING}, True),
    ],
)
def test_an_article_that_becomes_another_class_keeps_no_refused_suggestion_until_the_worker_comes(
    context: Flask, changes: dict[str, Any], stays: bool
) -> None:
    article, device = make_suggested(product_class=4, **REGISTERED)
    make_topic("warmth", "Warmth")
    with transaction():
        save_draft(article.id, replace(NIGHTS, **changes), seen_revision=1, actor=ACTOR, now=MORNING)
        publish_article(get_article(article.id), actor=ACTOR, now=MORNING)
    assert suggested(article) == ([device.id] if stays else [])
    with transaction():
        drop_refused(device.id, now=MORNING)
    assert suggested(article) == ([device.id] if stays else []), "both ways of asking say the same"


def test_the_product_desk_ends_what_its_product_may_not_stand_beside(
    app: Flask, staff_client: FlaskClient
) -> None:
    with app.app_context():
        article, product = make_suggested()
    desk = f"/staff/products/{product.id}/"
    page = staff_client.get(desk).get_data(as_text=True)
    form = next(one for one in forms_of(page, desk) if "product_class" in one.names and one.action == desk)
    sent = MultiDict(form.with_value("product_class", "5"))
    assert staff_client.post(desk, data=sent).status_code == 303
    with app.app_context():
        assert suggested(article) == []


def test_verify_names_what_the_matrix_refuses(context: Flask) -> None:
    _, product = make_suggested()
    assert ask_matrix() == (1, [])
    with transaction() as session:
        session.get_one(Product, product.id).product_class = 5
    assert ask_matrix() == (1, [f"long-nights (class B) leads to {product.slug}"])


def test_verify_names_a_link_that_was_published_before_anybody_looked(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.publishing.gate.list_shelf_links", lambda *_: [])
    monkeypatch.setattr("app.publishing.gate.list_odd_own_links", lambda *_: [])
    make_article(body="[a](/shop/) [b](/products/lamp/?x). Trials are few [@doi:10.1002/14651858.CD012700].")
    assert ask_matrix()[1] == [
        "long-nights leads to /products/lamp/?x, which nobody has judged",
        "long-nights leads to /shop/, which nobody has judged",
    ]
