"""Signing in: one answer for every mistake, sessions as rows, a pause after many failures, codes that work once."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.accounts.models import User, UserSession
from app.accounts.rules import FAILURES_BEFORE_PAUSE
from app.audit.models import AuditEntry
from app.db import db, transaction
from tests.factories.accounts import make_staff

PASSWORD = "tea and a window seat"


@pytest.fixture
def nora(app: Flask) -> str:
    with app.app_context(), transaction():
        return make_staff(password=PASSWORD).email


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **extra: str) -> object:
    return client.post("/account/sign-in", data={"email": email, "password": password, **extra})


def test_the_right_password_opens_the_staff_desk(client: FlaskClient, nora: str) -> None:
    assert sign_in(client, nora).location == "/staff/"
    answer = client.get("/staff/")
    assert answer.status_code == 200
    assert "Today" in answer.text


def test_a_known_and_an_unknown_address_get_the_same_answer(client: FlaskClient, nora: str) -> None:
    known = sign_in(client, nora, "wrong words entirely").text.replace(nora, "X")
    unknown = sign_in(client, "nobody@softhours.example", "wrong words entirely").text
    assert known == unknown.replace("nobody@softhours.example", "X")


@pytest.mark.parametrize("password", ["x" * 4097, "\ufdfa" * 250, "a" + "\u0301\u0316" * 50_000])
def test_a_password_that_is_no_password_is_refused_unread(
    client: FlaskClient, nora: str, password: str
) -> None:
    for email in (nora, "nobody@softhours.example", password):
        answer = sign_in(client, email, password)
        assert (answer.status_code, "200 signs at most" in answer.text) == (422, True)
    assert sign_in(client, nora, "\ufdfa" * 200).status_code == 200, "the longest that is read"
    assert sign_in(client, nora).location == "/staff/"


def test_a_stranger_is_led_to_the_sign_in_and_back(client: FlaskClient, nora: str) -> None:
    led = client.get("/staff/audit/")
    assert led.location == "/account/sign-in?next=/staff/audit/"
    assert sign_in(client, nora, next="/staff/audit/").location == "/staff/audit/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_after_sign_in_nobody_is_sent_to_another_site(client: FlaskClient, nora: str, target: str) -> None:
    answer = sign_in(client, nora, next=target)
    location = answer.location or "/"
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_confirming_that_it_is_you_tells_what_is_wrong_and_leads_on(client: FlaskClient, nora: str) -> None:
    sign_in(client, nora)
    assert client.get("/account/confirm-it-is-you").status_code == 200
    page = client.get("/account/confirm-it-is-you?next=/staff/audit/")
    address = page.text.split('<form method="post" action="')[1].split('"')[0]
    assert 'name="next" value="/staff/audit/"' in page.text
    wrong = client.post(address, data={"password": "not these words", "next": "/staff/audit/"})
    assert "<title>Error: " in wrong.text
    assert '<a href="#password">That is not the password of this account.</a>' in wrong.text
    assert (
        client.post(address, data={"password": PASSWORD, "next": "/staff/audit/"}).location == "/staff/audit/"
    )


@pytest.mark.parametrize(
    ("address", "answers"),
    [
        (
            "/account/password",
            {"password": "not these words", "new_password": "x", "new_password_confirm": "y"},
        ),
        ("/account/sign-in", {"email": "nobody@softhours.example", "password": "x"}),
    ],
)
def test_a_mistake_is_named_in_a_summary_above_the_form(
    client: FlaskClient, nora: str, address: str, answers: dict[str, str]
) -> None:
    if address != "/account/sign-in":
        sign_in(client, nora)
    page = client.post(address, data=answers).text
    assert "<title>Error: " in page
    assert "data-error-summary" in page


def test_deleting_the_row_signs_the_browser_out(app: Flask, client: FlaskClient, nora: str) -> None:
    sign_in(client, nora)
    with app.app_context(), transaction() as session:
        session.query(UserSession).delete()
    assert client.get("/staff/").status_code == 302


def test_an_old_cookie_is_dead_after_signing_out(client: FlaskClient, nora: str) -> None:
    sign_in(client, nora)
    cookie = client.get_cookie("session", domain="127.0.0.1")
    assert cookie is not None
    client.post("/account/sign-out")
    client.set_cookie("session", cookie.value, domain="127.0.0.1")
    assert client.get("/staff/").status_code == 302


def test_signing_out_by_get_does_nothing(client: FlaskClient, nora: str) -> None:
    sign_in(client, nora)
    assert client.get("/account/sign-out").status_code == 405
    assert client.get("/staff/").status_code == 200


def test_the_account_rests_after_many_wrong_passwords(client: FlaskClient, nora: str, app: Flask) -> None:
    for _ in range(FAILURES_BEFORE_PAUSE):
        sign_in(client, nora, "not the password")
    assert "do not belong together" in sign_in(client, nora).text
    with app.app_context(), transaction() as session:
        session.execute(update(User).values(paused_until=None))
    assert sign_in(client, nora).location == "/staff/"


def test_signing_in_is_in_the_audit_log(app: Flask, client: FlaskClient, nora: str) -> None:
    sign_in(client, nora)
    with app.app_context():
        actions = db.session.scalars(select(AuditEntry.action)).all()
    assert list(actions) == ["staff.added", "session.started"]


def test_the_session_id_is_new_at_each_sign_in(
    app: Flask, nora: str, new_client: Callable[[], FlaskClient]
) -> None:
    for _ in range(2):
        sign_in(new_client(), nora)
    with app.app_context():
        hashes = db.session.scalars(select(UserSession.token_hash)).all()
    assert len(set(hashes)) == 2


def test_a_second_factor_is_set_up_and_its_code_works_once(
    app: Flask, client: FlaskClient, nora: str, new_client: Callable[[], FlaskClient]
) -> None:
    sign_in(client, nora)
    page = client.post("/account/second-factor", data={"setup": "authenticator"})
    assert page.status_code == 200, page.text[:500]
    code = code_now(app, page.text)
    action = page.text.split('<form method="post" action="')[1].split('"')[0]
    done = client.post(action, data={"code": code})
    assert done.status_code == 302, done.text[:2000]
    other = new_client()
    assert "/account/code" in (sign_in(other, nora).location or "")
    assert "used already" in other.post("/account/code", data={"code": code}).text


def code_now(app: Flask, html: str) -> str:
    """Work the present code out from the key that the page shows, as an authenticator app would (RFC 6238)."""
    from passlib.totp import TOTP

    key = html.split('<span class="figures">')[1].split("<")[0]
    return str(TOTP(key=key.replace(" ", "").replace("-", "")).generate().token)
