"""Journeys: a real browser against the real processes, on SQLite and PostgreSQL, script on and off, phone and desk."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support.demos import Demos
from tests.support.servers import Postgres
from tests.support.site import Site, running_demo

expect.set_options(timeout=30_000)
PHONE = {"width": 360, "height": 740}
PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
DESK = {"width": 1280, "height": 800}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the journeys of one database on one test process, so that one site serves them all."""
    for item in items:
        if "journeys" in Path(str(item.fspath)).parts:
            kind = item.callspec.params.get("site_kind", "sqlite") if hasattr(item, "callspec") else "sqlite"
            item.add_marker(pytest.mark.journey)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(
                    pytest.mark.timeout(120, func_only=True)
                )  # the site's start has its own limit
            item.add_marker(pytest.mark.xdist_group(f"journeys-{kind}"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each journey with script on and off: both on SQLite, one on each database, or both on both.

    What a page does without script does not depend on the database, so a journey marked `postgres` pairs them (see
    `script`): a browser takes seconds for each. Where money is at stake, `every_way` asks for all four.
    """
    names = metafunc.fixturenames
    on_both, every_way = (metafunc.definition.get_closest_marker(one) for one in ("postgres", "every_way"))
    if "site_kind" in names:
        kinds = ["sqlite", "postgresql"] if on_both or every_way else ["sqlite"]
        metafunc.parametrize("site_kind", kinds, scope="session")
    if "script" in names and not on_both:
        metafunc.parametrize("script", [True, False], ids=["script", "no-script"])


@pytest.fixture(scope="session")
def running_site(site_kind: str, demos: Demos, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole site on this kind of database, started once and kept for the journeys."""
    folder = tmp_path_factory.mktemp("site") / site_kind
    if site_kind == "sqlite":
        demos.lay_out(folder)
        with running_demo(folder) as site:
            yield site
            count_invariants(site)
        return
    postgres = Postgres()
    try:
        postgres.sql("CREATE DATABASE site")
        demos.lay_out(folder, postgres=postgres)
        with running_demo(folder, database_url=postgres.url("site")) as site:
            yield site
            count_invariants(site)
    finally:
        postgres.stop()


def count_invariants(site: Site) -> None:
    """After the last journey, find that `flask verify` counts every kind of invariant and no mismatch."""
    done = site.flask("verify", "--json")
    results = json.loads(done.stdout)
    assert {one["code"] for one in results} >= {"S1", "S2", "P1", "M1", "M3", "E1"}
    assert {one["code"]: one["mismatches"] for one in results if one["mismatches"]} == {}
    assert done.returncode == 0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the system's where there is one, else Playwright's own."""
    system = next(
        (
            found
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (found := shutil.which(name))
        ),
        None,
    )
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=system, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def script(site_kind: str) -> bool:
    """Whether the browser runs script: with SQLite and not with PostgreSQL, where no test says otherwise."""
    return site_kind == "sqlite"


@pytest.fixture
def browser_page(browser: Browser, running_site: Site, script: bool) -> Iterator[Page]:
    """A fresh window on the running site, at phone width; fails on script errors and requests to other sites."""
    yield from open_window(browser, running_site, script=script, viewport=PHONE)


@pytest.fixture
def reader_page(browser: Browser, running_site: Site, script: bool) -> Iterator[Page]:
    """The same, calling itself what a person's browser does, so that it is counted."""
    yield from open_window(browser, running_site, script=script, viewport=PHONE, agent=PERSON)


@pytest.fixture
def own_page(browser: Browser, running_site: Site, script: bool) -> Iterator[Page]:
    """A shopper's own window: with script at desk width, without at phone width."""
    yield from open_window(browser, running_site, script=script, viewport=width_of(script))


def width_of(script: bool) -> dict[str, int]:
    """Return the width that goes with a window that runs script, or with one that does not."""
    return DESK if script else PHONE


@pytest.fixture
def wide_page(browser: Browser, running_site: Site, script: bool) -> Iterator[Page]:
    """The same at desk width."""
    yield from open_window(browser, running_site, script=script, viewport=DESK)


def open_window(
    browser: Browser, site: Site, *, script: bool, viewport: dict[str, int], agent: str | None = None
) -> Iterator[Page]:
    """Open a context with the site as base; after the test complain about what went wrong in it."""
    size: Any = viewport
    context = browser.new_context(
        base_url=site.url, java_script_enabled=script, viewport=size, locale="en-GB", user_agent=agent
    )
    context.set_default_timeout(40_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
    page.on("request", lambda request: note_foreign(wrong, request.url))
    page.on("response", lambda answer: note_failure(wrong, answer.status, answer.url))
    yield page
    context.close()
    assert not wrong, "\n".join(wrong)


def note_foreign(wrong: list[str], url: str) -> None:
    """Complain about a request that leaves this machine."""
    if not url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:")):
        wrong.append(f"request to another site: {url}")


def note_failure(wrong: list[str], status: int, url: str) -> None:
    """Complain about an answer that says something broke on our side."""
    if status >= 500:
        wrong.append(f"{status} from {url}")
