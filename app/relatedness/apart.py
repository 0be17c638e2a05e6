"""The encoder in a process of its own: started when somebody asks, gone when nobody has for a while.

So the worker never loads the model, what a text takes goes back to the system whole, and a machine that is short of
memory loses a helper and not the worker. One question is a line of JSON, [[title, text], ...]; its answer is that many
vectors of 384 float32 numbers. The helper ends when its parent's pipe closes, however the parent ended.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from select import select
from threading import Lock
from typing import Any

from app.relatedness.encoding import ROOT, Encoder, EncodingFailed, Vectors, is_ready, warn
from app.relatedness.packing import WIDTH

IDLE_SECONDS, ANSWER_SECONDS, TRIES = 20.0, 300.0, 2
_NUMBER = 4  # bytes
_kept: dict[Path, "Apart"] = {}
_finding = Lock()


class Apart:
    """An encoder whose work is done elsewhere."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None
        self._asking = Lock()  # the worker has two threads

    def encode(self, texts: Sequence[tuple[str, str]]) -> Vectors:
        """Return a vector of length one for each (title, text); raises EncodingFailed when two helpers have failed."""
        import numpy

        question = json.dumps(list(texts)).encode() + b"\n"
        with self._asking:
            for _ in range(TRIES):
                answer = self._ask(question, len(texts) * WIDTH * _NUMBER)
                if answer is not None:
                    return numpy.frombuffer(answer, numpy.float32).reshape(len(texts), WIDTH)
        raise EncodingFailed

    def _ask(self, question: bytes, length: int) -> bytes | None:
        """Return the answer, or None after ending a helper that gave none."""
        process = self.process
        if process is not None and process.poll() is not None:  # idle for a while, and gone
            _end(process)
            process = None
        if process is None:
            process = self.process = _start(self.folder)
        try:
            answer = _exchange(process, question, length)
        except OSError:
            answer = None
        if answer is None:
            _end(process)
            warn("a helper of the graph gave no answer", exit=process.returncode)
        return answer


def find_apart(instance: Path) -> Apart | None:
    """Return the encoder apart whose model lies in the instance's folder; None where there can be no encoder."""
    with _finding:
        if instance not in _kept and is_ready(instance):
            _kept[instance] = Apart(instance / "graph-model")
        return _kept.get(instance)


def _start(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "app.relatedness.apart", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(  # noqa: S603 - our own module, and a folder of ours
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a helper, if it has not ended, and close its pipes."""
    with process:
        process.kill()


def _exchange(process: subprocess.Popen[bytes], question: bytes, length: int) -> bytes | None:
    """Send a question and read its answer; None when the helper has ended or takes too long."""
    assert process.stdin is not None  # noqa: S101 - they are pipes
    assert process.stdout is not None  # noqa: S101
    deadline = time.monotonic() + ANSWER_SECONDS
    left = memoryview(question)
    while left:
        left = left[process.stdin.write(left) or 0 :]
    answer = b""
    while len(answer) < length:
        if not select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))[0]:
            return None
        piece = process.stdout.read(length - len(answer))
        if not piece:
            return None
        answer += piece
    return answer


def main() -> None:
    """Answer what comes, until nothing comes any more."""
    encoder = Encoder(Path(sys.argv[1]))
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while select([source], [], [], IDLE_SECONDS)[0]:
        line = source.readline()
        if not line:
            return
        found: Any = encoder.encode([(title, text) for title, text in json.loads(line)])
        sink.write(found.tobytes())
        sink.flush()


if __name__ == "__main__":
    main()
