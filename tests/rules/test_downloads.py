"""Files by their content, their names, and links that are signed."""

import io
from datetime import UTC, datetime, timedelta

import pytest

from app.downloads.rules import file_name, find_suffix, read_link, sign_link, size_words
from tests.factories.files import MP3, PDF, archive, book

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (PDF, "pdf"), (MP3, "mp3"), (b"\xff\xfb\x90\x00" * 9, "mp3"), (book(), "epub"), (archive("a.txt"), "zip"),
        (archive("mimetype", first=b"application/other+zi"), "zip"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_content_says(data: bytes, suffix: str) -> None:
    assert find_suffix(io.BytesIO(data)) == suffix


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<html><script>alert(1)</script>", b"MZ\x90\x00" * 9, b"%PD", b"\xff\xfeh\x00i\x00", b"GIF89a",
        b"PK\x03\x04 and then nothing", b"#!/bin/sh", archive(),
    ],
)  # fmt: skip
def test_what_is_none_of_the_four_is_not_taken(data: bytes) -> None:
    assert find_suffix(io.BytesIO(data)) is None


def test_a_mimetype_that_would_unpack_to_something_huge_is_not_read() -> None:
    assert find_suffix(io.BytesIO(archive("mimetype", first=b"0" * 5_000_000))) == "zip"


def test_a_name_is_plain_letters_and_never_a_path() -> None:
    assert file_name("All eight lessons, to print", "pdf") == "All-eight-lessons-to-print.pdf"
    assert file_name("../../Über \r\nX: y", "zip") == "Uber-X-y.zip"
    assert file_name("日本", "mp3") == "file.mp3"


def test_sizes_are_told_in_words() -> None:
    assert [size_words(one) for one in (1, 24 * 1024, 3 * 1024 * 1024 + 100_000)] == [
        "1 KB",
        "24 KB",
        "3.1 MB",
    ]


def test_a_link_is_read_with_its_key_or_an_older_one_and_with_no_other() -> None:
    token = sign_link("old", 7, NOON)
    assert read_link(["new", "old"], token) == (7, NOON)
    assert read_link(["new"], token) is None


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_link_with_anything_changed_is_not_ours(place: int) -> None:
    parts = sign_link("key", 7, NOON).split("-")
    later = str(int((NOON + timedelta(days=9)).timestamp()))
    parts[place] = ["8", later, "0" * 32][place]
    assert read_link(["key"], "-".join(parts)) is None


@pytest.mark.parametrize(
    "odd", ["", "7", "7-8", "7-8-" + "z" * 32, "٣-8-" + "0" * 32, "9" * 40 + "-1-" + "0" * 32]
)
def test_what_is_no_link_at_all_is_not_ours(odd: str) -> None:
    assert read_link(["key"], odd) is None
