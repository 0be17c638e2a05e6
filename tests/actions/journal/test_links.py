"""Whether the addresses of resources still answer: asked politely, once a week, and never in our own house."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.asking import BETWEEN_SECONDS, LinkState
from app.db import db, transaction
from app.fetching import Fetcher
from app.resources.actions import ResourceDraft, change_resource
from app.resources.health import A_ROUND, LinkChecker, list_due
from app.resources.models import Resource, ResourceKind, ResourceLink, ResourceState
from app.resources.queries import count_broken, list_resources
from tests.factories.journal import ACTOR, MORNING, make_resource
from tests.support.elsewhere import HOUSE, House, may_ask

pytestmark = pytest.mark.postgres
WEEK = timedelta(days=7)


def checker(house: House, waits: list[float] | None = None, **changes: Any) -> LinkChecker:
    """One that may ask the test's own server, and notes how long it would have waited."""
    wait = (waits if waits is not None else []).append
    return LinkChecker(may_ask(house, **changes), wait=wait, at=house.instead)


def point(path: str, title: str = "Sleep, from the NHS") -> int:
    """A resource at an address that the test's own server answers for."""
    resource_id: int = make_resource(title, url=f"{HOUSE}{path}").id
    return resource_id


def known(resource_id: int) -> tuple[LinkState, str | None]:
    db.session.rollback()
    link = db.session.get(ResourceLink, resource_id)
    assert link is not None
    return link.state, link.moved_to


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, "ok"),
        (204, "ok"),
        (404, "broken"),
        (410, "broken"),
        (403, "unknown"),
        (429, "unknown"),
        (500, "unknown"),
    ],
)
def test_each_answer_says_what_is_known(context: Flask, house: House, status: int, state: str) -> None:
    house.answers["/page"] = (status, {}, b"")
    resource_id = point("/page")
    assert checker(house).check_due(MORNING) == 1
    assert known(resource_id) == (LinkState(state), None)


def test_what_has_moved_for_good_says_where_to(context: Flask, house: House) -> None:
    house.answers["/old"] = (301, {"Location": "/new"}, b"")
    house.answers["/away"] = (302, {"Location": "/new"}, b"")
    house.answers["/slash"] = (301, {"Location": "/slash/"}, b"")
    ids = [point("/old", "Old"), point("/away", "Away"), point("/slash", "Slash")]
    checker(house).check_due(MORNING)
    assert [known(one) for one in ids] == [
        (LinkState.MOVED, house.at("/new")),
        (LinkState.OK, None),
        (LinkState.OK, None),
    ]
    assert [one.title for one in list_resources(link=LinkState.MOVED)] == ["Old"]
    assert count_broken() == 1


def test_head_comes_first_and_get_only_where_head_is_not_understood(context: Flask, house: House) -> None:
    resource_id = point("/page")
    checker(house).check_due(MORNING)
    assert house.asked == [("GET", "/robots.txt"), ("HEAD", "/page")]
    house.asked.clear()
    house.head_is_unknown = True
    house.answers["/page"] = (200, {}, b"x" * 1_000_000)
    checker(house).check_due(MORNING + WEEK)
    assert house.asked == [("GET", "/robots.txt"), ("HEAD", "/page"), ("GET", "/page")]
    assert known(resource_id)[0] is LinkState.OK


def test_a_house_that_asks_programs_to_stay_away_is_left_alone(context: Flask, house: House) -> None:
    house.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /private\n")
    kept_out, let_in = point("/private/page", "Private"), point("/page", "Open")
    checker(house).check_due(MORNING)
    assert ("HEAD", "/private/page") not in house.asked
    assert (known(kept_out)[0], known(let_in)[0]) == (LinkState.UNKNOWN, LinkState.OK)


def test_an_address_is_asked_once_a_week_and_a_house_not_in_haste(context: Flask, house: House) -> None:
    for number in range(3):
        point(f"/{number}", f"Page {number}")
    waits: list[float] = []
    asking = checker(house, waits)
    assert asking.check_due(MORNING) == 3
    assert waits == [BETWEEN_SECONDS] * 2
    assert asking.check_due(MORNING + timedelta(days=6)) == 0
    assert asking.check_due(MORNING + WEEK) == 3
    assert [path for _, path in house.asked].count("/robots.txt") == 2


