"""Reading the demo's texts: TOML between +++ lines, then Markdown."""

import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def read_text(path: Path) -> tuple[dict[str, Any], str]:
    """Return a file's front matter and its body."""
    _, front, body = path.read_text().split("+++\n", 2)
    return tomllib.loads(front), body.strip() + "\n"


def read_table(name: str) -> list[dict[str, Any]]:
    """Return the rows of one TOML file, which stand under its own name."""
    rows: list[dict[str, Any]] = tomllib.loads((HERE / f"{name}.toml").read_text())[name]
    return rows
