"""`flask move` and `flask restored`: every row in another database, and no mail a second time."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, insert, select, text

from app.cli import init_migrations
from app.clock import utcnow
from app.config import load_config
from app.db import db, prepare_engine, transaction
from app.factory import ROOT, create_app
from app.moving.copying import list_tables, move_rows
from app.moving.errors import NotAlike, NotArrived
from app.moving.resuming import WORDS
from app.moving.sums import hash_row, sum_table
from app.newsletter.models import Delivery
from app.newsletter.rules import DeliveryState
from app.outbox.models import OutboxItem
from app.outbox.working import list_mail_kinds, run_all_owed
from app.verifying import run_checks
from tests.factories.everything import fill_every_table
from tests.factories.letters import make_article, make_campaign, make_reader
from tests.support.databases import Databases
from tests.support.mail import read_mail
from tests.support.standin import StandIn

pytestmark = pytest.mark.timeout(300)
WALLS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT conname || pg_get_constraintdef(oid) AS wall FROM pg_constraint WHERE contype = 'f'"
    " UNION ALL SELECT tgname || CAST(tgenabled AS text) FROM pg_trigger WHERE NOT tgisinternal ORDER BY wall",
}


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Databases]:
    """Databases that no other test uses."""
    databases = Databases(tmp_path)
    yield databases
    databases.stop()


def fill(app: Flask, standin: StandIn) -> Engine:
    """Put a row into every table of an app's database, and return its engine."""
    with app.app_context():
        fill_every_table(app, standin)
        db.session.remove()
        return db.engine


def app_of_an_owner(databases: Databases, folder: Path) -> Flask:
    """An app on a new PostgreSQL database whose owner is no superuser."""
    assert databases.postgres is not None
    databases.postgres.sql("CREATE ROLE keeper LOGIN")
    databases.postgres.sql("CREATE DATABASE kept OWNER keeper")
    url = databases.postgres.url("kept").replace("test@", "keeper@")
    app = create_app(load_config({"APP_MODE": "demo", "INSTANCE_DIR": str(folder), "DATABASE_URL": url}))
    init_migrations(app, ROOT / "migrations")
    return app


def walls_of(engine: Engine) -> list[str]:
    """Every trigger and foreign key that stands."""
    with engine.connect() as connection:
        return list(connection.scalars(text(WALLS[engine.dialect.name])))


def test_every_row_of_sqlite_arrives_in_postgresql_and_the_site_goes_on(
    made: Databases, tmp_path: Path, stripe_standin: StandIn
) -> None:
    made.config("postgresql")  # starts the server
    here = made.fresh_app("sqlite")
    source = fill(here, stripe_standin)
    with here.app_context():
        broken = {one.code for one in run_checks() if one.mismatches}  # a row in every table is no real site
        db.session.remove()
    target = app_of_an_owner(made, tmp_path / "sqlite")
    address = source.url.render_as_string(hide_password=False)
    told = target.test_cli_runner().invoke(args=["move", "--from", address])
    assert told.exit_code == 0, told.output
    assert "tables, each with equal sums" in told.output
    with target.app_context():
        before = walls_of(db.engine)
        assert {one.code for one in run_checks() if one.mismatches} == broken - {
            "C6"
        }  # the search is made anew
        with transaction() as session:
            item = OutboxItem(kind="x", created_at=utcnow(), due_at=utcnow())
            session.add(item)  # its number is the next one
        again = target.test_cli_runner().invoke(args=["move", "--from", address])
        assert again.exit_code == 1 and "holds a site already" in again.output
        assert walls_of(db.engine) == before and all(not one.endswith("D") for one in before)
        db.session.remove()
        db.engine.dispose()


def test_every_row_of_postgresql_arrives_in_sqlite(made: Databases, stripe_standin: StandIn) -> None:
    source = fill(made.fresh_app("postgresql"), stripe_standin)
    target = made.fresh_app("sqlite")
    with target.app_context():
        walls = walls_of(db.engine)
        sums = move_rows(source, db.engine)
        assert walls_of(db.engine) == walls
        with db.engine.connect() as connection:
            assert {one.name: sum_table(connection, one) for one in list_tables()} == sums
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert all(one.rows for one in sums.values())


