"""Odd requests get a clear 4xx page and never a 500."""

import pytest
from flask.testing import FlaskClient

from tests.support.bodies import broken_chunk


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing/here/", 404),
        ("/pages/%00/", 400),
        ("/pages/a%00b/", 400),
        ("/pages/%ff%fe/", 404),
        ("/?x=%00", 400),
        ("/pages/" + "a" * 3000 + "/", 404),
        ("/pages/..%2f..%2fetc%2fpasswd/", 404),
        ("/static/../wsgi.py", 404),
        ("/static/%2e%2e/wsgi.py", 404),
        ("/pages/%F0%9F%90%8C/", 404),
    ],
)
@pytest.mark.postgres
def test_an_odd_address_is_a_clear_answer(client: FlaskClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_a_404_helps_on(client: FlaskClient) -> None:
    answer = client.get("/nothing/here/")
    assert 'href="/articles/"' in answer.text
    assert 'href="/search/"' in answer.text


def test_a_wrong_method_is_405_and_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.post("/pages/about/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_body_that_is_too_large_is_413(client: FlaskClient) -> None:
    answer = client.post("/comfort/", data=b"x=" + b"a" * (17 * 1024 * 1024),
                         content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert answer.status_code == 413


def test_too_many_fields_are_413(client: FlaskClient) -> None:
    parts = (
        b"".join(b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n1\r\n' for _ in range(1300))
        + b"--b--\r\n"
    )
    answer = client.post("/comfort/", data=parts, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body", [b"scheme=%ff%fe", b"scheme=\xff\xfe", b"scheme=dim%00", b"&&&===", b"\x00" * 50]
)
def test_broken_text_changes_nothing(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/comfort/", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (303, 400)
    assert "scheme" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/mixed; boundary=b", "x"])
def test_a_body_that_is_no_form_is_415(client: FlaskClient, kind: str) -> None:
    answer = client.post("/comfort/", data=b'{"scheme": "dim"}', content_type=kind)
    assert answer.status_code == 415
    assert "Set-Cookie" not in answer.headers


def test_a_body_the_server_cannot_take_apart_is_400(client: FlaskClient) -> None:
    answer = client.post("/comfort/", **broken_chunk())
    assert answer.status_code == 400
    assert "We could not read that request" in answer.text


def test_a_foreign_post_gives_back_what_was_typed(client: FlaskClient) -> None:
    answer = client.post(
        "/comfort/", data={"note": "a long <b>text</b>"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert "a long &lt;b&gt;text&lt;/b&gt;" in answer.text


@pytest.mark.parametrize(
    "cookie", ["", "scheme:evil", "scheme:dim.text:larger", "x" * 3000, "scheme:dim.scheme:dark"]
)
def test_a_tampered_comfort_cookie_is_harmless(client: FlaskClient, cookie: str) -> None:
    client.set_cookie("comfort", cookie, domain="127.0.0.1")
    assert client.get("/comfort/").status_code == 200


def test_the_comfort_choice_is_kept_and_set_on_the_page(client: FlaskClient) -> None:
    client.post("/comfort/", data={"scheme": "dim", "text": "large"})
    page = client.get("/comfort/").text
    assert 'data-scheme="dim"' in page
    assert 'data-text="large"' in page


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nX: y", "javascript:1"]
)
def test_comfort_never_sends_anybody_elsewhere(client: FlaskClient, target: str) -> None:
    assert client.post("/comfort/", data={"scheme": "dim", "back": target}).location == "/comfort/"
