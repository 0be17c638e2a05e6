"""A copy of the house in which one guard at a time is taken away."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.faults.mutating.guards import Guard

ROOT = Path(__file__).resolve().parents[3]
PARTS = ("app", "blueprints", "templates", "static", "migrations", "scripts", "tests")
FILES = ("wsgi.py", "pyproject.toml")
PASSED, FAILED = 0, 1
LONGEST_SECONDS = 300.0


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What one test said: pytest's exit code (0 passed, 1 failed, else it could not run), and its last lines."""

    code: int
    seconds: float
    words: str


def make_copy(folder: Path) -> Path:
    """Copy all that the tests need."""
    house = folder / "house"
    for part in PARTS:
        shutil.copytree(ROOT / part, house / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy2(ROOT / name, house / name)
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
    """Run tests in the copy, one process, nothing cached."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
    ]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    began = time.monotonic()
    try:
        done = subprocess.run(
            [*command, *tests], cwd=house, env=environment, capture_output=True, text=True, check=False,
            timeout=LONGEST_SECONDS + 60 * len(tests),
        )  # fmt: skip
        code, text = done.returncode, done.stdout + done.stderr
    except subprocess.TimeoutExpired:
        code, text = FAILED, "it did not come to an end"
    return Trial(code=code, seconds=time.monotonic() - began, words="\n".join(text.splitlines()[-12:]))
