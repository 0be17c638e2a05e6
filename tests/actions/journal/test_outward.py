"""Links of articles to elsewhere: found in text, findings and references, asked politely, told where they stand."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.asking import LinkState
from app.clock import utcnow
from app.content.actions import save_draft
from app.content.models import Article
from app.content.outward import KnownLink, OutwardLink, count_broken_outward, list_addresses, list_outward
from app.content.outward_asking import A_ROUND, LOOK, OutwardChecker, owe_look
from app.content.outward_models import ArticleOutward, OutwardAddress
from app.content.queries import get_article
from app.db import db, is_writing, transaction
from app.fetching import Fetcher
from app.markdown import render_markdown
from app.outbox.models import OutboxItem
from app.publishing.actions import archive_article, publish_article
from app.publishing.checklist import Mark, list_groups
from tests.factories.journal import ACTOR, COCHRANE, FINDING, NIGHTS, make_article, make_draft
from tests.support.elsewhere import HOUSE, House, may_ask

pytestmark = pytest.mark.postgres
WEEK = timedelta(days=7)
TEXT = (
    f"See [a guide]({HOUSE}/guide) and [a trial]({HOUSE}/trial?a=1&b=2).\n\n"
    "Trials are few [@doi:10.1002/14651858.CD012700].\n"
)
DRAFT = replace(NIGHTS, body=TEXT, findings=(replace(FINDING, statement=f"See {HOUSE}/finding."),))


def checker(house: House, waits: list[float] | None = None, **changes: Any) -> OutwardChecker:
    wait = (waits if waits is not None else []).append
    ways = {"wait": wait, "at": lambda url: house.at("/work") if "doi.org" in url else house.instead(url)}
    return OutwardChecker(may_ask(house, **changes), own="https://softhours.example", **ways)


def states() -> dict[str, LinkState]:
    db.session.rollback()
    return {one.url.replace(HOUSE, ""): one.state for one in db.session.scalars(select(OutwardAddress))}


def test_addresses_are_found_in_the_text_the_findings_and_the_references() -> None:
    body = f"{TEXT}\n[here](/articles/x/) [ours](https://softhours.example/x) <{HOUSE}/bare>\n"
    body += f"\n::video{{{HOUSE}/film|A film}}\n\n[a guide]({HOUSE}/guide) `{HOUSE}/code` [x](mailto:a@b.example)\n"
    draft = replace(DRAFT, body=body, references=(COCHRANE,))
    found = list_outward(draft, render_markdown(body), own="https://softhours.example")
    assert {(one.place, one.url.replace(HOUSE, "")) for one in found} == {
        ("body", "/guide"),
        ("body", "/trial?a=1&b=2"),
        ("body", "/bare"),
        ("body", "/film"),
        ("findings", "/finding"),
        ("references", "https://doi.org/10.1002/14651858.CD012700"),
    }


def test_of_a_text_of_a_thousand_links_some_are_kept() -> None:
    body = " ".join(f"[a]({HOUSE}/{number})" for number in range(1000))
    assert len(list_outward(replace(DRAFT, body=body), render_markdown(body))) == 200


def test_a_published_article_s_links_are_noted_asked_and_listed_with_their_place(
    context: Flask, house: House
) -> None:
    article = make_article(draft=DRAFT)
    house.answers["/trial?a=1&b=2"] = (404, {}, b"")
    waits: list[float] = []
    assert checker(house, waits).check_due(utcnow()) == 4
    assert states() == {
        "/guide": LinkState.OK,
        "/trial?a=1&b=2": LinkState.BROKEN,
        "/finding": LinkState.OK,
        "https://doi.org/10.1002/14651858.CD012700": LinkState.OK,
    }
    assert waits == [2.0, 2.0], "three of one house, and one of another"
    (broken,) = list_addresses(LinkState.BROKEN, limit=9)
    assert broken.articles == ((article.id, "Long nights", "body"),)
    assert count_broken_outward() == 1
    assert house.asked[0] == ("GET", "/robots.txt")


def test_within_a_week_nothing_is_asked_again(context: Flask, house: House) -> None:
    make_article(draft=DRAFT)
    asking, now = checker(house), utcnow()
    assert asking.check_due(now) == 4
    assert asking.check_due(now + WEEK - timedelta(minutes=1)) == 0
    assert asking.check_due(now + WEEK) == 4


def test_a_round_is_bounded(context: Flask, house: House) -> None:
    body = " ".join(f"[a]({HOUSE}/{number})" for number in range(A_ROUND + 9))
    make_article(draft=replace(NIGHTS, body=body, in_short=NIGHTS.in_short))
    asking, now = checker(house), utcnow()
    assert asking.check_due(now) == A_ROUND
    assert 0 < asking.check_due(now) <= A_ROUND


def test_what_a_later_version_does_not_lead_to_is_listed_no_more_nor_asked(
    context: Flask, house: House
) -> None:
    article = make_article(draft=DRAFT)
    house.answers["/guide"] = (410, {}, b"")
    asking, now = checker(house), utcnow()
    asking.check_due(now)
    assert count_broken_outward() == 1
    with transaction():
        save_draft(article.id, replace(DRAFT, body="Nothing."), seen_revision=1, actor=ACTOR, now=now)
        publish_article(get_article(article.id), actor=ACTOR, now=now)
    assert asking.check_due(now + WEEK) == 2
    assert count_broken_outward() == 0
    asking.check_due(now + 10 * WEEK)
    assert "/guide" not in states(), "an address that nobody leads to is forgotten"


def test_what_readers_do_not_see_is_not_asked(context: Flask, house: House) -> None:
    make_draft(draft=DRAFT)
    article = make_article(draft=replace(DRAFT, title="Other nights"))
    with transaction():
        archive_article(get_article(article.id), actor=ACTOR, now=utcnow())
    assert checker(house).check_due(utcnow()) == 0 and house.asked == []


def test_a_draft_s_links_are_looked_at_by_a_job_when_it_is_asked_for_and_once_in_a_while(
    context: Flask, house: House
) -> None:
    draft, now = make_draft(draft=DRAFT), utcnow()
    house.answers["/finding"] = (404, {}, b"")
    for _ in range(2):
        with transaction():
            owe_look(get_article(draft.id), now=now)
    owed = db.session.scalars(select(OutboxItem).where(OutboxItem.kind == LOOK)).all()
    assert [one.data for one in owed] == [{"article": draft.id}] and house.asked == []
    asking = checker(house)
    asking.look(owed[0].data, now)
    assert states()["/finding"] is LinkState.BROKEN and states()["/guide"] is LinkState.OK
    count = len(house.asked)
    asking.look(owed[0].data, now + timedelta(minutes=5))
    assert len(house.asked) == count
    assert db.session.scalars(select(ArticleOutward)).all() == [] and count_broken_outward() == 0
    asking.look({"article": 999}, now)


def test_nothing_is_open_in_the_database_while_a_stranger_is_asked(context: Flask, house: House) -> None:
    make_article(draft=DRAFT)
    open_while: list[bool] = []
    asking = checker(house, resolve=lambda host, port: (note(), ["127.0.0.1"])[1])

    def note() -> None:
        session = db.session()
        open_while.append(is_writing() or session.in_transaction())

    asking.check_due(utcnow())
    assert open_while and not any(open_while)


def test_our_own_house_is_never_asked(context: Flask, house: House) -> None:
    make_article(
        draft=replace(NIGHTS, body=f"[inside]({house.at('/secret')}) and [more](http://[::1]:{house.port}/).")
    )
    fetcher = Fetcher(ports=None, seconds=3)
    OutwardChecker(
        fetcher, wait=lambda _: None, at=lambda url: url.replace("https://doi.org", house.at(""))
    ).check_due(utcnow())
    assert house.asked == []
    assert set(states().values()) == {LinkState.BROKEN}


def test_the_checklist_names_what_is_broken_and_where_it_stands() -> None:
    def known(place: str, state: LinkState, **fields: Any) -> KnownLink:
        address = OutwardAddress(url=f"{HOUSE}/a", state=state, said="It answers 404.", **fields)
        return KnownLink(link=OutwardLink(url=f"{HOUSE}/a", place=place), address=address)

    outward = [
        known("body", LinkState.BROKEN),
        known("references", LinkState.MOVED, moved_to="https://new.example/"),
        known("findings", LinkState.UNKNOWN),
        known("body", LinkState.OK),
        KnownLink(link=OutwardLink(url=f"{HOUSE}/b", place="body"), address=None),
    ]
    groups = list_groups(
        NIGHTS, render_markdown(NIGHTS.body), lacks=[], claims=[], alts={}, pages=frozenset(), outward=outward
    )
    (group,) = [one for one in groups if one.title == "Links that lead somewhere"]
    assert group.mark is Mark.LOOK
    assert [(one.sentence.removeprefix(HOUSE), one.place, one.find) for one in group.items] == [
        ("/a leads nowhere: It answers 404.", "body", f"{HOUSE}/a"),
        ("/a has moved to https://new.example/", "references", ""),
    ]


def test_a_text_of_another_time_does_not_stop_the_round(context: Flask, house: House) -> None:
    make_article(draft=DRAFT)
    draft = make_draft(title="Other nights")
    with transaction() as session:
        content = {**session.get_one(Article, draft.id).draft, "body": "x" * 2_000_000}
        session.get_one(Article, draft.id).draft = content
    checker(house).look({"article": draft.id}, utcnow())
    assert states() == {}
