"""The house keeps its own rules: who commits, who may import whom, sizes, guarded routes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.rules import PERMISSIONS
from app.web.assets import bundle
from app.web.guard import EXEMPT_ENDPOINTS, SAFE_METHODS

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 400
EXEMPT_FOLDERS = ("vendor", "versions", "node_modules", ".venv")


def sources(*folders: str, kinds: tuple[str, ...] = (".py",)) -> list[Path]:
    return [
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in kinds and not any(part in EXEMPT_FOLDERS for part in path.parts)
    ]


def test_only_the_database_module_commits() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in sources("app", "blueprints")
        if re.search(r"\.commit\(", path.read_text()) and "standin" not in path.parts
    ]
    assert guilty == ["app/db.py"]


def test_only_the_payment_gateway_imports_stripe() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in sources("app", "blueprints")
        if re.search(r"^\s*(import|from) stripe\b", path.read_text(), re.M)
    ]
    assert guilty in ([], ["app/payments/gateway.py"])


def test_no_file_is_too_long_to_hold_in_the_head() -> None:
    found = sources(
        "app", "blueprints", "templates", "static", "tests", "scripts", kinds=(".py", ".html", ".css", ".js")
    )
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in found}
    assert {name: lines for name, lines in long.items() if lines > LIMIT} == {}


def test_a_stylesheet_made_small_still_means_the_same(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "shop.css").write_text("@layer pages {\n  .a :is(h2, h3) a { margin: 0; }\n}\n")
    assert bundle(tmp_path, "shop").endswith("@layer pages{.a *:is(h2,h3) a{margin:0}}")


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_every_staff_view_names_a_permission(app: Flask) -> None:
    staff = [
        rule for rule in app.url_map.iter_rules() if rule.rule.startswith(("/staff", "/account/sessions"))
    ]
    assert staff
    for rule in staff:
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        assert permission in PERMISSIONS, f"{rule.endpoint} names no permission"


def test_every_unsafe_view_is_behind_the_guard(app: Flask) -> None:
    """A post from another site is refused everywhere but on the two routes that prove their right otherwise."""
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        unsafe = (rule.methods or set()) - SAFE_METHODS
        if not unsafe or rule.endpoint in EXEMPT_ENDPOINTS:
            continue
        url = re.sub(r"<(?:int:)?[^>]+>", "1", rule.rule)
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
            answer = client.open(url, method=min(unsafe), headers=headers, base_url="http://127.0.0.1:8000")
            assert answer.status_code == 403, f"{rule.endpoint} answered {answer.status_code} to {headers}"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:9", "softhours.example.evil.example"])
def test_a_foreign_host_is_refused(app: Flask, host: str) -> None:
    assert app.test_client().get("/healthz", base_url=f"http://{host}").status_code == 400


def test_the_exempt_list_names_only_known_reasons() -> None:
    one_clicks = {"newsletter.unsubscribe_one_click", "comments.stop_one_click"}
    assert set(EXEMPT_ENDPOINTS) == {"webhooks.stripe", *one_clicks}
