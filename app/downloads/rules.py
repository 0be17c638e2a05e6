"""Which files are taken, how long a link lives and how it is signed; no database, no clock."""

import hashlib
import hmac
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import IO

from app.composing import compose

MOST_DOWNLOADS = 20  # of one file of one line; a phone, a desk and many lost files fit in
LINK_LIFE = timedelta(hours=24)
SAME_PRESS = timedelta(seconds=60)  # a second press in this time is the first one
MOST_BYTES = 64 * 1024 * 1024
#: wording shown beside the unticked box (templates/store/checkout_begin.html); an order keeps the version
CONSENT_WORDING = "digital-1"
TYPES = {
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "mp3": "audio/mpeg",
    "zip": "application/zip",
}
WORDS = {"pdf": "PDF", "epub": "EPUB", "mp3": "MP3", "zip": "ZIP"}
_TOKEN = re.compile(r"([0-9]{1,15})-([0-9]{1,12})-([0-9a-f]{32})")


def find_suffix(file: IO[bytes]) -> str | None:
    """Return what a file is, by its content alone, or None for what we do not take; it is read from its start."""
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "mp3"  # a tag, or the first frame of layer III
    return _kind_of_archive(file) if head.startswith(b"PK\x03\x04") else None


def _kind_of_archive(file: IO[bytes]) -> str | None:
    """Say whether an archive is a book; nothing in it is unpacked but that one short name."""
    try:
        with zipfile.ZipFile(file) as archive:
            first = archive.infolist()[0]
            is_short = first.filename == "mimetype" and first.file_size == len(TYPES["epub"])
            is_book = is_short and archive.read(first) == TYPES["epub"].encode()
    except (zipfile.BadZipFile, IndexError, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return None
    finally:
        file.seek(0)
    return "epub" if is_book else "zip"


def file_name(title: str, suffix: str) -> str:
    """Return the name a file is saved under: plain letters, digits and dashes."""
    plain = compose(title, "NFKD").encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:80]
    return f"{stem or 'file'}.{suffix}"


def size_words(size: int) -> str:
    """Return "24 KB" or "3.1 MB"."""
    return f"{max(1, round(size / 1024))} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def sign_link(key: str, download_id: int, until: datetime) -> str:
    """Return the token of a link to one download that works until a moment."""
    seconds = int(until.timestamp())
    return f"{download_id}-{seconds}-{_signature(key, download_id, seconds)}"


def read_link(keys: Sequence[str], token: str) -> tuple[int, datetime] | None:
    """Return (download id, until when) of a link that we signed, with this key or an older one; None for others."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    download_id, seconds = int(found[1]), int(found[2])
    if not any(hmac.compare_digest(_signature(key, download_id, seconds), found[3]) for key in keys):
        return None
    return download_id, datetime.fromtimestamp(seconds, tz=UTC)


def _signature(key: str, download_id: int, seconds: int) -> str:
    words = f"download:{download_id}:{seconds}"
    return hmac.new(key.encode(), words.encode(), hashlib.sha256).hexdigest()[:32]
