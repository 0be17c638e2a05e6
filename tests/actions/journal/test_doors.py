"""Doors and resources: what may be said of them, and daily sums."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from app.community.actions import change_door, count_door
from app.community.queries import get_door, list_open_doors, sums_of_doors
from app.db import transaction
from app.errors import Conflict, Invalid
from app.resources.actions import change_resource
from app.resources.queries import get_resource, list_resources_by_topic
from app.topics.queries import find_topic
from blueprints.staff.community import draft_of as door_draft
from blueprints.staff.resources import draft_of as resource_draft
from tests.factories.journal import ACTOR, MORNING, make_open_door, make_resource

pytestmark = pytest.mark.postgres
MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)


def test_sums_are_kept_a_day_and_nothing_else(context: Flask) -> None:
    door = make_open_door()
    with transaction():
        for day in (MONDAY, TUESDAY, TUESDAY):
            count_door(door.id, "shown", day=day)
        count_door(door.id, "joined", day=TUESDAY)
    assert sums_of_doors(MONDAY) == {door.id: (3, 1)}
    assert sums_of_doors(TUESDAY) == {door.id: (2, 1)}


def test_a_door_changed_by_two_keeps_the_first_change(context: Flask) -> None:
    door = make_open_door()
    draft = door_draft(get_door(door.id))
    with transaction():
        change_door(door.id, replace(draft, place="Cork"), seen_revision=1, actor=ACTOR, now=MORNING)
    with pytest.raises(Conflict), transaction():
        change_door(door.id, replace(draft, place="Bonn"), seen_revision=1, actor=ACTOR, now=MORNING)
    assert get_door(door.id).place == "Cork"


@pytest.mark.parametrize(
    "invitation", ["http://example.org", "javascript:alert(1)", "https://a b", "", "//evil"]
)
def test_an_invitation_is_an_https_address(context: Flask, invitation: str) -> None:
    with pytest.raises(Invalid):
        make_open_door(invitation=invitation)


def test_a_resource_changed_by_two_keeps_the_first_change(context: Flask) -> None:
    resource = make_resource()
    draft = resource_draft(get_resource(resource.id))
    with transaction():
        change_resource(resource.id, replace(draft, cost="5 EUR"), seen_revision=1, actor=ACTOR, now=MORNING)
    with pytest.raises(Conflict), transaction():
        change_resource(resource.id, replace(draft, cost="9 EUR"), seen_revision=1, actor=ACTOR, now=MORNING)
    assert get_resource(resource.id).cost == "5 EUR"


@pytest.mark.parametrize("url", ["http://example.org", "javascript:alert(1)", "https://a\nb", ""])
def test_a_resource_has_an_https_address(context: Flask, url: str) -> None:
    with pytest.raises(Invalid):
        make_resource(url=url)


@pytest.mark.parametrize("place", ["127.0.0.1:8000", "LOCALHOST:8000", "ada@127.0.0.1:8000"])
def test_a_page_of_ours_is_no_resource(context: Flask, place: str) -> None:
    with pytest.raises(Invalid, match="a page of ours"):
        make_resource(url=f"https://{place}/products/comfort-drops/")


def test_resources_are_found_by_topic_and_doors_stand_in_their_order(context: Flask) -> None:
    make_resource("Sleep pages")
    make_resource("Warm pages", topic="warmth")
    topic = find_topic("sleep")
    assert topic is not None
    assert [one.title for one in list_resources_by_topic(topic.id)] == ["Sleep pages"]
    make_open_door("Second", position=2)
    make_open_door("First", position=1)
    assert [one.name for one in list_open_doors()] == ["First", "Second"]
