"""A copy of the house in which one guard at a time is taken away.

Each test runs in a fork of this process, which has the libraries loaded and nothing of the house: to load them anew
takes longer than most of the tests.
"""

import importlib
import os
import shutil
import signal
import sys
import time
from compileall import compile_dir
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import NoReturn

import pytest

from tests.faults.mutating.guards import Guard

ROOT = Path(__file__).resolve().parents[3]
PARTS = ("app", "bench", "blueprints", "templates", "static", "migrations", "scripts", "tests")
FILES = ("wsgi.py", "pyproject.toml")
OURS = frozenset({"app", "bench", "blueprints", "conftest", "scripts", "tests"})
#: what nearly every test loads; none of them does anything but be there
LIBRARIES = (
    "alembic.command", "babel.numbers", "flask_babel", "flask_limiter", "flask_login", "flask_migrate",
    "flask_security", "flask_sqlalchemy", "flask_wtf", "html5lib", "huey", "jinja2", "markdown_it", "nh3", "psycopg",
    "requests", "sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.sqlite", "sqlalchemy.orm", "structlog",
    "stripe", "webauthn", "whitenoise", "wtforms",
)  # fmt: skip
PASSED, FAILED, CRASHED = 0, 1, 70
LONGEST_SECONDS = 300.0


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What one test said: pytest's exit code (0 passed, 1 failed, else it could not run), and its last lines."""

    code: int
    seconds: float
    words: str


def load_libraries() -> None:
    """Load what the forks have in common."""
    for name in LIBRARIES:
        importlib.import_module(name)


def make_copy(folder: Path) -> Path:
    """Copy all that the tests need."""
    house = folder / "house"
    for part in PARTS:
        shutil.copytree(ROOT / part, house / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy2(ROOT / name, house / name)
    # compiled once and checked by what stands in the file, so that a guard that is taken away is taken away
    compile_dir(house, quiet=1, maxlevels=20, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    return house


def take_away(house: Path, guard: Guard) -> dict[Path, str]:
    """Make a guard's changes; returns the texts that were there."""
    before: dict[Path, str] = {}
    for change in guard.changes:
        path = house / change.path
        text = path.read_text()  # with what an earlier change of this guard has made of it
        before.setdefault(path, text)
        if text.count(change.before) != 1:
            raise ValueError(
                f"{change.path}: {change.before!r} stands there {text.count(change.before)} times"
            )
        path.write_text(text.replace(change.before, change.after))
    return before


def put_back(before: dict[Path, str]) -> None:
    """Write the texts that were there."""
    for path, text in before.items():
        path.write_text(text)


def run(house: Path, tests: list[str]) -> Trial:
    """Run tests in the copy, in one process that has nothing of the house loaded yet, nothing cached."""
    report, began = house.parent / "report", time.monotonic()
    longest = LONGEST_SECONDS + 60 * len(tests)
    child = os.fork()
    if child == 0:
        run_in_child(house, tests, report)
    code = wait_for(child, longest)
    text = report.read_text() if code is not None else "it did not come to an end"
    words = "\n".join(text.splitlines()[-12:])
    return Trial(code=FAILED if code is None else code, seconds=time.monotonic() - began, words=words)


def run_in_child(house: Path, tests: list[str], report: Path) -> NoReturn:
    """Forget what is loaded of our own house, go over to the copy, and run pytest there; never returns."""
    code = CRASHED
    try:
        os.setsid()
        with report.open("w") as written:
            for number in (1, 2):
                os.dup2(written.fileno(), number)
        for name in [one for one in sys.modules if one.partition(".")[0] in OURS]:
            del sys.modules[name]
        os.chdir(house)
        sys.path[:] = [str(house), *(one for one in sys.path if one not in ("", str(ROOT)))]
        sys.dont_write_bytecode = True
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        options = ["-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-p", "no:randomly", *tests]
        code = int(pytest.main(options))
        sys.stdout.flush()
    finally:
        os._exit(code)


def wait_for(child: int, seconds: float) -> int | None:
    """Return a child's exit code; None for one that had to be ended because it takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.1)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None
