"""The staff's desk: today, the audit log, the design parts; each for those who may see it."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.staff import sign_in


@pytest.mark.parametrize("path", ["/staff/", "/staff/audit/", "/staff/parts/", "/account/"])
def test_an_owner_sees_the_page(staff_client: FlaskClient, path: str) -> None:
    assert staff_client.get(path).status_code == 200


def test_a_packer_does_not_see_the_audit_log(app: Flask, new_client: Callable[[], FlaskClient]) -> None:
    packer = sign_in(app, new_client(), role="merchant")
    assert packer.get("/staff/").status_code == 200
    assert packer.get("/staff/audit/").status_code == 403


@pytest.mark.parametrize("before", ["x", "-1", "²", "9" * 40, "1"])
def test_an_odd_place_in_the_log_is_harmless(staff_client: FlaskClient, before: str) -> None:
    assert staff_client.get("/staff/audit/", query_string={"before": before}).status_code == 200


def test_every_component_stands_on_the_parts_page(staff_client: FlaskClient) -> None:
    from pathlib import Path

    folder = Path(__file__).resolve().parents[2] / "templates"
    used = "".join(path.read_text() for path in (folder / "staff" / "parts").glob("*.html"))
    elsewhere = {"skip_link", "form_field", "share_meta", "subscribe_form", "picture", "copy_link"}
    for component in (folder / "components").glob("*.html"):
        assert component.stem in elsewhere or f"components/{component.name}" in used, component.stem
