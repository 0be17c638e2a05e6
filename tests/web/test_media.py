"""/media/: files that never change, and nothing else."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.media import make_picture


@pytest.fixture
def digest(app: Flask) -> str:
    with app.app_context():
        return make_picture().digest


def test_a_picture_is_sent_with_its_own_type_for_ever_and_without_power(
    client: FlaskClient, digest: str
) -> None:
    answer = client.get(f"/media/{digest}/original.webp")
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Set-Cookie" not in answer.headers


def test_a_browser_that_has_it_gets_304(client: FlaskClient, digest: str) -> None:
    etag = client.get(f"/media/{digest}/original.webp").headers["ETag"]
    assert client.get(f"/media/{digest}/original.webp", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    "path",
    ["/media/x/original.webp", "/media/{0}/400.avif", "/media/{0}/..%2f..%2fsite.sqlite3", "/media/{0}/"],
)
def test_everything_else_is_not_there(client: FlaskClient, digest: str, path: str) -> None:
    assert client.get(path.format(digest)).status_code == 404
