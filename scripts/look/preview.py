"""Render the design prototypes as plain files, so that pages can be judged by eye before the app serves them.

    python -m scripts.look.preview [OUT]          # OUT defaults to a folder "look" in the temporary files

Each scripts/look/prototypes/<name>.html becomes OUT/<name>.html; templates/site and templates/errors are
rendered with the same pretended context. Serve OUT with `python -m http.server` to see signs and CSS.
"""

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_currency
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.look import sample
from scripts.look.budget import bundle

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class Comfort:
    """What a visitor chose on the comfort page."""

    scheme: str = "auto"
    text: str = "normal"
    spacing: str = "normal"
    font: str = "serif"
    pictures: str = "show"
    choices: str = "all"


def make_environment() -> Environment:
    """Return Jinja as the app sets it up, with stand-ins for what the app provides."""
    folders = [ROOT / "scripts/look/prototypes", ROOT / "templates"]
    env = Environment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        asset=lambda name: f"static/{name}",
        stylesheet=lambda kind: f"css/{kind}.css",
        url_for=lambda endpoint, **values: f"/{endpoint}",
        site=sample.SITE,
        visitor=sample.VISITOR,
        comfort=Comfort(),
    )
    env.filters["money"] = lambda amount: format_currency(amount.minor / 100, amount.currency, locale="en_IE")
    env.filters["day"] = lambda when: format_date(when, "d MMMM y", locale="en_IE")
    env.filters["clock_time"] = lambda when: f"{when:%H:%M}"
    return env


def write_static(out: Path) -> None:
    """Copy static files and bundle the CSS as the app does."""
    shutil.copytree(ROOT / "static", out / "static", dirs_exist_ok=True)
    shutil.copytree(sample.PICTURES, out / "pictures", dirs_exist_ok=True)
    (out / "css").mkdir(parents=True, exist_ok=True)
    for page in (ROOT / "static/css/pages").glob("*.css"):
        (out / "css" / page.name).write_text(bundle(page.stem))


def main(out: Path) -> None:
    """Render every prototype, and the finished site and error templates, into `out`."""
    write_static(out)
    env = make_environment()
    for path in sorted((ROOT / "scripts/look/prototypes").glob("*.html")):
        (out / path.name).write_text(env.get_template(path.name).render(**sample.CONTEXT))
    for name in ("home", "comfort"):
        (out / f"{name}.html").write_text(env.get_template(f"site/{name}.html").render(**sample.CONTEXT))
    for status in (404, 429):
        page = env.get_template("errors/error.html").render(status=status, sentence="")
        (out / f"{status}.html").write_text(page)
    (out / "guard.html").write_text(env.get_template("errors/guard.html").render(typed=sample.TYPED))
    (out / "503.html").write_text((ROOT / "templates/errors/503.html").read_text())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "look")
