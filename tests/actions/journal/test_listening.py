"""Articles read aloud by a program of the machine; without one there is no sound, and nothing fails."""

import os
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.content.queries import get_article
from app.content.speaking import speak_article
from app.content.spoken_models import SpokenArticle
from app.content.voicing import VoiceFailed, find_voice, speak
from app.db import db, transaction
from app.outbox.working import run_all_owed
from app.publishing.actions import publish_article
from tests.factories.journal import ACTOR, MORNING, make_article

BASE = "http://127.0.0.1:8000"
#: reads what it is sent and writes one second of silence for each ten words, as a real voice would write its sound
PROGRAM = """#!{python}
import sys, wave
words = sys.stdin.buffer.read().split()
if {broken}: sys.exit(3)
with wave.open(sys.argv[-1], "wb") as out:
    out.setnchannels(1); out.setsampwidth(2); out.setframerate(8000)
    out.writeframes(bytes(16000) * max(1, len(words) // 10))
"""


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, *, broken: bool = False) -> None:
    """Put a voice on the machine's path, and no other one."""
    folder.mkdir(exist_ok=True)
    program = folder / "espeak-ng"
    program.write_text(PROGRAM.format(python=sys.executable, broken=broken))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def page_of(app: Flask) -> str:
    return app.test_client().get("/articles/long-nights/", base_url=BASE).text


def test_with_a_voice_the_page_has_a_sound_that_is_fetched_at_a_press_only(
    context: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "bin", monkeypatch)
    make_article()
    run_all_owed()
    row = db.session.scalars(select(SpokenArticle)).one()
    assert row.seconds >= 1 and row.file.endswith("/spoken.wav")
    page = page_of(context)
    assert f'<audio controls preload="none" src="/media/{row.file}">' in page and "data-listen" not in page
    client = context.test_client()
    part = client.get(f"/media/{row.file}", base_url=BASE, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"RIFF"), "a player may jump"
    sound = client.get(f"/media/{row.file}", base_url=BASE)
    assert sound.mimetype == "audio/wav" and sound.data.startswith(b"RIFF")


def test_the_same_text_is_read_once_and_a_changed_one_anew(
    context: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "bin", monkeypatch)
    made = make_article()
    speak_article({"article": made.id}, MORNING)
    first = db.session.scalars(select(SpokenArticle.spoken_from)).one()
    (tmp_path / "bin" / "espeak-ng").unlink()
    install(tmp_path / "bin", monkeypatch, broken=True)
    speak_article({"article": made.id}, MORNING)  # would fail if it read
    install(tmp_path / "bin", monkeypatch)
    with transaction():
        article = get_article(made.id)
        article.draft = {**article.draft, "summary": "Quite another thing."}
        publish_article(article, actor=ACTOR, now=MORNING)
    speak_article({"article": made.id}, MORNING)
    assert db.session.scalars(select(SpokenArticle.spoken_from)).one() != first


def test_without_a_voice_there_is_no_sound_and_nothing_fails(
    context: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_voice() is None
    make_article()
    run_all_owed()
    page = page_of(context)
    assert "<audio" not in page and "data-listen hidden" in page


def test_a_voice_that_fails_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path / "bin", monkeypatch, broken=True)
    voice = find_voice()
    assert voice is not None
    with pytest.raises(VoiceFailed):
        speak(voice, "words")


def test_piper_needs_its_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path / "bin", monkeypatch)
    os.rename(tmp_path / "bin" / "espeak-ng", tmp_path / "bin" / "piper")
    assert find_voice() is None
    model = tmp_path / "voice.onnx"
    model.write_bytes(b"x")
    monkeypatch.setenv("PIPER_MODEL", str(model))
    voice = find_voice()
    assert voice is not None and voice.command[1:3] == ("--model", str(model))
    assert speak(voice, "ten words " * 10).seconds == 2
