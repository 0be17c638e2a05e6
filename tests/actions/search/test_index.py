"""The index says exactly what is published: C6, its repair, rebuilding, and the rooms that feed it."""

import dataclasses
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, text

from app.catalog.actions import change_product
from app.catalog.furnishing import MakerDraft, change_maker
from app.catalog.models import Maker
from app.catalog.publishing import archive_product, publish_product, unpublish_product
from app.catalog.rules import ProductDraft
from app.db import db, dialect_name, transaction
from app.pages.actions import PageDraft, add_page, change_page
from app.search.actions import put_document
from app.search.checks import CHECKS
from app.search.models import KnownWord, SearchDocument
from app.search.protocol import rebuild_index
from app.search.queries import look_up
from app.search.rules import Kind
from tests.factories.catalog import ACTOR, MORNING, make_product, make_topic, make_variant

C6 = CHECKS[0]
LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def bottle(context: Flask) -> Iterator[int]:
    """A published product with a topic and a variant; its id."""
    topic = make_topic()
    product = make_product(topic_ids=(topic.id,))
    make_variant(product, sku="SH-BOTTLE", name="Heather")
    yield product.id


def found(question: str) -> list[str]:
    return [hit.url for hit in look_up(question).hits]


@pytest.mark.postgres
def test_a_product_is_found_by_title_text_topic_and_sku(bottle: int) -> None:
    for question in (
        "hot water bottle",
        "two thirds",
        "sloshes",
        "cold",
        "heather",
        "SH-BOTTLE",
        "harbour wool",
    ):
        assert found(question) == ["/products/wool-hot-water-bottle/"], question
    assert C6.ask() == (1, [])


@pytest.mark.postgres
def test_a_product_that_leaves_the_shelf_is_not_found(bottle: int) -> None:
    with transaction():
        unpublish_product(bottle, actor=ACTOR, now=LATER)
    assert found("bottle") == []
    with transaction():
        publish_product(bottle, priced={1}, actor=ACTOR, now=LATER)
    assert found("bottle") == ["/products/wool-hot-water-bottle/"]
    with transaction():
        archive_product(bottle, actor=ACTOR, now=LATER)
    assert found("bottle") == []
    assert C6.ask() == (0, [])


def test_an_edit_of_a_published_product_is_found_at_once(bottle: int) -> None:
    shelf, maker = db.session.execute(text("SELECT category_id, maker_id FROM products")).one()
    draft = ProductDraft(
        title="Felted flask",
        tagline="A flask in felt.",
        category_id=shelf,
        maker_id=maker,
        topic_ids=(make_topic().id,),
        body="Holds a litre.",
        returns="14 days",
    )
    with transaction():
        change_product(bottle, draft, seen_edition=1, actor=ACTOR, now=LATER)
    assert found("litre") == ["/products/wool-hot-water-bottle/"]
    assert found("thirds") == []
    assert C6.ask() == (1, [])


def test_a_maker_that_goes_by_another_name_is_found_by_it(bottle: int) -> None:
    maker = db.session.scalars(select(Maker)).one()
    fields = {
        one.name: getattr(maker, one.name) for one in dataclasses.fields(MakerDraft) if one.name != "slug"
    }
    with transaction():
        change_maker(maker.id, MakerDraft(**{**fields, "name": "Lantern Wool"}), actor=ACTOR, now=LATER)
    assert found("lantern") == ["/products/wool-hot-water-bottle/"]
    assert C6.ask() == (1, [])


def test_a_draft_is_never_found(context: Flask) -> None:
    make_variant(make_product("Secret flask", published=False))
    assert found("secret flask") == []
    assert C6.ask() == (0, [])


def test_a_standing_page_is_found_and_found_anew_when_it_changes(context: Flask) -> None:
    with transaction():
        page = add_page(
            PageDraft(title="Delivery", summary="", body="By **parcel**."),
            slug="delivery",
            actor=ACTOR,
            now=MORNING,
        )
    assert found("parcel") == ["/pages/delivery/"]
    with transaction():
        draft = PageDraft(title="Delivery", summary="", body="By bicycle.")
        change_page(page, draft, seen=page.changed_at.isoformat(), actor=ACTOR, now=LATER)
    assert (found("parcel"), found("bicycle")) == ([], ["/pages/delivery/"])
    assert C6.ask() == (1, [])


def test_what_is_rolled_back_is_not_found(context: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        put_document(kind="page", subject_id=9, title="Thin air", summary="", url="/pages/air/", now=MORNING)
        raise RuntimeError
    assert found("thin air") == []
    assert db.session.scalars(select(KnownWord)).all() == []


@pytest.mark.postgres
def test_the_check_names_what_is_missing_stale_or_too_much_and_its_repair_mends_it(bottle: int) -> None:
    other = make_product("Linen blanket").id
    with transaction():
        db.session.execute(delete(SearchDocument).where(SearchDocument.subject_id == bottle))
        put_document(kind="product", subject_id=other, title="Old name", summary="", url="/x/", now=MORNING)
        put_document(kind="product", subject_id=999, title="Ghost", summary="", url="/y/", now=MORNING)
        put_document(kind="page", subject_id=5, title="Ghost page", summary="", url="/z/", now=MORNING)
    assert C6.ask()[1] == [
        f"product {bottle} is published and cannot be found",
        f"product {other} is found by words it no longer has",
        "product 999 is found and not published",
        "page 5 is found and not published",
    ]
    assert C6.repair is not None
    C6.repair()
    assert C6.ask() == (2, [])
    assert found("ghost") == [] and found("bottle") != []


@pytest.mark.postgres
def test_the_check_notices_an_index_that_lacks_a_document(bottle: int) -> None:
    with transaction():
        if dialect_name() == "postgresql":
            db.session.execute(text("DELETE FROM search_words"))
        else:
            db.session.execute(text("INSERT INTO search_words(search_words) VALUES ('delete-all')"))
    assert C6.ask()[1] == ["1 documents are kept and 0 are indexed"]
    rebuild_index(actor=ACTOR, now=LATER)
    assert C6.ask() == (1, [])
    assert found("bottle") != []


@pytest.mark.postgres
def test_rebuilding_in_small_steps_gives_the_same_and_forgets_old_words(
    bottle: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.search.protocol.AT_ONCE", 2)
    for number in range(4):
        make_product(f"Blanket {number}")
    with transaction():
        put_document(kind="product", subject_id=3, title="Zephyr", summary="", url="/x/", now=MORNING)
    assert rebuild_index(actor=ACTOR, now=LATER) == 5
    assert C6.ask() == (5, [])
    assert "zephyr" not in db.session.scalars(select(KnownWord.word)).all()
    assert "blanket" in db.session.scalars(select(KnownWord.word)).all()


def test_the_command_rebuilds_the_index(bottle: int, app: Flask) -> None:
    with transaction():
        db.session.execute(delete(SearchDocument))
    result = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert result.output == "1 documents are in the index.\n"
    assert found("bottle") != []


def test_every_kind_that_is_found_has_words_of_its_own() -> None:
    from app.search.rules import KIND_CHOICES, KIND_WORDS

    assert set(KIND_WORDS) == set(KIND_CHOICES) == set(Kind)
