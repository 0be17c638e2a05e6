"""Addresses that templates write out by hand lead somewhere."""

import re
import tomllib
from pathlib import Path

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = re.compile(r'href="(/[a-z0-9/-]*)"')


def test_every_address_written_in_a_template_has_a_view(app: Flask) -> None:
    pages = {row["slug"] for row in tomllib.loads((ROOT / "app/demo/pages.toml").read_text())["pages"]}
    routes = app.url_map.bind("127.0.0.1")
    dead = []
    for template in (ROOT / "templates").rglob("*.html"):
        for address in WRITTEN.findall(template.read_text()):
            try:
                endpoint, values = routes.match(address)
            except RequestRedirect:
                continue
            except NotFound:
                dead.append(f"{template.relative_to(ROOT)}: {address}")
                continue
            if endpoint == "site.page" and values["slug"] not in pages:
                dead.append(f"{template.relative_to(ROOT)}: {address}")
    assert dead == []