def test_what_does_not_fit_is_named_and_the_target_stays_as_it_was(
    made: Databases, stripe_standin: StandIn
) -> None:
    target = made.fresh_app("postgresql")
    source = made.fresh_app("sqlite")
    with source.app_context():
        with transaction() as session:
            session.execute(insert(OutboxItem).values(kind="y" * 90, created_at=utcnow(), due_at=utcnow()))
        engine = db.engine
    with target.app_context():
        walls = walls_of(db.engine)
        with pytest.raises(NotArrived, match="A row of outbox_items does not fit"):
            move_rows(engine, db.engine)
        assert walls_of(db.engine) == walls
    with source.app_context(), pytest.raises(NotAlike, match="at migration none"):
        with db.engine.connect() as connection:
            connection.exec_driver_sql("DROP TABLE alembic_version")
            connection.commit()
        move_rows(db.engine, db.engine)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("sqlite:////nowhere/site.sqlite3", "There is no file"),
        ("mysql://host/site", "Source|address|move"),
        ("rubbish", "no address"),
        ("postgresql://127.0.0.1:1/site", "cannot be read"),
        ("", "address"),
    ],
)
def test_a_source_that_is_none_is_refused_with_a_sentence(app: Flask, address: str, words: str) -> None:
    told = app.test_cli_runner().invoke(args=["move", "--from", address])
    assert told.exit_code == 1 and re.search(words, told.output), told.output


def test_a_table_that_arrives_otherwise_is_refused(made: Databases) -> None:
    target, source = made.fresh_app("postgresql"), made.fresh_app("sqlite")
    with source.app_context():
        with transaction() as session:
            session.execute(insert(OutboxItem).values(kind="x", created_at=utcnow(), due_at=utcnow()))
        engine = db.engine
    with target.app_context():
        with transaction() as session:
            session.execute(text("CREATE RULE lose AS ON INSERT TO outbox_items DO INSTEAD NOTHING"))
        with pytest.raises(NotArrived, match="outbox_items had 1 rows and has 0"):
            move_rows(engine, db.engine)


@pytest.mark.postgres
def test_a_row_that_leads_nowhere_is_found_when_the_walls_stand_again(
    made: Databases, database_kind: str, tmp_path: Path
) -> None:
    source = made.fresh_app("sqlite")
    with source.app_context(), db.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        connection.exec_driver_sql("INSERT INTO additions VALUES (2, 1, '2026-01-01', 'user:1')")
        connection.commit()
        engine = db.engine
    if database_kind == "sqlite":
        shutil.copyfile(tmp_path / "template.sqlite3", tmp_path / "other.sqlite3")
        target = create_engine(f"sqlite:///{tmp_path / 'other.sqlite3'}")
        prepare_engine(target)
    else:
        with made.fresh_app("postgresql").app_context():
            target = db.engine
    with pytest.raises(NotArrived, match="A row of additions leads nowhere"):
        move_rows(engine, target)
    with target.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM additions")) == 0
    target.dispose()


@pytest.mark.postgres
def test_after_a_restore_no_mail_goes_out_by_itself_and_the_rest_goes_on(context: Flask) -> None:
    now = utcnow()
    for email in ("nora@reader.example", "ida@reader.example"):
        make_reader(email)
    make_campaign(make_article())
    with transaction() as session:
        for kind in [*list_mail_kinds(), "article_published", "effect.order"]:
            session.add(OutboxItem(kind=kind, data={"order": 1}, created_at=now, due_at=now))
        for due in (now - timedelta(hours=1), now + timedelta(hours=1)):
            session.add(OutboxItem(kind="publish_scheduled", data={"article": 1}, created_at=now, due_at=due))
    told = context.test_cli_runner().invoke(args=["restored"])
    assert "2 copies of letters wait for staff to decide" in told.output
    run_all_owed()
    assert read_mail(Path(context.extensions["config"].instance_dir) / "mail") == []
    given_up = list(db.session.scalars(select(OutboxItem.kind).where(OutboxItem.last_error == WORDS)))
    assert sorted(given_up) == sorted([*list_mail_kinds(), "article_published", "publish_scheduled"])
    later = select(OutboxItem.id).where(OutboxItem.kind == "publish_scheduled", OutboxItem.dead_at.is_(None))
    assert len(db.session.scalars(later).all()) == 1  # it still comes out at its minute
    assert set(db.session.scalars(select(Delivery.state))) == {DeliveryState.UNCERTAIN}


def test_the_order_of_rows_does_not_count_and_each_value_does() -> None:
    assert hash_row((1, "a")) != hash_row((1, "b"))
    assert hash_row((b"1",)) != hash_row(("31",))
    assert (hash_row((1,)) + hash_row((2,))) == (hash_row((2,)) + hash_row((1,)))
