"""What all tests share: the app on a fresh database (SQLite, and PostgreSQL where marked), a client, the page check.

Each test starts from a copy of a migrated database and really commits. `@pytest.mark.postgres` runs a test on both
databases. The client pushes a new app context for each request, so no signed-in user leaks into the next one.
"""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import shift_clock
from tests.support.databases import Databases
from tests.support.demos import Demos
from tests.support.pages import PageCheck

pytest_plugins = ["tests.support.shop", "tests.support.house"]


def pytest_configure() -> None:
    """Look for no garbage while thousands of tests are gathered: all of it stays."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage again, but not among what was gathered: half a million things, looked at each time."""
    gc.freeze()
    gc.enable()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests that use the database on SQLite, and on PostgreSQL too where they are marked."""
    if "database_kind" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("postgres") is not None
        kinds = ["sqlite", "postgresql"] if both else ["sqlite"]
        metafunc.parametrize("database_kind", kinds, scope="session")


@pytest.fixture(autouse=True)
def true_clock() -> Iterator[None]:
    """Let no test leave its own time to the next one."""
    shift_clock(timedelta())
    yield
    shift_clock(timedelta())


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The migrated databases of this test process, made when first asked for."""
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.stop()


@pytest.fixture(scope="session")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Demos:
    """The finished demos, which all test processes of a run share."""
    own = tmp_path_factory.getbasetemp()
    return Demos(folder=own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture
def app(databases: Databases, database_kind: str) -> Iterator[Flask]:
    """The app on an empty, migrated database of its own."""
    app = databases.fresh_app(database_kind)
    yield app
    databases.finish(app)


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """The app with a context pushed, for tests of rooms; not for tests that use `client`."""
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask, page: PageCheck) -> Iterator[FlaskClient]:
    """A browser without script: sends what browsers send, and has every HTML answer checked."""
    app.test_client_class = page.client_class()
    with_headers = app.test_client()
    yield with_headers


@pytest.fixture
def new_client(app: Flask, page: PageCheck) -> Callable[[], FlaskClient]:
    """Make further browsers with cookies of their own."""
    app.test_client_class = page.client_class()
    return app.test_client


@pytest.fixture
def page() -> Iterator[PageCheck]:
    """Check every HTML answer that the test fetches: strict parse, one h1, ids, labels, alts, no inline script."""
    check = PageCheck()
    yield check
    check.assert_clean()


@pytest.fixture
def mailbox(app: Flask) -> Callable[[], list[Any]]:
    """Run what the outbox owes and return the messages sent so far, oldest first."""
    from tests.support.mail import read_mail

    def read() -> list[Any]:
        from app.outbox.working import run_all_owed

        with app.app_context():
            run_all_owed()
        return read_mail(Path(app.extensions["config"].instance_dir) / "mail")

    return read


@pytest.fixture
def staff_client(app: Flask, new_client: Callable[[], FlaskClient]) -> FlaskClient:
    """A browser in which an owner with a second factor is signed in."""
    from tests.support.staff import sign_in

    return sign_in(app, new_client())
