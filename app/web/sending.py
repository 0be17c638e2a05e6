"""A socket that sends of a file what the kernel takes at once; the rest is for the worker's loop (arriving.py)."""

import os
import socket
from dataclasses import dataclass
from typing import Any

MOST_AT_ONCE = 1024 * 1024


@dataclass(kw_only=True)
class Rest:
    """What is still to be sent of a file: bytes from `offset` on."""

    descriptor: int
    offset: int
    left: int


class PatientSocket(socket.socket):
    """What gunicorn's answers write into; only files are special."""

    rest: Rest | None = None

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Send a file as far as it goes without waiting; returns `count`, or what the file holds from there."""
        descriptor = os.dup(file.fileno())  # ours: the file itself is closed when the answer is done
        whole = os.fstat(descriptor).st_size - offset if count is None else count
        self.rest = Rest(descriptor=descriptor, offset=offset, left=whole)
        self.send_rest()
        return whole

    def send_rest(self) -> None:
        """Send on until there is no room; raises OSError when nobody is there, or the file is shorter than told."""
        rest = self.rest
        while rest is not None and rest.left:
            try:
                sent = os.sendfile(self.fileno(), rest.descriptor, rest.offset, min(rest.left, MOST_AT_ONCE))
            except (BlockingIOError, InterruptedError):
                return
            if not sent:
                raise BrokenPipeError("the file is shorter than was said")
            rest.offset, rest.left = rest.offset + sent, rest.left - sent
        self.forget_rest()

    def forget_rest(self) -> None:
        """Let go of the file."""
        if self.rest is not None:
            os.close(self.rest.descriptor)
            self.rest = None

    def close(self) -> None:
        """Close the socket, and the file with it."""
        self.forget_rest()
        super().close()
