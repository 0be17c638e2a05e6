"""A session row is the only way to be somebody: no JSON, no token, no remembering cookie, no leading elsewhere."""

from collections.abc import Callable
from http.cookies import SimpleCookie

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import utils

from app.accounts.models import User
from app.db import db, transaction
from tests.factories.accounts import make_staff

PASSWORD = "tea and a window seat"


@pytest.fixture
def nora(app: Flask) -> str:
    with app.app_context(), transaction():
        return make_staff(password=PASSWORD).email


def sign_in(client: FlaskClient, email: str, **extra: str) -> object:
    return client.post("/account/sign-in", data={"email": email, "password": PASSWORD, **extra})


@pytest.mark.parametrize(
    "body", [{"email": "nora@softhours.example", "password": PASSWORD}, [1], "x", {"email": []}]
)
def test_json_signs_nobody_in(client: FlaskClient, nora: str, body: object) -> None:
    answer = client.post("/account/sign-in?include_auth_token", json=body)
    assert answer.status_code == 415
    assert client.get("/staff/").status_code == 302


def test_a_program_that_asks_for_json_gets_the_page_and_no_token(client: FlaskClient, nora: str) -> None:
    answer = client.post(
        "/account/sign-in?include_auth_token",
        data={"email": nora, "password": PASSWORD},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 302
    assert "authentication_token" not in answer.text


def test_a_signed_token_is_nobody_in_header_or_address(app: Flask, client: FlaskClient, nora: str) -> None:
    with app.test_request_context(), transaction():
        token = db.session.query(User).one().get_auth_token()
    assert client.get("/staff/", headers={"Authentication-Token": token}).status_code == 302
    assert client.get("/staff/", query_string={"auth_token": token}).status_code == 302
    assert client.get("/staff/", headers={"Authorization": f"Bearer {token}"}).status_code == 302


def test_nothing_outlives_the_session(client: FlaskClient, nora: str) -> None:
    answer = sign_in(client, nora, remember="y")
    names = {name for header in answer.headers.getlist("Set-Cookie") for name in SimpleCookie(header)}  # type: ignore[attr-defined]
    assert names == {"session"}


def test_an_id_from_before_the_sign_in_is_worth_nothing_afterwards(
    app: Flask, client: FlaskClient, nora: str, new_client: Callable[[], FlaskClient]
) -> None:
    client.get("/account/sign-in")
    before = client.get_cookie("session", domain="127.0.0.1")
    sign_in(client, nora)
    after = client.get_cookie("session", domain="127.0.0.1")
    assert after is not None
    thief = new_client()
    thief.set_cookie("session", before.value if before else "x", domain="127.0.0.1")
    assert thief.get("/staff/").status_code == 302
    thief.set_cookie("session", after.value[:-3] + "AAA", domain="127.0.0.1")
    assert thief.get("/staff/").status_code == 302


def test_a_new_password_signs_every_other_browser_out(
    client: FlaskClient, nora: str, new_client: Callable[[], FlaskClient]
) -> None:
    other = new_client()
    sign_in(client, nora)
    sign_in(other, nora)
    new = "a kettle that never boils over"
    changed = client.post(
        "/account/password", data={"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    )
    assert changed.status_code == 302, changed.text
    assert client.get("/staff/").status_code == 200
    assert other.get("/staff/").status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "/\t/evil.example", "https:evil.example", "javascript:alert(1)", "http://127.0.0.1:8000@evil.example/",
        "/%0d%0aSet-Cookie: a=b\r\nX: y", "https://[", "http://127.0.0.1:99999/", "data:text/html,x", " //evil.example",
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["address", "field"])
def test_a_next_that_is_no_path_of_ours_is_refused(client: FlaskClient, target: str, where: str) -> None:
    sent = {"query_string" if where == "address" else "data": {"next": target}}
    assert client.post("/account/sign-in", **sent).status_code == 400
    assert client.get("/account/sign-in", query_string={"next": target}).status_code == 400


@pytest.mark.parametrize("path", ["/account/tf-select", "/account/code-help"])
def test_what_no_page_leads_to_is_not_there(client: FlaskClient, nora: str, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, data={"help_setup": "help"}).status_code == 404


def test_the_code_page_signs_nobody_out(client: FlaskClient, nora: str) -> None:
    sign_in(client, nora)
    assert client.get("/account/code").location == "/account/"
    assert client.get("/staff/").status_code == 200


def test_the_page_that_asks_for_the_password_again_leads_back(client: FlaskClient, nora: str) -> None:
    sign_in(client, nora)
    page = client.get("/account/confirm-it-is-you?next=/account/second-factor")
    assert 'name="next" value="/account/second-factor"' in page.text
    wrong = client.post(
        "/account/confirm-it-is-you", data={"password": "not it", "next": "/account/password"}
    )
    assert 'name="next" value="/account/password"' in wrong.text
    done = client.post("/account/confirm-it-is-you", data={"password": PASSWORD, "next": "/account/password"})
    assert done.location == "/account/password"


@pytest.mark.parametrize(
    "path", ["/account/sign-in", "/account/", "/account/password", "/account/second-factor"]
)
def test_no_page_of_an_account_is_kept_by_anybody(client: FlaskClient, nora: str, path: str) -> None:
    sign_in(client, nora)
    for answer in (client.get(path), client.post(path, data={"password": "x"})):
        assert answer.headers["Cache-Control"] in ("private, no-store", "no-store")


@pytest.mark.parametrize("path", ["/account/confirm-it-is-you", "/account/password"])
def test_a_thief_of_a_session_cannot_guess_the_password(client: FlaskClient, nora: str, path: str) -> None:
    sign_in(client, nora)
    tries = [client.post(path).status_code for _ in range(21)]
    assert tries[-1] == 429


def test_an_unknown_address_costs_a_password_check_too(
    client: FlaskClient, nora: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slow part of a sign-in, argon2, is done whether or not the address is known."""
    from flask_security import forms

    asked: list[str] = []
    monkeypatch.setattr(
        forms, "hash_password", lambda words: asked.append(words) or utils.hash_password(words)
    )
    client.post("/account/sign-in", data={"email": "nobody@softhours.example", "password": "wrong words"})
    assert asked == ["wrong words"]
