"""A1: each change of the staff is in the log with it or not at all; the log stays as it is and names no address."""

import pytest
from flask import Flask
from sqlalchemy import Update, delete, select, update
from sqlalchemy.exc import DBAPIError

from app.accounts.actions import add_staff
from app.accounts.rules import Role
from app.audit.actions import record
from app.audit.checks import no_address_in_the_log
from app.audit.models import AuditEntry
from app.content.models import ArticleVersion
from app.db import db, transaction
from app.newsletter.leaving import erase_subscriber, unsubscribe_by_staff
from app.newsletter.models import ConsentEntry
from app.publishing.checks import ask_log
from tests.factories import journal
from tests.factories.letters import NOON, make_reader

pytestmark = pytest.mark.postgres


def entries() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_what_is_rolled_back_is_not_in_the_log(context: Flask) -> None:
    make_reader()
    with pytest.raises(RuntimeError), transaction():
        assert unsubscribe_by_staff("nora@reader.example", actor="user:1", now=NOON)
        raise RuntimeError
    assert entries() == []


def test_what_is_done_to_people_is_logged_without_their_address(context: Flask) -> None:
    make_reader()
    with transaction():
        unsubscribe_by_staff("nora@reader.example", actor="user:1", now=NOON)
        erase_subscriber("nora@reader.example", actor="user:1", now=NOON)
        add_staff(
            email="mae@softhours.example",
            name="Mae",
            password_hash="x",
            roles=[Role.EDITOR],
            actor="user:1",
            now=NOON,
        )
    assert entries() == ["letters.unsubscribed", "letters.erased", "staff.added"]
    assert no_address_in_the_log() == (3, [])


def test_the_check_finds_an_address_in_the_log(context: Flask) -> None:
    with transaction():
        record(
            "letters.erased",
            actor="user:1",
            subject=("subscriber", 1),
            now=NOON,
            details={"was": "nora@reader.example"},
        )
    assert len(no_address_in_the_log()[1]) == 1


def test_the_check_finds_a_version_that_nobody_logged(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.make_article()
    assert ask_log() == (1, [])
    monkeypatch.setattr("app.publishing.actions.record", lambda *_args, **_named: None)
    other = journal.make_article(title="Short nights")
    assert ask_log()[1] == [f"version 1 of article {other.id} is not in the log"]


@pytest.mark.parametrize(
    "change",
    [
        update(AuditEntry).values(actor="user:2"),
        delete(AuditEntry),
        update(ArticleVersion).values(title="It never said so"),
        update(ArticleVersion).values(html="<p>It never said so</p>"),
        delete(ArticleVersion),
        update(ConsentEntry).values(wording="never agreed to"),
    ],
)
def test_the_database_refuses_to_alter_what_was_written(context: Flask, change: Update) -> None:
    journal.make_article()
    make_reader()
    with pytest.raises(DBAPIError, match="is never changed"), transaction() as session:
        session.execute(change)
