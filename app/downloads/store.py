"""Where the files stand: a folder of their own beside the public media, each written whole or not at all."""

import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import IO

from app.config import current_config
from app.downloads.errors import FileRefused
from app.downloads.rules import MOST_BYTES, find_suffix

_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1024 * 1024


def path_of(digest: str) -> Path:
    """Return where a file stands."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("not a digest of a file")
    return current_config().instance_dir / "files" / digest[:2] / digest


def keep_file(file: IO[bytes]) -> tuple[str, str, int]:
    """Judge a sent file by its content and keep it; return (digest, suffix, bytes). Raises FileRefused.

    It is read in pieces, so that a large one does not fill the memory; nothing is open meanwhile.
    """
    suffix = find_suffix(file)
    if suffix is None:
        raise FileRefused("We could not read that as a PDF, EPUB, MP3 or ZIP. Please choose another file.")
    folder = current_config().instance_dir / "files"
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{secrets.token_hex(8)}"
    try:
        digest, size = _copy(file, temporary)
        path = path_of(digest)
        path.parent.mkdir(exist_ok=True)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return digest, suffix, size


def _copy(file: IO[bytes], to: Path) -> tuple[str, int]:
    made, size = hashlib.sha256(), 0
    with open(to, "wb") as out:
        while piece := file.read(_CHUNK):
            size += len(piece)
            if size > MOST_BYTES:
                raise FileRefused("That file is larger than 64 MB. Please send a smaller one.")
            made.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return made.hexdigest(), size
