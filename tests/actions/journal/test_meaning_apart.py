"""The encoder in a process of its own: asked, killed, left alone, and not to be had."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest
from flask import Flask

from app.relatedness import apart
from app.relatedness.apart import Apart, find_apart
from app.relatedness.encoding import ROOT, EncodingFailed, find_encoder
from app.relatedness.vectors import make_vector
from tests.factories.catalog import make_product

TEXTS = [("Waking stiff", "The neck has set like plaster. " * 60), ("A cushion", "Keeps the spine level.")]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model."""
    folder = tmp_path_factory.mktemp("apart")
    assert find_encoder(folder) is not None, "requirements-graph.txt is not installed"
    return folder


@pytest.fixture
def helped(model: Path) -> Iterator[Apart]:
    """An encoder apart, whose helper has answered once."""
    found = Apart(model / "graph-model")
    found.encode(TEXTS[1:])
    yield found
    end(found)


def end(found: Apart) -> None:
    """End a helper and close its pipes."""
    if found.process is not None:
        with found.process:
            found.process.kill()


def test_a_helper_says_what_the_encoder_says(model: Path, helped: Apart) -> None:
    encoder = find_encoder(model)
    assert encoder is not None
    assert numpy.allclose(helped.encode(TEXTS), encoder.encode(TEXTS), atol=1e-6)


def test_a_killed_helper_is_replaced(helped: Apart) -> None:
    first = helped.process
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    assert helped.encode(TEXTS[1:]).shape == (1, 384)
    assert helped.process is not None
    assert helped.process.pid != first.pid


def test_a_helper_that_dies_again_and_again_is_told(tmp_path: Path) -> None:
    (tmp_path / "graph-model").mkdir()
    (tmp_path / "graph-model" / "minilm-int8.onnx").write_bytes(b"cut short")
    found = find_apart(tmp_path)
    assert found is not None
    with pytest.raises(EncodingFailed):
        found.encode(TEXTS)


def test_a_helper_that_does_not_answer_is_ended(helped: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr(apart, "TRIES", 1)
    assert helped.process is not None
    os.kill(helped.process.pid, signal.SIGSTOP)
    with pytest.raises(EncodingFailed):
        helped.encode(TEXTS)
    assert helped.process.poll() == -signal.SIGKILL


def test_a_helper_ends_when_nobody_asks_and_when_its_parent_is_killed(model: Path) -> None:
    words = (
        "import sys, time; from pathlib import Path; from app.relatedness.apart import Apart;"
        " one = Apart(Path(sys.argv[1])); one.encode([('a', 'b')]); print(one.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", words, str(model / "graph-model")], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        helper = int(parent.stdout.readline())
        assert is_alive(helper)
        parent.kill()
    assert gone_within(helper, 10)


def test_an_idle_helper_ends(model: Path) -> None:
    """In the helper itself, whose patience is made short here."""
    words = "import sys; from app.relatedness import apart; apart.IDLE_SECONDS = 0.5; apart.main()"
    helper = subprocess.Popen(
        [sys.executable, "-c", words, str(model / "graph-model")], cwd=ROOT, stdin=subprocess.PIPE
    )
    with helper:
        assert helper.wait(30) == 0


def test_where_no_vector_can_be_had_words_and_topics_go_on(context: Flask, tmp_path: Path) -> None:
    from app.relatedness.nodes import describe
    from app.relatedness.rules import NodeKind

    described = describe(NodeKind.PRODUCT, make_product(title="Contour cushion").id, [])
    assert described is not None
    assert make_vector(described, lambda: Apart(tmp_path)) is None


def is_alive(pid: int) -> bool:
    """Say whether a process runs (a dead one that nobody has buried does not)."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def gone_within(pid: int, seconds: float) -> bool:
    """Wait until a process has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and is_alive(pid):
        time.sleep(0.1)
    return not is_alive(pid)
