"""Storing pictures: what is kept, what is refused, and the renditions."""

import time
import tracemalloc
from io import BytesIO
from random import Random

import pytest
from flask import Flask
from PIL import Image

from app.db import db, transaction
from app.errors import Invalid
from app.freshness import current_version
from app.media.actions import describe_anew, store_picture
from app.media.checks import ask_originals
from app.media.decoding import clean_picture, keep_picture
from app.media.errors import PictureRefused
from app.media.models import Picture
from app.media.queries import pictures_by_id
from app.media.store import path_of, read_original
from app.media.views import describe
from app.outbox.working import run_all_owed
from tests.factories.media import MORNING, huge_jpeg, huge_png, make_picture, picture_bytes


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_four_formats_become_webp(format: str) -> None:
    clean = clean_picture(picture_bytes(format, width=2000, height=1000))
    assert Image.open(BytesIO(clean.data)).format == "WEBP"
    assert (clean.width, clean.height) == (1600, 800)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg onload='alert(1)'/>",
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
        b"BM" + b"\x00" * 60,
        b"II*\x00" + b"\x00" * 60,
        b"%PDF-1.7\n",
        b"PK\x03\x04" + b"\x00" * 60,
        picture_bytes("JPEG")[:200],
        picture_bytes("PNG")[:50],
        picture_bytes("WEBP")[:30],
        picture_bytes("AVIF")[:100],
    ],
)
def test_whatever_is_not_one_of_them_is_refused(data: bytes) -> None:
    with pytest.raises(PictureRefused):
        clean_picture(data)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, of damaged metadata
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_damaged_picture_is_read_or_refused_and_nothing_else(kind: str) -> None:
    whole, chance = picture_bytes(kind), Random(5)
    outcomes = set()
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 2, 5, 20))):
            damaged[chance.randrange(min(len(damaged), 400))] = chance.randrange(256)
        try:
            clean_picture(bytes(damaged))
            outcomes.add("read")
        except PictureRefused:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}


@pytest.mark.parametrize("make", [huge_jpeg, huge_png])
def test_a_pixel_flood_is_refused_at_once_and_in_little_memory(make) -> None:  # type: ignore[no-untyped-def]
    flood = make()
    clean_picture(picture_bytes())  # Pillow itself is loaded
    tracemalloc.start()
    start = time.perf_counter()
    with pytest.raises(PictureRefused, match="40 million"):
        clean_picture(flood)
    took, peak = time.perf_counter() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < 0.1
    assert peak < 50 * 1024 * 1024


def test_forty_one_million_points_are_too_many_though_pillow_would_take_them() -> None:
    with pytest.raises(PictureRefused, match="40 million"):
        clean_picture(huge_png(8200, 5000))


def test_more_than_twelve_megabytes_are_refused_unread() -> None:
    with pytest.raises(PictureRefused, match="12 MB"):
        clean_picture(b"\xff\xd8" + b"\x00" * (12 * 1024 * 1024))


def test_where_it_was_taken_and_what_hides_behind_it_are_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "A telling camera"
    exif[0x0112] = 6  # held on its side
    out = BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "JPEG", exif=exif, comment=b"<script>alert(1)</script>")
    clean = clean_picture(out.getvalue() + b"<?php system($_GET['c']); ?>")
    kept = Image.open(BytesIO(clean.data))
    assert not kept.getexif() and kept.info.keys() <= {"loop", "background", "timestamp", "duration"}
    assert b"camera" not in clean.data and b"script" not in clean.data and b"php" not in clean.data
    assert (clean.width, clean.height) == (20, 40)


def test_only_the_first_frame_of_a_moving_picture_is_kept() -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "green")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    assert getattr(Image.open(BytesIO(clean_picture(out.getvalue()).data)), "n_frames", 1) == 1


def test_transparency_stays() -> None:
    out = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    assert Image.open(BytesIO(clean_picture(out.getvalue()).data)).mode == "RGBA"


