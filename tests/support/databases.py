"""Databases for tests: migrated once, copied or emptied for each test, so that tests really commit."""

import shutil
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, event, text

from app.cli import init_migrations
from app.config import Config, load_config
from app.db import db
from app.factory import ROOT, create_app
from app.freshness import forget_version
from app.handlers import register_handlers
from app.remembered import forget_everything
from app.settings.queries import forget_settings
from app.web.limits import limiter
from tests.support.servers import Postgres

TEST_ORIGIN = "http://127.0.0.1:8000"
#: Takes the rows out of all tables that have any (the search's words too, which no class of ours is mapped to), behind
#: triggers and foreign keys, lets the counters begin anew, and leaves the names of those tables in a setting. TRUNCATE
#: of every table makes new files for all of them, which costs ten times as much (PostgreSQL).
EMPTY = """
DO $$
DECLARE one text; is_filled boolean; filled text[] = '{}';
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one) INTO is_filled;
    IF is_filled THEN EXECUTE format('DELETE FROM %I', one); filled = filled || quote_ident(one); END IF;
  END LOOP;
  PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL;
  PERFORM set_config('emptied.tables', array_to_string(filled, ','), false);
END $$
"""


class Databases:
    """One app a kind of database, kept for the whole run; each test gets it with empty tables."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.apps: dict[str, Flask] = {}
        self.postgres: Postgres | None = None

    def config(self, kind: str) -> Config:
        """Return a demo configuration on this kind of database, with everything in a folder of its own."""
        instance = self.folder / kind
        environ = {
            "APP_MODE": "demo", "PORT": "8000", "INSTANCE_DIR": str(instance), "STRIPE_API_BASE": "http://127.0.0.1:1",
            "GRAPH_MEANING": "off",  # texts of two words mean nothing in particular; tests of meaning bring their own
        }  # fmt: skip
        if kind == "postgresql":
            self.postgres = self.postgres or Postgres()
            environ["DATABASE_URL"] = self.postgres.url("test")
        return load_config(environ)

    def fresh_app(self, kind: str) -> Flask:
        """Return the app of this kind on empty tables."""
        app = self.apps.get(kind) or self._make(kind)
        config: Config = app.extensions["config"]
        with app.app_context():
            db.session.remove()
            if kind == "sqlite":
                db.engine.dispose()
                path = Path(config.database_url.removeprefix("sqlite:///"))
                for suffix in ("-wal", "-shm"):
                    path.with_name(path.name + suffix).unlink(missing_ok=True)
                shutil.copyfile(self.folder / "template.sqlite3", path)
            else:
                self._empty_postgres()
        # Handlers are the process's, and the app that was made last has taken them.
        register_handlers(app, config)
        for name in ("mail", "media"):
            shutil.rmtree(config.instance_dir / name, ignore_errors=True)
        app.test_client_class = None
        forget_version()
        forget_settings()
        forget_everything()
        app.extensions["page_cache"].pages.clear()
        app.extensions["page_cache"].checked = float("-inf")
        limiter.reset()
        return app

    def finish(self, app: Flask) -> None:
        """End what a test left open."""
        with app.app_context():
            db.session.remove()

    def stop(self) -> None:
        """Close every engine and stop PostgreSQL."""
        for app in self.apps.values():
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
        if self.postgres:
            self.postgres.stop()

    def _make(self, kind: str) -> Flask:
        config = self.config(kind)
        if kind == "postgresql" and self.postgres:
            self.postgres.sql("CREATE DATABASE test")
        app = create_app(config)
        init_migrations(app, ROOT / "migrations")
        app.testing = True
        app.extensions["queue"].immediate = False
        from app.outbox.actions import set_waker

        set_waker(lambda _item_id, _at_leisure: None)
        with app.app_context():
            if kind == "sqlite":
                wait_for_no_disk(db.engine)
            upgrade()
            if kind == "sqlite":
                with db.engine.connect() as connection:
                    connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
                db.engine.dispose()
                shutil.copyfile(
                    config.database_url.removeprefix("sqlite:///"), self.folder / "template.sqlite3"
                )
        self.apps[kind] = app
        return app

    def _empty_postgres(self) -> None:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(EMPTY.replace(":", "\\:")))
            emptied = connection.execute(text("SELECT current_setting('emptied.tables')")).scalar_one()
            if emptied:  # no room left by dead rows, which new rows would fill in an order of their own
                connection.execute(text(f"VACUUM {emptied}"))


def wait_for_no_disk(engine: Engine) -> None:
    """Let SQLite hand its pages to the system and go on: what a test has written need not outlive the machine."""

    @event.listens_for(engine, "connect")
    def set_pragma(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")
