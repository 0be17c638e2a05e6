"""Files that are written whole or not at all, on a disk that may be full."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.errors import Unavailable

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DiskFull(Unavailable):
    """No room is left where files are kept."""

    def __init__(self) -> None:
        super().__init__(
            "There is no room left on our disk, so the file was not kept. Send it again when whoever looks after "
            "the server has made room."
        )


def is_full(error: OSError) -> bool:
    """Say whether a write failed because there is no room: on the disk, in a quota, below a limit."""
    return error.errno in _FULL


class Draft:
    """A file that is being written; it stands nowhere until it is put in its place."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file, self._path = file, path
        self.write = file.write

    def put(self, path: Path) -> None:
        """Let what was written stand at `path`, in one step and for good; a file that is there is replaced."""
        self._file.flush()
        os.fsync(self._file.fileno())
        os.replace(self._path, path)


@contextmanager
def draft_in(folder: Path) -> Iterator[Draft]:
    """Open a new file in a folder, which is made; unless it is put in its place nothing is left of it.

    Raises DiskFull, and OSError where the folder cannot be written for another reason.
    """
    path = folder / f".{secrets.token_hex(8)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with open(path, "xb") as file:
            yield Draft(file, path)
    except OSError as error:
        if is_full(error):
            raise DiskFull from error
        raise
    finally:
        path.unlink(missing_ok=True)
