"""Articles, resources and doors tell the search when they appear, change and go."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app.community.actions import DoorDraft, change_door, make_door, set_door_state
from app.community.models import DoorKind, DoorState
from app.content.actions import move_article, save_draft, write_article
from app.content.drafts import ArticleDraft
from app.content.queries import get_article
from app.content.rules import ArticleClass
from app.db import transaction
from app.publishing.actions import archive_article, publish_article, record_none
from app.resources.actions import ResourceDraft, add_resource, change_resource, set_resource_state
from app.resources.models import ResourceKind, ResourceState
from app.search.checks import CHECKS
from app.search.queries import look_up
from tests.factories.catalog import ACTOR, MORNING, make_topic

LATER = MORNING + timedelta(hours=1)
RESOURCE = ResourceDraft(
    title="The quiet leaflet", kind=ResourceKind.GUIDE, url="https://charity.example/quiet", publisher="A charity",
    summary="Eight pages about evenings.", topics=("warmth",), checked_on=MORNING.date(),
)  # fmt: skip
DOOR = DoorDraft(
    name="Porch", kind=DoorKind.FORUM, language="en", place="Anywhere", summary="Talking on the steps.",
    invitation="https://forum.example/secret-invitation", what_to_expect=("Slow answers.",), topics=("warmth",),
)  # fmt: skip
ARTICLE = ArticleDraft(
    title="Evenings", article_class=ArticleClass.LIVING, summary="How a day ends.", topics=("warmth",),
    in_short=("Dim the lamps.",), body="Light a lantern.\n\n::resource{the-quiet-leaflet}\n",
)  # fmt: skip


@pytest.fixture
def topic(context: Flask) -> Iterator[Flask]:
    make_topic()
    yield context


@pytest.fixture
def article(topic: Flask) -> Iterator[int]:
    """An article that has been published; its id."""
    with transaction():
        add_resource(RESOURCE, actor=ACTOR, now=MORNING)
        article = write_article(ARTICLE, actor=ACTOR, now=MORNING)
        record_none(article, "products", "Nothing fits.", actor=ACTOR, now=MORNING)
        record_none(article, "doors", "None is open.", actor=ACTOR, now=MORNING)
        publish_article(article, actor=ACTOR, now=MORNING)
        number = article.id
    yield number


def found(question: str) -> list[str]:
    return [hit.url for hit in look_up(question).hits]


def all_is_said() -> bool:
    return CHECKS[0].ask()[1] == []


@pytest.mark.postgres
def test_an_article_is_found_by_its_published_words_only(article: int) -> None:
    assert found("lantern") == ["/articles/evenings/"]
    saved = ArticleDraft(**{**vars(ARTICLE), "body": "Strike a match.\n\n::resource{the-quiet-leaflet}\n"})
    with transaction():
        revision = get_article(article).revision
        save_draft(article, saved, seen_revision=revision, actor=ACTOR, now=LATER)
    assert (found("lantern"), found("match")) == (["/articles/evenings/"], [])
    with transaction():
        publish_article(get_article(article), actor=ACTOR, now=LATER)
    assert (found("lantern"), found("match")) == ([], ["/articles/evenings/"])
    assert all_is_said()


def test_an_article_that_moves_is_found_at_its_new_address(article: int) -> None:
    with transaction():
        move_article(get_article(article), "how-days-end", actor=ACTOR, now=LATER)
    assert found("lantern") == ["/articles/how-days-end/"]
    assert all_is_said()


def test_a_draft_that_moves_stays_unfound(topic: Flask) -> None:
    with transaction():
        draft = write_article(ARTICLE, actor=ACTOR, now=MORNING)
        move_article(draft, "how-days-end", actor=ACTOR, now=LATER)
    assert found("lantern") == []
    assert all_is_said()


@pytest.mark.postgres
def test_an_archived_article_is_not_found(article: int) -> None:
    with transaction():
        archive_article(get_article(article), actor=ACTOR, now=LATER)
    assert found("lantern") == []
    assert all_is_said()


def test_a_resource_is_found_while_it_is_shown(topic: Flask) -> None:
    with transaction():
        resource = add_resource(RESOURCE, actor=ACTOR, now=MORNING)
    assert found("leaflet") == ["/resources/the-quiet-leaflet/"]
    with transaction():
        renamed = ResourceDraft(**{**vars(RESOURCE), "summary": "Nine pages about mornings."})
        change_resource(resource.id, renamed, seen_revision=1, actor=ACTOR, now=LATER)
    assert found("mornings") == ["/resources/the-quiet-leaflet/"]
    with transaction():
        set_resource_state(resource, ResourceState.WITHDRAWN, actor=ACTOR, now=LATER)
    assert found("leaflet") == []
    assert all_is_said()


def test_a_door_is_found_while_it_is_open_and_its_invitation_never_is(topic: Flask) -> None:
    with transaction():
        door = make_door(DOOR, actor=ACTOR, now=MORNING)
    assert found("talking porch") == ["/join/porch/"]
    assert found("secret") == []
    with transaction():
        renamed = DoorDraft(**{**vars(DOOR), "name": "Verandah"})
        change_door(door.id, renamed, seen_revision=1, actor=ACTOR, now=LATER)
    assert found("verandah") == ["/join/porch/"]
    with transaction():
        set_door_state(door, DoorState.CLOSED, actor=ACTOR, now=LATER)
    assert found("verandah") == []
    assert all_is_said()
