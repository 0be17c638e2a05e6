"""Files of pictures: a folder for each digest, every file written whole or not at all."""

import os
import re
import secrets
from pathlib import Path

from app.config import current_config

ORIGINAL = "original.webp"
WIDTHS = (400, 800, 1600)
SUFFIXES = ("avif", "webp", "jpg")
_DIGEST = re.compile(r"[0-9a-f]{32}")
SHARE = "share.jpg"
_NAME = re.compile(r"original\.webp|share\.jpg|spoken\.(?:wav|mp3|ogg)|[1-9][0-9]{0,3}\.(?:avif|webp|jpg)")


def path_of(digest: str, name: str) -> Path | None:
    """Return where a file would stand, or None for a digest or name that is not one of ours."""
    if not _DIGEST.fullmatch(digest) or not _NAME.fullmatch(name):
        return None
    return current_config().media_dir / digest[:2] / digest / name


def write_file(digest: str, name: str, data: bytes) -> None:
    """Write one file, unless it is there: the address is made from the content, so it is the same."""
    path = path_of(digest, name)
    if path is None:
        raise ValueError("not an address of a picture")
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{secrets.token_hex(8)}")
    with open(temporary, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.rename(temporary, path)


def read_original(digest: str) -> bytes:
    """Return a stored original; raises FileNotFoundError when it is gone."""
    path = path_of(digest, ORIGINAL)
    if path is None:
        raise FileNotFoundError(digest)
    return path.read_bytes()


def spoken_name(suffix: str) -> str:
    """Return what a sound file is called beside its digest."""
    return f"spoken.{suffix}"


def widths_for(width: int) -> list[int]:
    """Return the widths a picture is kept in: what is smaller than it, and its own, up to 1600 px."""
    return [*(one for one in WIDTHS if one < width), min(width, WIDTHS[-1])]