def test_a_round_is_small_and_those_never_asked_come_first(context: Flask, house: House) -> None:
    old = point("/old", "Old")
    checker(house).check_due(MORNING)
    ids = [point(f"/{number}", f"Page {number}") for number in range(A_ROUND)]
    assert [one for one, _ in list_due(MORNING + WEEK)] == ids
    assert old not in ids


def test_silence_is_unknown_until_the_third_week_and_an_answer_mends_it(context: Flask, house: House) -> None:
    house.answers["/page"] = (503, {}, b"")
    resource_id = point("/page")
    seen = []
    for week in range(3):
        checker(house).check_due(MORNING + week * WEEK)
        seen.append(known(resource_id)[0])
    assert seen == [LinkState.UNKNOWN, LinkState.UNKNOWN, LinkState.BROKEN]
    house.answers["/page"] = (200, {}, b"")
    checker(house).check_due(MORNING + 3 * WEEK)
    assert known(resource_id)[0] is LinkState.OK


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::1]", "localhost", "0x7f000001", "169.254.169.254", "10.0.0.1", "[::ffff:127.0.0.1]"],
)
def test_no_spelling_of_our_own_house_is_asked(house: House, host: str) -> None:
    fetcher = Fetcher(ports=frozenset({house.port}), seconds=3)
    found = LinkChecker(fetcher).ask(house.at("/secret", host), {})
    assert found.state in (LinkState.BROKEN, LinkState.UNKNOWN)
    assert house.asked == []


def test_a_redirect_into_our_own_house_is_not_followed(house: House) -> None:
    house.answers["/out"] = (302, {"Location": f"http://localhost:{house.port}/secret"}, b"")
    guarded = checker(house, resolve=lambda host, _: ["127.0.0.1"] if host == "127.0.0.1" else ["169.254.169.254"],
                      allows=lambda address: address == "127.0.0.1")  # fmt: skip
    found = guarded.ask(house.at("/out"), {})
    assert found.state is LinkState.BROKEN
    assert [path for _, path in house.asked] == ["/robots.txt", "/out"]


def test_a_name_that_leads_elsewhere_the_second_time_is_judged_each_time(house: House) -> None:
    """The name is asked for the house rules first and for the page then; it leads elsewhere by then."""
    answers = iter([["127.0.0.1"]])
    rebinding = Fetcher(
        ports=frozenset({house.port}),
        seconds=2,
        resolve=lambda *_: next(answers, ["169.254.169.254"]),
        allows=lambda address: address == "127.0.0.1",
    )
    found = LinkChecker(rebinding).ask(house.at("/secret", "rebinding.example"), {})
    assert found.state is LinkState.BROKEN
    assert house.asked and "/secret" not in str(house.asked)


def test_no_transaction_is_open_while_an_address_is_asked(context: Flask, house: House) -> None:
    point("/page")
    open_then: list[bool] = []
    asking = checker(
        house, resolve=lambda *_: open_then.append(db.session().in_transaction()) or ["127.0.0.1"]
    )
    asking.check_due(MORNING)
    assert open_then and not any(open_then)


def test_another_address_is_another_question(context: Flask, house: House) -> None:
    house.answers["/gone"] = (404, {}, b"")
    resource_id = point("/gone")
    checker(house).check_due(MORNING)
    resource = db.session.get(Resource, resource_id)
    assert resource is not None
    draft = ResourceDraft(
        title=resource.title, kind=ResourceKind.GUIDE, url=f"{HOUSE}/here", publisher="NHS",
        summary=resource.summary, checked_on=MORNING.date(),
    )  # fmt: skip
    with transaction():
        change_resource(resource_id, draft, seen_revision=1, actor=ACTOR, now=MORNING)
    assert db.session.get(ResourceLink, resource_id) is None
    assert [one for one, _ in list_due(MORNING)] == [resource_id]


def test_what_visitors_do_not_see_is_not_asked(context: Flask, house: House) -> None:
    resource_id = point("/page")
    with transaction():
        resource = db.session.get(Resource, resource_id)
        assert resource is not None
        resource.state = ResourceState.WITHDRAWN
    assert checker(house).check_due(MORNING) == 0
    assert house.asked == []
