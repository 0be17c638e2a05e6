"""What reads goes on where nothing more can be written to the disk, and what writes says so and loses no words."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import DictLoader, Environment
from PIL import Image

from app.config import Config
from app.db import db
from app.disk import DiskFull, draft_in
from app.media.models import Picture
from app.web.templating import CompiledTemplates
from scripts.starting import Refusal, check_room
from tests.factories.files import PDF
from tests.factories.shop import put_on_sale
from tests.web.journal.desk import open_desk, press

WORDS = "A lamp beside a bed."
FULL = "There is no room left on our disk"


@contextmanager
def no_file_longer_than(bytes_: int) -> Iterator[None]:
    """Let every write beyond that place of a file fail in this process."""
    least, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (least, most))


@pytest.fixture
def full(app: Flask) -> Iterator[None]:
    """A disk of 16 KB in the place of each folder that files are sent to."""
    config: Config = app.extensions["config"]
    folders = [config.media_dir, config.instance_dir / "files"]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("only root may mount a small disk")
    yield
    for folder in folders:
        assert all(one.is_dir() for one in folder.rglob("*")), "a piece of a file was left"
        subprocess.run(["umount", str(folder)], check=True)


def test_a_page_is_made_where_its_compiled_template_cannot_be_kept(tmp_path: Path) -> None:
    pages = Environment(loader=DictLoader({"page.html": "Good morning."}), autoescape=True)
    pages.bytecode_cache = CompiledTemplates(str(tmp_path))
    with no_file_longer_than(0):
        assert pages.get_template("page.html").render() == "Good morning."
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_of_a_file_that_did_not_fit(tmp_path: Path) -> None:
    with no_file_longer_than(100_000), pytest.raises(DiskFull), draft_in(tmp_path / "new") as draft:
        draft.write(os.urandom(200_000))
        draft.put(tmp_path / "whole")
    assert [one.name for one in tmp_path.rglob("*")] == ["new"]


def test_a_picture_of_a_product_is_not_kept_and_its_words_are(
    app: Flask, staff_client: FlaskClient, full: None
) -> None:
    with app.app_context():
        product = put_on_sale().product_id
    sent = {"picture": (BytesIO(noise()), "lamp.png"), "alt": WORDS}
    answer = staff_client.post(f"/staff/products/{product}/pictures/", data=sent)
    assert (answer.status_code, WORDS in answer.text, FULL in answer.text) == (503, True, True)
    with app.app_context():
        assert db.session.query(Picture).count() == 0


def test_a_file_for_sale_is_not_kept_and_its_title_is(
    app: Flask, staff_client: FlaskClient, full: None
) -> None:
    with app.app_context():
        product = put_on_sale().product_id
    sent = {"file": (BytesIO(PDF + os.urandom(40_000)), "lessons.pdf"), "title": "All lessons"}
    answer = staff_client.post(f"/staff/products/{product}/files/", data=sent)
    assert (answer.status_code, "All lessons" in answer.text, FULL in answer.text) == (503, True, True)


def test_a_text_that_brings_a_picture_is_shown_again_whole(
    app: Flask, staff_client: FlaskClient, full: None
) -> None:
    article_id = open_desk(app)
    file = (BytesIO(noise()), "lamp.png")
    answer = press(staff_client, article_id, body="All new words.", figure_alt=WORDS, figure=file)
    assert (answer.status_code, FULL in answer.text) == (503, True)
    assert "All new words." in answer.text and WORDS in answer.text


def test_a_site_that_has_still_to_be_prepared_says_how_much_room_it_needs(app: Flask, full: None) -> None:
    folder = app.extensions["config"].media_dir
    with pytest.raises(Refusal, match=f"only 0 MB are free where {folder} lies .* Make room"):
        check_room(folder)


def test_what_is_too_long_to_be_taken_in_is_no_mistake_of_ours(app: Flask, staff_client: FlaskClient) -> None:
    with app.app_context():
        product = put_on_sale().product_id
    head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="lessons.pdf"\r\n\r\n'
    sent = head + PDF + bytes(9_000_000) + b"\r\n--cut--\r\n"
    with no_file_longer_than(8_000_000):
        answer = staff_client.post(
            f"/staff/products/{product}/files/", data=sent, content_type="multipart/form-data; boundary=cut"
        )
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def noise() -> bytes:
    """A picture that no format makes small."""
    out = BytesIO()
    Image.frombytes("RGB", (200, 200), os.urandom(200 * 200 * 3)).save(out, "PNG")
    return out.getvalue()
