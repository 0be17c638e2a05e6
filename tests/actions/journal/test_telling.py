"""Search engines hear of products and resources as of articles, and of the pages that list them."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.catalog.publishing import archive_product
from app.db import db, transaction
from app.outbox.models import OutboxItem
from app.outbox.working import run_all_owed
from app.publishing.telling import TELL
from app.publishing.withdrawing import withdraw_resource
from app.resources.models import Resource
from app.settings.actions import change_setting
from app.settings.queries import forget_settings
from tests.actions.journal.test_sharing import Hub, hub, teller
from tests.factories.catalog import make_product
from tests.factories.journal import ACTOR, MORNING, make_article, make_person, make_resource

__all__ = ["hub"]


def asked() -> list[str]:
    return [
        told["url"][0].removeprefix("https://soft.example")
        for _, path, told in Hub.told
        if path == "/indexnow"
    ]


def owed() -> list[tuple[str, int]]:
    rows = db.session.scalars(select(OutboxItem.data).where(OutboxItem.kind == TELL).order_by(OutboxItem.id))
    return [(row["kind"], row["id"]) for row in rows]


def test_a_product_is_told_with_its_shelf_and_no_feed(hub: str) -> None:
    product = make_product()
    teller().tell({"kind": "product", "id": product.id}, MORNING)
    assert asked() == ["/products/wool-hot-water-bottle/", "/shop/warmth/"]
    assert [path for _, path, _ in Hub.told if path == "/hub"] == []


def test_a_product_that_nobody_has_seen_is_not_told(hub: str) -> None:
    teller().tell({"kind": "product", "id": make_product(published=False).id}, MORNING)
    assert Hub.told == []


def test_a_resource_is_told_with_its_topics(hub: str) -> None:
    resource = make_resource("Sleep clinic")
    teller().tell({"kind": "resource", "id": resource.id}, MORNING)
    assert asked() == ["/resources/sleep-clinic/", "/topics/sleep/"]


def test_an_article_is_told_with_its_topics_its_author_and_their_feeds(hub: str) -> None:
    make_person("Maeve Byrne")
    article = make_article(author="Maeve Byrne")
    teller().tell({"kind": "article", "id": article.id}, MORNING)
    assert asked() == ["/articles/long-nights/", "/topics/sleep/", "/authors/maeve-byrne/"]
    feeds = [told["hub.url"][0] for _, path, told in Hub.told if path == "/hub"]
    assert "https://soft.example/authors/maeve-byrne/feed.atom" in feeds and len(feeds) == 9


@pytest.mark.parametrize("data", [{"kind": "door", "id": 1}, {"kind": "product", "id": 99}, {"article": 99}])
def test_what_is_not_told_of_or_gone_is_passed_over(hub: str, data: dict[str, object]) -> None:
    teller().tell(data, MORNING)
    assert Hub.told == []


def test_a_change_of_a_product_or_a_resource_owes_the_telling_where_somebody_is_to_be_told(
    context: Flask,
) -> None:
    product, resource = make_product(), make_resource("Sleep clinic")
    for is_set in (False, True):
        if is_set:
            with transaction():
                change_setting("indexnow_key", "abcdef123456", actor=ACTOR, now=MORNING)
            forget_settings()
        with transaction():
            archive_product(product.id, actor=ACTOR, now=MORNING)
            withdraw_resource(db.session.get_one(Resource, resource.id), actor=ACTOR, now=MORNING)
            product = make_product() if not is_set else product
            resource = make_resource("Another clinic") if not is_set else resource
        run_all_owed()
        assert sorted(owed()) == ([("product", product.id), ("resource", resource.id)] if is_set else [])
    forget_settings()
