"""Where the files stand: a folder of their own beside the public media, each written whole or not at all."""

import hashlib
import re
from pathlib import Path
from typing import IO

from app.config import current_config
from app.disk import Draft, draft_in
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
    """Judge a sent file by its content and keep it; return (digest, suffix, bytes). Raises FileRefused, DiskFull.

    It is read in pieces, so that a large one does not fill the memory; nothing is open meanwhile.
    """
    suffix = find_suffix(file)
    if suffix is None:
        raise FileRefused("We could not read that as a PDF, EPUB, MP3 or ZIP. Please choose another file.")
    with draft_in(current_config().instance_dir / "files") as draft:
        digest, size = _copy(file, draft)
        path = path_of(digest)
        path.parent.mkdir(exist_ok=True)
        draft.put(path)
    return digest, suffix, size


def _copy(file: IO[bytes], to: Draft) -> tuple[str, int]:
    made, size = hashlib.sha256(), 0
    while piece := file.read(_CHUNK):
        size += len(piece)
        if size > MOST_BYTES:
            raise FileRefused("That file is larger than 64 MB. Please send a smaller one.")
        made.update(piece)
        to.write(piece)
    return made.hexdigest(), size
