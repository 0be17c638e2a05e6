"""Coming out at a set minute: once, through the same gate, and told when it could not be."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.accounts.actions import add_staff
from app.accounts.models import User
from app.accounts.rules import Role
from app.clock import shift_clock, utcnow
from app.content.actions import save_draft
from app.content.models import Article, ArticleState
from app.content.queries import get_article, list_versions
from app.db import db, transaction
from app.errors import Conflict, Invalid
from app.outbox.models import OutboxItem
from app.outbox.working import run_all_owed, run_item
from app.publishing.actions import publish_article, record_none
from app.publishing.checks import ask_schedules
from app.publishing.gate import NotReady
from app.publishing.scheduling import OWED, find_schedule, schedule_article, unschedule_article
from app.resources.actions import set_resource_state
from app.resources.models import Resource, ResourceState
from tests.factories.journal import NIGHTS, lead_to, make_draft, make_open_door, make_resource

pytestmark = pytest.mark.postgres
HOUR = timedelta(hours=1)
ACTOR = "user:1"


@pytest.fixture
def editor(context: Flask) -> Iterator[str]:
    """Somebody who can be written to."""
    with transaction():
        user = add_staff(
            email="orla@softhours.example",
            name="Orla",
            password_hash="x",
            roles=[Role.EDITOR],
            actor="system",
            now=utcnow(),
        )
        name = f"user:{user.id}"
    yield name


def ready() -> Article:
    article = make_draft()
    lead_to(article, "resource", make_resource().id)
    lead_to(article, "door", make_open_door().id)
    with transaction():
        record_none(get_article(article.id), "products", "Nothing fits.", actor=ACTOR, now=utcnow())
    return article


def set_minute(article: Article, at: datetime, *, actor: str = ACTOR, with_letter: bool = True) -> None:
    with transaction():
        schedule_article(get_article(article.id), at, with_letter=with_letter, actor=actor, now=utcnow())


def state(article: Article) -> ArticleState:
    db.session.expire_all()
    return get_article(article.id).state


def owed(kind: str) -> int:
    return db.session.scalar(select(func.count()).select_from(OutboxItem).where(OutboxItem.kind == kind)) or 0


def test_it_comes_out_at_its_minute_and_not_before(context: Flask) -> None:
    article = ready()
    set_minute(article, utcnow() + HOUR)
    run_all_owed()
    assert state(article) is ArticleState.SCHEDULED and ask_schedules() == (1, [])
    shift_clock(HOUR)
    run_all_owed()
    assert state(article) is ArticleState.PUBLISHED
    assert [one.made_by for one in list_versions(article.id)] == [ACTOR]
    assert owed("article_published") == 1 and find_schedule(article.id) is None


def test_what_was_kept_meanwhile_comes_out_and_a_quiet_one_writes_to_nobody(context: Flask) -> None:
    article = ready()
    set_minute(article, utcnow() + HOUR, with_letter=False)
    with transaction():
        save_draft(
            article.id, replace(NIGHTS, title="Longer nights"), seen_revision=1, actor=ACTOR, now=utcnow()
        )
    shift_clock(HOUR)
    run_all_owed()
    assert list_versions(article.id)[0].title == "Longer nights" and owed("article_published") == 0


def test_what_is_missing_by_then_keeps_it_back_and_is_mailed_once(editor: str) -> None:
    article = ready()
    set_minute(article, utcnow() + HOUR, actor=editor)
    with transaction():
        resource = db.session.scalars(select(Resource)).one()
        set_resource_state(resource, ResourceState.WITHDRAWN, actor=ACTOR, now=utcnow())
    shift_clock(HOUR)
    run_all_owed()
    assert state(article) is ArticleState.DRAFT and list_versions(article.id) == []
    failed = find_schedule(article.id)
    assert failed and failed.failed_at and failed.why == "Lead to at least one resource."
    mails = db.session.scalars(select(OutboxItem).where(OutboxItem.kind == "mail")).all()
    assert [(one.data["to"], one.data["template"]) for one in mails] == [
        ("orla@softhours.example", "article_not_published")
    ]
    assert ask_schedules() == (1, [])


@pytest.mark.parametrize("loses", ["the account", "the role"])
def test_a_minute_of_somebody_who_may_not_publish_any_more_brings_nothing_out(
    editor: str, loses: str
) -> None:
    article = ready()
    set_minute(article, utcnow() + HOUR, actor=editor)
    with transaction():
        orla = db.session.get_one(User, int(editor.removeprefix("user:")))
        if loses == "the account":
            orla.active = False
        else:
            orla.role_names = [Role.MERCHANT.value]
    shift_clock(HOUR)
    run_all_owed()
    there = find_schedule(article.id)
    assert state(article) is ArticleState.DRAFT and there is not None
    assert there.why == "Orla set this minute and may not publish any more. Somebody else has to set it."
    assert owed("mail") == 0, "nothing of a draft is mailed to somebody who left"


def test_phrases_that_nobody_has_looked_at_keep_it_back(editor: str) -> None:
    article = ready()
    set_minute(article, utcnow() + HOUR, actor=editor)
    worse = replace(NIGHTS, body=NIGHTS.body + "\n\nThis lamp cures fibromyalgia.")
    with transaction():
        save_draft(article.id, worse, seen_revision=1, actor=ACTOR, now=utcnow())
    shift_clock(HOUR)
    run_all_owed()
    failed = find_schedule(article.id)
    assert state(article) is ArticleState.DRAFT and failed and "cures" in (failed.why or "")


def test_a_minute_called_off_set_anew_or_overtaken_publishes_nothing_by_itself(context: Flask) -> None:
    article = ready()
    set_minute(article, utcnow() + HOUR)
    with transaction():
        unschedule_article(get_article(article.id), actor=ACTOR, now=utcnow())
    with pytest.raises(Conflict), transaction():
        unschedule_article(get_article(article.id), actor=ACTOR, now=utcnow())
    set_minute(article, utcnow() + 3 * HOUR)
    set_minute(article, utcnow() + 5 * HOUR)
    shift_clock(4 * HOUR)
    run_all_owed()
    assert state(article) is ArticleState.SCHEDULED and ask_schedules() == (1, [])
    with transaction():
        publish_article(get_article(article.id), actor=ACTOR, now=utcnow())
    shift_clock(6 * HOUR)
    run_all_owed()
    assert len(list_versions(article.id)) == 1 and ask_schedules() == (0, [])


@pytest.mark.parametrize("hours", [-1, 0, 24 * 800])
def test_a_minute_that_is_over_or_far_away_is_refused(context: Flask, hours: int) -> None:
    article = ready()
    with pytest.raises(Invalid), transaction():
        schedule_article(
            get_article(article.id), utcnow() + hours * HOUR, with_letter=True, actor=ACTOR, now=utcnow()
        )
    assert state(article) is ArticleState.DRAFT


def test_what_could_not_come_out_now_gets_no_minute(context: Flask) -> None:
    article = make_draft()
    with pytest.raises(NotReady):
        set_minute(article, utcnow() + HOUR)


def test_eight_workers_with_one_piece_of_work_publish_once(context: Flask) -> None:
    article = ready()
    set_minute(article, utcnow() + HOUR)
    item = db.session.scalars(select(OutboxItem.id).where(OutboxItem.kind == OWED)).one()
    db.session.rollback()
    shift_clock(HOUR)
    start = Barrier(8)

    def work() -> None:
        with context.app_context():
            start.wait()
            run_item(item)

    workers = [Thread(target=work) for _ in range(8)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert state(article) is ArticleState.PUBLISHED
    assert len(list_versions(article.id)) == 1 and owed("article_published") == 1


def test_an_article_that_waits_for_nothing_is_found(context: Flask) -> None:
    article = ready()
    set_minute(article, utcnow() + HOUR)
    with transaction() as session:
        session.execute(text("DELETE FROM outbox_items WHERE kind = 'publish_scheduled'"))
    assert len(ask_schedules()[1]) == 1
    with transaction() as session:
        session.execute(text("DELETE FROM article_schedules"))
    assert len(ask_schedules()[1]) == 1
