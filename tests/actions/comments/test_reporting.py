"""Reports: once a person, and at a number of them a comment waits; also when they come at once (both databases)."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.clock import utcnow
from app.comments import reporting as reporting_module
from app.comments.deciding import decide_comment
from app.comments.errors import CommentNotFound
from app.comments.models import Comment, CommentReport
from app.comments.queue import list_queue
from app.comments.reporting import (
    Reporter,
    forget_reports,
    give_reason,
    report_comment,
    reporter_of,
)
from app.comments.rules import CommentState, Decision
from app.comments.words import fingerprint_of
from app.db import db, dialect_name, transaction
from tests.factories.comments import comment_of, make_comment, write_comment
from tests.factories.journal import ACTOR, make_article
from tests.support.gates import meet_at

pytestmark = pytest.mark.postgres


@pytest.fixture
def article(context: Flask) -> int:
    return make_article(now=utcnow()).id


def person(number: int, comment_id: int) -> Reporter:
    return reporter_of("secret", comment_id, user_id=None, address=f"192.0.2.{number}")


def report(article: int, comment_id: int, number: int) -> None:
    with transaction():
        report_comment(article, comment_id, person(number, comment_id), now=utcnow())


def all_at_once(app: Flask, works: list[Callable[[], object]]) -> list[object]:
    """Run everything in threads of their own at the same moment; return what came of each."""
    gate = threading.Barrier(len(works), timeout=60)
    found: list[object] = []

    def run(work: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                found.append(work())
            except Exception as error:
                found.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    db.session.rollback()
    return found


def test_the_third_person_hides_a_comment_until_somebody_has_looked(article: int) -> None:
    one = make_comment(article)
    for number in (1, 2, 2, 2):
        report(article, one, number)
    assert comment_of(one).state is CommentState.SHOWN, "pressing again is nobody new"
    with transaction():
        give_reason(one, person(2, one), " It sells\n pills. ", now=utcnow())
        give_reason(one, person(2, one), "Something else.", now=utcnow())
    report(article, one, 3)
    assert (comment_of(one).state, comment_of(one).reasons) == (CommentState.WAITING, ["reported"])
    (queued,) = list_queue(CommentState.WAITING)
    assert (queued.reports, queued.report_reasons) == (3, ["It sells pills."])


def test_what_staff_have_left_on_the_page_is_counted_anew_and_by_others(article: int) -> None:
    one = make_comment(article)
    for number in (1, 2, 3):
        report(article, one, number)
    with transaction():
        decide_comment(one, Decision.SHOW, seen=2, actor=ACTOR, now=utcnow())
    for number in (1, 2, 3, 4, 5):
        report(article, one, number)
    assert comment_of(one).state is CommentState.SHOWN
    report(article, one, 6)
    assert comment_of(one).state is CommentState.WAITING


def test_what_is_not_shown_here_is_not_reported(article: int) -> None:
    other = make_article(title="Other nights", now=utcnow()).id
    for place, one in (
        (article, make_comment(article, state="waiting")),
        (article, make_comment(other)),
        (article, 999_999),
    ):
        with pytest.raises(CommentNotFound):
            report(place, one, 1)
    with pytest.raises(CommentNotFound), transaction():
        give_reason(make_shown(), person(1, 1), "A reason.", now=utcnow())


def make_shown() -> int:
    return db.session.scalars(select(Comment.id).where(Comment.state == CommentState.SHOWN)).first() or 0


def test_a_report_names_nobody(article: int) -> None:
    one, other = make_comment(article), make_comment(article, text="Other words.")
    keys = {person(1, one).key, person(1, other).key, person(2, one).key}
    assert len(keys) == 3 and all("192" not in key and len(key) == 64 for key in keys)
    assert reporter_of("s", 1, user_id=7, address="a").key == reporter_of("s", 1, user_id=7, address="b").key


def test_reports_are_forgotten_after_thirty_days(article: int) -> None:
    one = make_comment(article)
    report(article, one, 1)
    with transaction():
        forget_reports(utcnow() + timedelta(days=29))
    assert db.session.query(CommentReport).count() == 1
    with transaction():
        forget_reports(utcnow() + timedelta(days=31))
    assert db.session.query(CommentReport).count() == 0


def test_three_who_report_at_once_hide_it(context: Flask, article: int) -> None:
    for turn in range(4):
        one = make_comment(article, text=f"Reported, {turn}.")
        found = all_at_once(context, [lambda n=n, c=one: report(article, c, n) for n in range(3)])
        assert found == [None] * 3
        assert comment_of(one).state is CommentState.WAITING


def test_without_the_lock_three_at_once_do_not_see_each_other(
    context: Flask, article: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Barrier(3)

    def count_together(comment_id: int) -> int:
        found = count(comment_id)
        meet_at(gate, all_can_come=True)  # nobody ends before all have counted
        return found

    count = reporting_module._count_open
    monkeypatch.setattr(reporting_module, "_count_open", count_together)
    monkeypatch.setattr(reporting_module, "lock_comment", lambda one: db.session.get_one(Comment, one))
    one = make_comment(article)
    assert all_at_once(context, [lambda n=n: report(article, one, n) for n in range(3)]) == [None] * 3
    # SQLite lets one writer in at a time, whatever else is locked: the third sees the other two
    expected = CommentState.WAITING if dialect_name() == "sqlite" else CommentState.SHOWN
    assert comment_of(one).state is expected


def test_eight_presses_at_once_are_one_comment(context: Flask, article: int) -> None:
    found = all_at_once(context, [lambda: write_comment(article)] * 8)
    assert len(set(found)) == 1 and isinstance(found[0], int)
    assert db.session.query(Comment).count() == 1


def test_without_the_same_fingerprint_they_are_eight(
    context: Flask, article: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = iter(range(8))
    monkeypatch.setattr(
        "app.comments.posting.fingerprint_of", lambda text, **_more: fingerprint_of(f"{next(numbers)}")
    )
    all_at_once(context, [lambda: write_comment(article)] * 8)
    assert db.session.query(Comment).count() == 8
