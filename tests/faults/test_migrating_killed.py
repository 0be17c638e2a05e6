"""`flask db upgrade` killed with -9 in the middle, again and again: the next run goes on, to where a quiet one ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from tests.support.servers import Postgres
from tests.support.site import ROOT, site_environment

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("migrating")]
#: after how many of a hundred migrations a run is killed
KILLED_AFTER = (2, 20, 40, 60, 80)
TAKES_A_MOMENT = 0.02  # seconds from one migration to the middle of the next


class Upgrade:
    """A database of its own that is brought up to date by a process of its own."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.environment = site_environment(folder / "instance", port=8000, database_url=database_url)
        url = database_url or f"sqlite:///{folder / 'instance' / 'site.sqlite3'}"
        self.engine: Engine = create_engine(url, poolclass=NullPool)

    def start(self) -> subprocess.Popen[str]:
        """Begin to migrate, or go on."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip

    def revision(self) -> str:
        """Return how far the database has come."""
        try:
            with self.engine.connect() as connection:
                return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")
        except DBAPIError:
            return ""  # not there yet, or just locked

    def kill_after(self, revision: str, order: list[str]) -> str:
        """Start, and kill the process a moment after it has come to a revision; returns where it stood then."""
        process = self.start()
        while process.poll() is None:
            found = self.revision()
            if found and order.index(found) >= order.index(revision):
                time.sleep(TAKES_A_MOMENT)
                os.killpg(process.pid, signal.SIGKILL)
                break
        process.wait(60)
        return self.revision()

    def finish(self) -> str:
        """Run to the end; returns what was said where that failed."""
        process = self.start()
        said, _ = process.communicate(timeout=300)
        return said if process.returncode else ""

    def schema(self) -> dict[str, Any]:
        """Return everything that the database is made of, in words."""
        looked = inspect(self.engine)
        tables = sorted(looked.get_table_names())
        columns = {
            one: [(col["name"], str(col["type"]), col["nullable"]) for col in looked.get_columns(one)]
            for one in tables
        }
        checks = {
            one: sorted(str(check["name"]) for check in looked.get_check_constraints(one)) for one in tables
        }
        keys = {
            one: sorted(str(key["constrained_columns"]) for key in looked.get_foreign_keys(one))
            for one in tables
        }
        with self.engine.connect() as connection:
            rest = sorted(connection.scalars(text(BESIDE[self.engine.dialect.name])))
        return {"columns": columns, "checks": checks, "keys": keys, "triggers and indexes": rest}


BESIDE = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL",
    "postgresql": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    " UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Upgrade, Upgrade]]:
    """Two empty databases: one whose migrations are killed, one left in peace."""
    if request.param == "sqlite":
        yield Upgrade(tmp_path / "killed"), Upgrade(tmp_path / "quiet")
        return
    server = Postgres()
    try:
        for name in ("killed", "quiet"):
            server.sql(f"CREATE DATABASE {name}")
        yield tuple(Upgrade(tmp_path / name, server.url(name)) for name in ("killed", "quiet"))  # type: ignore[misc]
    finally:
        server.stop()


def test_a_killed_upgrade_goes_on_where_it_was(two: tuple[Upgrade, Upgrade]) -> None:
    killed, quiet = two
    order = [one.revision for one in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()][::-1]
    stood = []
    for share in KILLED_AFTER:
        stood.append(killed.kill_after(order[len(order) * share // 100], order))
    in_the_middle = set(stood) - {"", order[-1]}  # a quick run may be through before the last blow
    assert len(in_the_middle) >= 3, f"it was killed in the middle: {stood}"
    assert killed.finish() == ""
    assert quiet.finish() == ""
    assert killed.revision() == quiet.revision() == order[-1]
    assert killed.schema() == quiet.schema()
