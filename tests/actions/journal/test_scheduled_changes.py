"""A change of a published article comes out at its minute: the very text, once, through the gate, and told when not."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

import app.publishing.actions
import app.publishing.coming_out
from app.accounts.actions import add_staff
from app.accounts.rules import Role
from app.catalog.models import Product
from app.catalog.publishing import unpublish_product
from app.clock import shift_clock, utcnow
from app.content.actions import save_draft
from app.content.correcting import correct_article
from app.content.correction_models import Correction
from app.content.models import Article, ArticleState
from app.content.queries import current_version, get_article, list_versions
from app.db import db, dialect_name, transaction
from app.errors import Conflict, DomainError, Invalid
from app.outbox.models import OutboxItem
from app.outbox.working import run_all_owed
from app.publishing.actions import archive_article, publish_article
from app.publishing.checks import ask_schedules
from app.publishing.coming_out import publish_scheduled
from app.publishing.gate import NotReady
from app.publishing.scheduling import (
    CorrectionWords,
    expect_minute,
    find_schedule,
    schedule_change,
    unschedule_article,
)
from app.resources.actions import set_resource_state
from app.resources.models import Resource, ResourceState
from app.verifying import run_checks
from tests.factories.catalog import make_product
from tests.factories.journal import NIGHTS, make_article

pytestmark = pytest.mark.postgres
HOUR = timedelta(hours=1)
ACTOR, OTHER = "user:1", "user:2"
FIRM = replace(NIGHTS, title="Longer nights")
CORRECTION = CorrectionWords(was="It said one lamp.", says="It says two lamps.", by_mail=True)


@pytest.fixture
def editor(context: Flask) -> Iterator[str]:
    """Somebody who can be written to."""
    with transaction():
        fields = {"email": "orla@softhours.example", "name": "Orla", "password_hash": "x"}
        user = add_staff(**fields, roles=[Role.EDITOR], actor="system", now=utcnow())  # type: ignore[arg-type]
        name = f"user:{user.id}"
    yield name


def change(article: Article, draft: object = FIRM, *, actor: str = ACTOR) -> None:
    """Keep another text in the working copy."""
    with transaction():
        revision = get_article(article.id).revision
        save_draft(article.id, draft, seen_revision=revision, actor=actor, now=utcnow())  # type: ignore[arg-type]


def set_minute(article: Article, *, hours: float = 1, actor: str = ACTOR, correction: object = None) -> str:
    with transaction():
        at = utcnow() + hours * HOUR
        made = schedule_change(
            get_article(article.id),
            at,
            correction=correction,
            actor=actor,
            now=utcnow(),  # type: ignore[arg-type]
        )
        return made.mark


def read_title(article: Article) -> str:
    db.session.expire_all()
    version = current_version(article.id)
    assert version is not None
    return version.title


def mails() -> list[OutboxItem]:
    return list(db.session.scalars(select(OutboxItem).where(OutboxItem.kind == "mail")))


def test_a_change_comes_out_at_its_minute_dated_and_without_a_letter(context: Flask) -> None:
    article = make_article()
    run_all_owed()
    change(article)
    set_minute(article)
    run_all_owed()
    assert read_title(article) == "Long nights" and ask_schedules() == (1, [])
    assert get_article(article.id).state is ArticleState.PUBLISHED
    shift_clock(HOUR)
    run_all_owed()
    assert read_title(article) == "Longer nights" and find_schedule(article.id) is None
    kept = get_article(article.id)
    assert kept.changed_at is not None and utcnow() - kept.changed_at < HOUR / 2
    newest = list_versions(article.id)[0]
    assert (newest.made_by, newest.revision, newest.number) == (ACTOR, 2, 2)
    announced = select(func.count()).select_from(OutboxItem).where(OutboxItem.kind == "article_published")
    assert db.session.scalar(announced) == 1  # that of its first publication
    assert [one for one in run_checks() if one.code in ("A1", "C1", "C2", "C3") and one.mismatches] == []


def test_what_another_editor_keeps_afterwards_stays_out_and_is_not_lost(context: Flask) -> None:
    article = make_article()
    change(article)
    set_minute(article)
    half_done = replace(FIRM, title="Half a thought", body="Not yet written.", topics=())
    change(article, half_done, actor=OTHER)
    shift_clock(HOUR)
    run_all_owed()
    assert read_title(article) == "Longer nights"
    kept = get_article(article.id)
    assert (kept.title, kept.revision) == ("Half a thought", 3)
    assert list_versions(article.id)[0].revision == 2


def test_a_correction_is_told_at_that_minute_and_not_before(context: Flask) -> None:
    article = make_article()
    change(article)
    set_minute(article, correction=CORRECTION)
    assert db.session.scalars(select(Correction)).all() == []
    shift_clock(HOUR)
    run_all_owed()
    told = db.session.scalars(select(Correction)).one()
    assert (told.was, told.says, told.is_mailed, told.made_by) == (
        "It said one lamp.",
        "It says two lamps.",
        True,
        ACTOR,
    )
    letter = db.session.scalars(select(OutboxItem).where(OutboxItem.kind == "correction_letter")).one()
    assert letter.data == {"correction_id": told.id}


def test_a_correction_that_cannot_be_told_by_then_keeps_its_change_back(editor: str) -> None:
    article = make_article()
    change(article)
    set_minute(article, actor=editor, correction=CORRECTION)
    with transaction():
        correct_article(
            get_article(article.id), CORRECTION.was, CORRECTION.says, by_mail=False, actor=ACTOR, now=utcnow()
        )
    shift_clock(HOUR)
    run_all_owed()
    failed = find_schedule(article.id)
    assert failed and failed.why == "Readers have been told just that already."
    assert read_title(article) == "Long nights" and len(list_versions(article.id)) == 1


def withdraw_resource(_article: Article) -> str:
    resource = db.session.scalars(select(Resource)).first()
    assert resource is not None
    set_resource_state(resource, ResourceState.WITHDRAWN, actor=ACTOR, now=utcnow())
    return "Lead to at least one resource."


def forbid_product(_article: Article) -> str:
    db.session.scalars(select(Product)).one().product_class = 5
    return "An article of this class may not lead to"


def hide_product(_article: Article) -> str:
    unpublish_product(db.session.scalars(select(Product.id)).one(), actor=ACTOR, now=utcnow())
    return "which readers cannot see"


@pytest.mark.parametrize("spoil", [withdraw_resource, forbid_product, hide_product])
def test_what_no_longer_holds_at_the_minute_keeps_it_back_and_is_mailed(
    editor: str, spoil: Callable[[Article], str]
) -> None:
    article = make_article()
    product = make_product(title="A lamp")
    change(article, replace(FIRM, body=FIRM.body + f"\n\n::product{{{product.slug}}}\n"))
    set_minute(article, actor=editor)
    with transaction():
        sentence = spoil(article)
    shift_clock(HOUR)
    run_all_owed()
    failed = find_schedule(article.id)
    assert failed and failed.failed_at and sentence in (failed.why or "")
    assert read_title(article) == "Long nights"
    assert get_article(article.id).state is ArticleState.PUBLISHED
    told = [one.data for one in mails()]
    assert [(one["to"], one["template"]) for one in told] == [
        ("orla@softhours.example", "article_not_published")
    ]
    assert told[0]["data"]["is_change"] is True and ask_schedules() == (1, [])
    with transaction():
        unschedule_article(get_article(article.id), actor=editor, now=utcnow())
    assert find_schedule(article.id) is None and ask_schedules() == (0, [])


def test_a_minute_called_off_overtaken_or_taken_back_changes_nothing_by_itself(context: Flask) -> None:
    article = make_article()
    change(article)
    set_minute(article)
    with transaction():
        unschedule_article(get_article(article.id), actor=ACTOR, now=utcnow())
    set_minute(article, hours=2)
    set_minute(article, hours=4)
    shift_clock(3 * HOUR)
    run_all_owed()
    assert read_title(article) == "Long nights" and ask_schedules() == (1, [])
    with transaction():
        publish_article(get_article(article.id), actor=OTHER, now=utcnow())
    assert find_schedule(article.id) is None
    change(article, replace(FIRM, title="Nights"))
    set_minute(article)
    with transaction():
        archive_article(get_article(article.id), actor=OTHER, now=utcnow())
    shift_clock(9 * HOUR)
    run_all_owed()
    assert len(list_versions(article.id)) == 2 and ask_schedules() == (0, [])
    assert get_article(article.id).state is ArticleState.ARCHIVED


def test_what_is_no_change_or_could_not_come_out_now_gets_no_minute(context: Flask) -> None:
    article = make_article()
    with pytest.raises(Conflict, match="already see this text"):
        set_minute(article)
    change(article)
    for hours in (-1, 0, 24 * 800):
        with pytest.raises(Invalid):
            set_minute(article, hours=hours)
    with pytest.raises(Invalid, match="each in 500 signs"):
        set_minute(article, correction=CorrectionWords(was="x", says=""))
    change(article, replace(FIRM, topics=()))
    with pytest.raises(NotReady):
        set_minute(article)
    assert find_schedule(article.id) is None


def test_a_minute_that_another_editor_set_meanwhile_is_shown_instead_of_replaced(editor: str) -> None:
    article = make_article()
    change(article)
    mark = set_minute(article, actor=editor)
    with pytest.raises(Conflict, match="Orla set a minute meanwhile"), transaction():
        expect_minute(get_article(article.id), "")
    with transaction():
        expect_minute(get_article(article.id), mark)
        unschedule_article(get_article(article.id), actor=ACTOR, now=utcnow())
    with pytest.raises(Conflict, match="called off"), transaction():
        expect_minute(get_article(article.id), mark)


def run_at_once(context: Flask, deeds: list[Callable[[], object]]) -> list[str]:
    """Do each in a thread and a transaction of its own, all at one moment; return what went wrong, by kind."""
    start, wrong = Barrier(len(deeds)), list[str]()

    def work(deed: Callable[[], object]) -> None:
        with context.app_context():
            start.wait()
            try:
                with transaction():
                    deed()
            except (DomainError, DBAPIError) as error:
                wrong.append(type(error).__name__)

    workers = [Thread(target=work, args=(one,)) for one in deeds]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    return wrong


def rush(context: Flask) -> tuple[Article, list[str]]:
    """Six workers have the work of one minute, and two editors press "Publish" at the same moment."""
    article = make_article()
    change(article)
    mark = set_minute(article, correction=CORRECTION)
    db.session.rollback()
    shift_clock(HOUR)
    data, now = {"article": article.id, "asked_at": mark}, utcnow()
    work: list[Callable[[], object]] = [lambda: publish_scheduled(data, now)] * 6
    press: list[Callable[[], object]] = [
        lambda: publish_article(get_article(article.id), actor=OTHER, now=now)
    ] * 2
    return article, run_at_once(context, work + press)


def test_six_workers_and_two_editors_at_once_make_one_version(context: Flask) -> None:
    article, wrong = rush(context)
    assert len(list_versions(article.id)) == 2 and read_title(article) == "Longer nights"
    assert set(wrong) <= {"Conflict"} and find_schedule(article.id) is None
    assert len(db.session.scalars(select(Correction)).all()) <= 1


def test_control_without_the_lock_somebody_meets_a_wall_of_the_database(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (app.publishing.actions, app.publishing.coming_out):
        monkeypatch.setattr(module, "lock_article", lambda article: None)
    _, wrong = rush(context)
    met = set(wrong) - {"Conflict"}
    # one writer at a time is SQLite's own way; PostgreSQL lets two number a version alike, and stops the second
    assert bool(met) is (dialect_name() == "postgresql")
