"""A demo that was started once and has nothing left to do: made once for a whole run, and laid out for each site.

A first start loads the content, and its worker then makes every size of every picture and the whole graph: half a
minute of work. The test processes share one such demo for each kind of database; what they lay out is a copy of it.
That a site starts from nothing is seen where it is made, and in `tests/faults/test_serve.py`.
"""

import fcntl
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from app.config import load_config
from tests.support.servers import Postgres
from tests.support.site import running_demo, site_environment

OWED = text("SELECT count(*) FROM outbox_items WHERE done_at IS NULL AND dead_at IS NULL")
CALM_SECONDS = 900.0  # the worker is nice to everybody else, so on a busy machine it takes its time
#: what belongs to one running site and not to its content
OWN = ("standin.*", "running.lock")


@dataclass(frozen=True, kw_only=True)
class Demos:
    """The finished demos of a run, in a folder that all of its processes see."""

    folder: Path

    def lay_out(self, instance: Path, *, postgres: Postgres | None = None) -> None:
        """Put a finished demo into `instance`, and into the empty database `site` of a PostgreSQL if there is one."""
        finished = self.folder / ("demo-postgresql" if postgres else "demo-sqlite")
        with finished.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not finished.exists():
                make(finished, Postgres() if postgres else None)
        shutil.copytree(finished, instance, ignore=shutil.ignore_patterns(*OWN, "site.dump"))
        if postgres:
            postgres.restore("site", finished / "site.dump")
        sign(instance, database_url=postgres.url("site") if postgres else "")


def make(finished: Path, postgres: Postgres | None) -> None:
    """Start a demo from nothing, wait until its worker has done everything, and end it."""
    raw = finished.with_name(f"{finished.name}-{os.getpid()}")
    url = ""
    try:
        if postgres:
            postgres.sql("CREATE DATABASE site")
            url = postgres.url("site")
        with running_demo(raw, database_url=url) as site:
            wait_until_nothing_is_owed(load_config(site.environment).database_url)
        if postgres:
            postgres.dump("site", raw / "site.dump")
    finally:
        if postgres:
            postgres.stop()
    raw.rename(finished)


def wait_until_nothing_is_owed(database_url: str) -> None:
    """Wait for the last picture and the last edge of the graph."""
    engine = create_engine(database_url, poolclass=NullPool)
    deadline = time.monotonic() + CALM_SECONDS
    while time.monotonic() < deadline:
        with engine.connect() as connection:
            if connection.scalar(OWED) == 0:
                return
        time.sleep(0.5)
    raise RuntimeError(f"the worker of the demo still owed something after {CALM_SECONDS} seconds")


def sign(instance: Path, *, database_url: str) -> None:
    """Say that this copy is prepared, as `make run` notes it: for its own database and these migrations."""
    stamp = instance / "prepared"
    _, _, migrations = stamp.read_text().partition(" ")
    environment = site_environment(instance, port=8000, database_url=database_url)
    stamp.write_text(f"{load_config(environment).database_url} {migrations}")