def test_a_webp_of_ours_is_kept_byte_for_byte_and_a_large_one_is_not() -> None:
    ours = picture_bytes("WEBP", width=1600, height=1200)
    assert keep_picture(ours).data == ours
    assert keep_picture(picture_bytes("WEBP", width=1700, height=1200)).width == 1600
    assert Image.open(BytesIO(keep_picture(picture_bytes("PNG")).data)).format == "WEBP"


def test_a_picture_without_words_is_refused(context: Flask) -> None:
    with pytest.raises(Invalid, match="Describe"), transaction():
        store_picture(picture_bytes(), alt="  ", actor="user:1", now=MORNING)


def test_until_its_renditions_are_made_a_picture_is_shown_as_it_was_stored(context: Flask) -> None:
    view = describe(make_picture(width=1000, height=750))
    assert view.src.endswith("/original.webp") and view.sources == ()
    assert (view.width, view.height) == (1000, 750)


@pytest.mark.postgres
def test_the_job_makes_every_width_that_is_not_larger_and_tells_the_pages(context: Flask) -> None:
    picture = make_picture(width=1000, height=750)
    before = current_version(at_most_seconds_old=0)
    assert run_all_owed() == 1
    view = describe(pictures_by_id([picture.id])[picture.id])
    assert [kind for kind, _ in view.sources] == ["image/avif", "image/webp"]
    for address in [
        view.src,
        *(part.split()[0] for _, srcset in view.sources for part in srcset.split(", ")),
    ]:
        path = path_of(picture.digest, address.rsplit("/", 1)[1])
        assert path is not None
        with Image.open(path) as made:
            assert made.width in (400, 800, 1000)
    assert current_version(at_most_seconds_old=0) > before


def test_the_same_picture_twice_is_one_file_one_job_and_two_descriptions(context: Flask) -> None:
    first, second = make_picture(alt="A blanket."), make_picture(alt="The same blanket.")
    assert first.digest == second.digest and first.alt != second.alt
    assert run_all_owed() == 1
    third = make_picture(alt="Again.")
    assert run_all_owed() == 0 and third.renditions_at is not None


def test_making_renditions_again_changes_nothing(context: Flask) -> None:
    from app.media.actions import make_renditions

    picture = make_picture()
    for _ in range(2):
        make_renditions({"digest": picture.digest}, MORNING)
        db.session.rollback()
    folder = path_of(picture.digest, "original.webp")
    assert folder is not None
    assert sorted(path.name for path in folder.parent.iterdir()) == [
        "40.avif", "40.jpg", "40.webp", "original.webp"
    ]  # fmt: skip


def test_words_can_be_changed_and_not_taken_away(context: Flask) -> None:
    picture = make_picture()
    with transaction():
        describe_anew(picture.id, alt="Better  words.", actor="user:1", now=MORNING)
    assert db.session.get_one(Picture, picture.id).alt == "Better words."
    with pytest.raises(Invalid), transaction():
        describe_anew(picture.id, alt="", actor="user:1", now=MORNING)


@pytest.mark.parametrize(
    "digest", ["..", "../../etc", "A" * 32, "g" * 32, "0" * 31, "0" * 33, "0" * 32 + "\n"]
)
def test_a_digest_that_is_none_leads_nowhere(context: Flask, digest: str) -> None:
    assert path_of(digest, "original.webp") is None


@pytest.mark.parametrize(
    "name", ["..", "../x", "original.png", "400.svg", "400.webp\n", "99999.avif", "٤٠٠.webp", ""]
)
def test_a_name_that_is_none_leads_nowhere(context: Flask, name: str) -> None:
    assert path_of("0" * 32, name) is None


def test_a_lost_file_is_found_by_the_check(context: Flask) -> None:
    picture = make_picture()
    assert ask_originals() == (1, [])
    path = path_of(picture.digest, "original.webp")
    assert path is not None and read_original(picture.digest)
    path.unlink()
    assert ask_originals() == (1, [f"picture {picture.id} has no file"])
